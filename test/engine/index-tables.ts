// The index's tables as the stack makes them (infra/tables.ts), under any names.

import type { SecondaryIndex } from '../../bench/world/capacity.ts'
import { REPOSITORY, SEARCH, TAG, VERSION } from '../../lambda/names/tables.ts'
import type { TableSchema } from './tables.ts'

const index = (
  { index: name, partition, sort }: { readonly index: string; readonly partition: string; readonly sort: string },
  projection: SecondaryIndex['projection'],
  ...tableKeys: string[]
): SecondaryIndex => ({ name, keys: [partition, sort], projection, tableKeys })

/** Returns the schemas of the index's tables. */
export const indexTables = <T extends Readonly<Record<'repository' | 'tag' | 'search' | 'version', string>>>(
  names: T,
): Record<keyof T & ('repository' | 'tag' | 'search' | 'version'), TableSchema> =>
  ({
    repository: {
      name: names.repository,
      keys: [REPOSITORY.key],
      indexes: [
        index(REPOSITORY.catalog, 'keys', REPOSITORY.key),
        {
          ...index(REPOSITORY.changes, { include: [REPOSITORY.changes.document] }, REPOSITORY.key),
          sortType: 'number',
        },
      ],
    },
    tag: {
      name: names.tag,
      keys: [TAG.partition, TAG.sort],
      indexes: [
        ...[TAG.rank, TAG.newest].map((one) =>
          index({ ...one, partition: TAG.partition }, 'all', TAG.partition, TAG.sort),
        ),
        ...Object.values(TAG.lookups).map((one) => index(one, 'keys', TAG.partition, TAG.sort)),
      ],
    },
    search: { name: names.search, keys: [SEARCH.partition, SEARCH.sort], indexes: [] },
    version: { name: names.version, keys: [VERSION.key], indexes: [] },
  }) as const
