// Checks that need the content of tags' links: a listing alone does not show them.

import * as z from 'zod/mini'
import type { TagBrief } from '../../lambda/model/row-schemas.ts'
import type { Layout } from '../../lambda/registry/layouts/layout.ts'
import { notTags } from '../../lambda/registry/tag-reader.ts'
import type { Difference } from './differences.ts'
import type { VerifyPassPorts } from './ports.ts'
import type { SeenRepository } from './verify-repository.ts'

/** Longest content of a link that is read. A digest has 71 or 135 bytes. */
const MAX_LINK_BYTES = 512

const rowWithTag = z.object({ tag: z.string() })

/**
 * Removes from `listed` the keys that, by their content, are not a tag's (see `notTags`). Tags that the index has are not
 * checked: they were read when they were indexed.
 */
export const dropNonTags = async (
  reader: Pick<VerifyPassPorts, 'readTag'>,
  layout: Layout,
  { name, listed, tagRows }: SeenRepository,
): Promise<void> => {
  const known = new Set(tagRows.map((row) => rowWithTag.safeParse(row).data?.tag))
  const unknown = [...listed.keys()].filter((tag) => !known.has(tag))
  for (const tag of await notTags(reader, layout, name, unknown)) listed.delete(tag)
}

/**
 * Returns the difference if the digest in a tag's link is not that of its brief, else nothing. A link that holds no
 * digest is consistent with a brief that has none: that is a problem of the tag, not of the index.
 */
export const digestDifference = async (
  { bucket }: Pick<VerifyPassPorts, 'bucket'>,
  layout: Layout,
  { repository, tag, digest: found }: TagBrief,
): Promise<Difference[]> => {
  const link = await bucket.get(layout.tagKey({ repository, tag }), MAX_LINK_BYTES)
  if (link === undefined) return []
  const content = link.body ?? new Uint8Array()
  if (layout.parseTarget(content) === found) return []
  const expected = Buffer.from(content).toString('latin1').trim()
  return [{ kind: 'tag-digest', repository, tag, expected, ...(found === undefined ? {} : { found }) }]
}
