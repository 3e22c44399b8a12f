// What a pass over a range looks at, from the listing and the catalog.

import type { Layout } from '../registry/layouts/layout.ts'
import { listRepositories } from '../registry/listing.ts'
import type { BoundedRange, Paths } from '../registry/path-range.ts'
import { type Merged, merge } from './merge-join.ts'
import type { ReconcilePorts } from './run-ports.ts'

interface CandidateOptions {
  readonly layout: Layout
  readonly range: Paths
  readonly after: string | undefined
  readonly mode: 'names' | 'compare' | 'remove'
}

/**
 * Yields, in the order of S3, all repositories that the bucket has (`names`), all that it or the catalog has (`compare`), or
 * those that only the catalog has (`remove`).
 * @throws BucketError if the bucket can't be listed; whatever DynamoDB throws
 */
export async function* candidates(
  { bucket, store }: Pick<ReconcilePorts, 'bucket' | 'store'>,
  { layout, range, after, mode }: CandidateOptions,
): AsyncGenerator<Merged> {
  const path = layout.catalogPath
  const listed = listRepositories(bucket, layout, range, after)
  if (mode === 'names') {
    for await (const one of listed) yield { name: one.name, listed: one, known: false }
    return
  }
  const start = after === undefined ? undefined : { name: after, path: path(after) }
  const known = store.catalog(catalogPaths(layout, range), start)
  for await (const one of merge(listed, known, path)) if (mode === 'compare' || one.listed === undefined) yield one
}

// The character behind the colon ends the paths of a layout.
const catalogPaths = (layout: Layout, range: Paths): string | BoundedRange => {
  if (typeof range === 'string') return layout.catalogStart(range)
  const all = layout.catalogStart('')
  return {
    from: layout.catalogStart(range.from ?? ''),
    to: range.to === undefined ? `${all.slice(0, -1)};` : layout.catalogStart(range.to),
  }
}
