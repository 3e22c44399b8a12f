// What of a repository only the content of its tags' keys can tell.

import * as z from 'zod/mini'
import type { TagBrief } from '../../lambda/model/row-schemas.ts'
import type { Layout } from '../../lambda/registry/layouts/layout.ts'
import { notTags } from '../../lambda/registry/tag-reader.ts'
import type { Difference } from './differences.ts'
import type { LookingPorts } from './ports.ts'
import type { SeenRepository } from './verify-repository.ts'

const LINK_BYTES = 512

const tagged = z.object({ tag: z.string() })

/** Takes from what is listed what is no tag by its content. What the index has was read, and is one. */
export const dropNotes = async (
  reader: Pick<LookingPorts, 'readTag'>,
  layout: Layout,
  { name, listed, tagRows }: SeenRepository,
): Promise<void> => {
  const known = new Set(tagRows.map((row) => tagged.safeParse(row).data?.tag))
  const unknown = [...listed.keys()].filter((tag) => !known.has(tag))
  for (const tag of await notTags(reader, layout, name, unknown)) listed.delete(tag)
}

/** Another digest in a tag's key than in its brief. One that holds none is a problem of the tag, which then has none. */
export const digestDifference = async (
  { bucket }: Pick<LookingPorts, 'bucket'>,
  layout: Layout,
  { repository, tag, digest: found }: TagBrief,
): Promise<Difference[]> => {
  const link = await bucket.get(layout.tagKey({ repository, tag }), LINK_BYTES)
  if (link === undefined) return []
  const content = link.body ?? new Uint8Array()
  if (layout.parseTarget(content) === found) return []
  const expected = Buffer.from(content).toString('latin1').trim()
  return [{ kind: 'tag-digest', repository, tag, expected, ...(found === undefined ? {} : { found }) }]
}
