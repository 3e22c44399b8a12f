// What of a repository only the content of its tags' keys can tell.

import * as z from 'zod/mini'
import type { Layout } from '../registry/layout.ts'
import { notTags, registryReader } from '../registry/tags.ts'
import type { VerifyPorts } from './verify.ts'
import type { SeenRepository } from './verify-repository.ts'

const tagged = z.object({ tag: z.string() })

/** Takes from what is listed what is no tag by its content. What the index has was read, and is one. */
export const dropNotes = async (
  { bucket, layouts }: Pick<VerifyPorts, 'bucket' | 'layouts'>,
  layout: Layout,
  { name, listed, tagRows }: SeenRepository,
): Promise<void> => {
  const known = new Set(tagRows.map((row) => tagged.safeParse(row).data?.tag))
  const unknown = [...listed.keys()].filter((tag) => !known.has(tag))
  for (const tag of await notTags(registryReader(bucket, layouts), layout, name, unknown)) listed.delete(tag)
}
