import type { ListedRepository } from '../registry/listing.ts'

/** A repository that the listing, the catalog, or both of them have. */
export interface Merged {
  /** The repository's id. */
  readonly name: string
  /** The repository as it is listed; undefined if it is only in the catalog. */
  readonly listed: ListedRepository | undefined
  /** True if the catalog has the repository. */
  readonly known: boolean
}

/** Yields each repository of a listing and of the catalog once, in the order of `path`. Both must be in that order. */
export async function* merge(
  listed: AsyncIterable<ListedRepository>,
  known: AsyncIterable<string>,
  path: (name: string) => string,
): AsyncGenerator<Merged> {
  const left = listed[Symbol.asyncIterator]()
  const right = known[Symbol.asyncIterator]()
  let [l, r] = await Promise.all([left.next(), right.next()])
  while (!l.done || !r.done) {
    // S3 and DynamoDB sort by bytes. Names are ASCII, so comparing UTF-16 units gives the same order.
    const order = l.done ? 1 : r.done ? -1 : compare(path(l.value.name), path(r.value))
    const name = order <= 0 ? l.value?.name : r.value
    yield { name: String(name), listed: order <= 0 ? l.value : undefined, known: order >= 0 }
    ;[l, r] = await Promise.all([order <= 0 ? left.next() : l, order >= 0 ? right.next() : r])
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
