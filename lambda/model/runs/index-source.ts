// The source of an index: the bucket and the registries that it was made from, as the version row records them.

import * as z from 'zod/mini'
import type { Layouts } from '../../registry/layouts/layouts.ts'

/** The bucket that an index is made from, and the registries in the bucket. */
export const indexSource = z.object({
  bucket: z.string(),
  /** Root of each indexed layout by the layout's id, without leading and trailing slashes. */
  roots: z.record(z.string(), z.string()),
})

export type IndexSource = z.infer<typeof indexSource>

/** Returns the source that a deployment indexes. */
export const sourceOf = (deployment: { readonly bucketName: string; readonly layouts: Layouts }): IndexSource => ({
  bucket: deployment.bucketName,
  roots: Object.fromEntries(deployment.layouts.all.map(({ id, root }) => [id, root])),
})

/** Formats a source as one line for people. */
export const sourceText = ({ bucket, roots }: IndexSource): string => {
  const layouts = Object.entries(roots).map(([id, root]) => `layout ${id} in /${root}`)
  return `bucket ${bucket || 'not known'}, ${layouts.join(' and ')}`
}
