// Checks that need the content of tags' links: a listing alone does not show them.

import * as z from 'zod/mini'
import type { Layout } from '../../lambda/registry/layouts/layout.ts'
import { notTags } from '../../lambda/registry/tag-reader.ts'
import type { VerifyPassPorts } from './verify-ports.ts'
import type { SeenRepository } from './verify-repository.ts'

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
