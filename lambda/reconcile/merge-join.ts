import type { ListedRepository } from '../registry/listing.ts'

/** A repository of either stream, or of both. */
export interface Merged {
  readonly name: string
  readonly listed: ListedRepository | undefined
  /** Whether the catalog has it. */
  readonly known: boolean
}

/** Merges a listing and the catalog, both in the order of `path`. */
export async function* merge(
  listed: AsyncIterable<ListedRepository>,
  known: AsyncIterable<string>,
  path: (name: string) => string,
): AsyncGenerator<Merged> {
  const left = listed[Symbol.asyncIterator]()
  const right = known[Symbol.asyncIterator]()
  let [l, r] = await Promise.all([left.next(), right.next()])
  while (!l.done || !r.done) {
    // Names are ASCII, so that comparing UTF-16 units is comparing bytes, as S3 and DynamoDB do.
    const order = l.done ? 1 : r.done ? -1 : compare(path(l.value.name), path(r.value))
    const name = order <= 0 ? l.value?.name : r.value
    yield { name: String(name), listed: order <= 0 ? l.value : undefined, known: order >= 0 }
    ;[l, r] = await Promise.all([order <= 0 ? left.next() : l, order >= 0 ? right.next() : r])
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
