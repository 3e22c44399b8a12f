// What an index is an index of, as the version row says it.

import * as z from 'zod/mini'
import type { Layouts } from '../registry/layouts/layouts.ts'

/** What an index is made from: a bucket, and the registries in it. */
export const indexSource = z.object({
  bucket: z.string(),
  /** The roots of the layouts that are indexed, by the layouts' ids, without slashes at their ends. */
  roots: z.record(z.string(), z.string()),
})

export type IndexSource = z.infer<typeof indexSource>

/** What a deployment indexes. */
export const sourceOf = (deployment: { readonly bucketName: string; readonly layouts: Layouts }): IndexSource => ({
  bucket: deployment.bucketName,
  roots: Object.fromEntries(deployment.layouts.all.map(({ id, root }) => [id, root])),
})

/** A source as one line, for people. */
export const sourceText = ({ bucket, roots }: IndexSource): string => {
  const layouts = Object.entries(roots).map(([id, root]) => `layout ${id} in /${root}`)
  return `bucket ${bucket}, ${layouts.join(' and ')}`
}
