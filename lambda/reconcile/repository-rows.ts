import type { RepositoryRow } from '../model/row-schemas.ts'
import type { Merged } from './merge-join.ts'
import type { ReconcilePorts } from './run-ports.ts'

/** Returns the row of a repository, if there is one that can be parsed. */
export type RowOf = (name: string) => Promise<RepositoryRow | undefined>

/** A repository, and how its row is read. */
export interface WithRow {
  readonly merged: Merged
  readonly rowOf: RowOf
}

/** Repositories whose rows are read in one request. */
const ROWS_PER_REQUEST = 16
/** They are listed before the first of them is worked on, so that large ones are not waited for. */
const TAGS_PER_REQUEST = 5000

/** Yields each repository with what reads its row, for several repositories in one request. */
export async function* withRows(
  ports: Pick<ReconcilePorts, 'store'>,
  all: AsyncIterable<Merged>,
): AsyncGenerator<WithRow> {
  let some: Merged[] = []
  let tags = 0
  const flush = (): WithRow[] => {
    const rowOf = rowsOf(ports, some)
    const found = some.map((merged) => ({ merged, rowOf }))
    some = []
    tags = 0
    return found
  }
  for await (const merged of all) {
    some.push(merged)
    tags += merged.listed?.tags.size ?? 0
    if (some.length === ROWS_PER_REQUEST || tags >= TAGS_PER_REQUEST) yield* flush()
  }
  if (some.length > 0) yield* flush()
}

/**
 * Reads the rows of the repositories that are both listed and known, in one request, for half a unit each. Where that
 * fails, each repository reads its own, so that what one row does to the request costs that repository alone.
 */
const rowsOf = ({ store }: Pick<ReconcilePorts, 'store'>, merged: readonly Merged[]): RowOf => {
  const names = merged.filter(({ known, listed }) => known && listed !== undefined).map(({ name }) => name)
  const all = (names.length === 0 ? Promise.resolve([]) : store.repositories(names)).catch(() => undefined)
  return async (name) => {
    if (!names.includes(name)) return undefined
    return ((await all) ?? (await store.repositories([name]))).find((row) => row.name === name)
  }
}
