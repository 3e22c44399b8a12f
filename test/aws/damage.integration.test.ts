// Every single damage to a row of the index, on the local AWS: each attribute missing, of another type, of another value;
// rows that are gone or rubbish. Each damage has a repository of its own, so that one run meets them all.

import { DeleteCommand, NumberValue, PutCommand, paginateScan } from '@aws-sdk/lib-dynamodb'
import { beforeAll, describe, expect, it } from 'vitest'
import { dynamoScan } from '../../cli/aws/dynamo-scan.ts'
import { differenceText } from '../../cli/verify/differences.ts'
import { verify } from '../../cli/verify/verify.ts'
import { itemOf } from '../../lambda/aws/dynamo/marshal.ts'
import { INDEX_KEYS } from '../../lambda/model/search-entries.ts'
import { detailKey } from '../../lambda/model/tag-keys.ts'
import { distribution } from '../../lambda/registry/layouts/distribution.ts'
import { type Clock, systemClock } from '../../lambda/shared/clock.ts'
import { defined } from '../../lambda/shared/defined.ts'
import { type AwsSystem, awsSystem } from '../fakes/aws-system.ts'

type Row = Readonly<Record<string, unknown>>
type Kind = 'repository' | 'brief' | 'detail'

interface Damage {
  readonly name: string
  readonly kind: Kind
  /** The damaged row; undefined: it is gone. */
  readonly damaged: (row: Row) => Row | undefined
}

/** Rows that contradict each other count as corrupt after ten seconds. On this clock they pass sooner. */
const SPEED = 20
const started = Date.now()
const fastClock: Clock = {
  ...systemClock,
  now: () => started + (Date.now() - started) * SPEED,
  sleep: (milliseconds) => systemClock.sleep(milliseconds / SPEED),
}
const TAG = 'v1.0'

/** Keys of rows: a row without them is another row. */
const KEYS = ['name', 'repository', 'tag']
const isKey = (kind: Kind, field: string): boolean =>
  kind === 'repository' ? field === 'name' : KEYS.includes(field) && field !== 'name'

const ofAnotherType = (value: unknown): unknown => {
  if (typeof value === 'string') return 12_345
  if (typeof value === 'number') return 'NaN'
  return 'x'
}
const another = (value: unknown): unknown => {
  if (typeof value === 'string') return `${value}zz`
  if (typeof value === 'number') return value + 5
  if (typeof value === 'boolean') return !value
  return Array.isArray(value) ? [] : {}
}

/** Keys of indexes: DynamoDB refuses them with another type. */
const KEYS_OF_INDEXES = ['rank', 'newest', 'catalog', 'path', 'changes', 'changedAt', ...INDEX_KEYS]
/**
 * Nothing says when a document changed, and which commit left a tag absent last, but the row itself. A row that does not say
 * the latter is taken for one whose last commit did.
 */
const UNCONTRADICTED = [
  'repository.changedAt has another value',
  'repository.removedRev is missing',
  'repository.removedRev has another value',
]

type Change = (value: unknown) => unknown
const CHANGES: readonly (readonly [how: string, change: Change])[] = [
  ['is missing', () => undefined],
  ['has another type', ofAnotherType],
  ['has another value', another],
]

const ofField = (kind: Kind, field: string): Damage[] =>
  CHANGES.map(([how, change]) => ({
    name: `${kind}.${field} ${how}`,
    kind,
    damaged: (row: Row): Row => defined({ ...row, [field]: change(row[field]) }),
  })).filter(
    ({ name }) => !UNCONTRADICTED.includes(name) && !(KEYS_OF_INDEXES.includes(field) && name.endsWith('another type')),
  )

const documentOf = ({ document }: Row): Row => (typeof document === 'object' ? { ...document } : {})
const withDocument = (name: string, change: (document: Row) => Row): Damage => ({
  name: `repository.document${name}`,
  kind: 'repository',
  damaged: (row) => ({ ...row, document: defined(change(documentOf(row))) }),
})
const ofDocument = (field: string): Damage[] =>
  CHANGES.map(([how, change]) =>
    withDocument(`.${field} ${how}`, (document) => ({ ...document, [field]: change(document[field]) })),
  )

const special = (kind: Kind, name: string, more: Row): Damage => ({
  name: `${kind}: ${name}`,
  kind,
  damaged: (row) => ({ ...row, ...more }),
})
/** A number of DynamoDB that JavaScript has not, for which the SDK throws by default. */
const FRACTION = NumberValue.from('9007199254740993.5')
const GREAT = NumberValue.from('90071992547409930')
const SPECIAL: readonly Damage[] = [
  ...[FRACTION, GREAT].flatMap((value) => [
    ...['rev', 'changedAt', 'expires'].map((field) =>
      special('repository', `${field} is ${value}`, { [field]: value }),
    ),
    withDocument(`.size is ${value}`, (document) => ({ ...document, size: value })),
    withDocument(`.visible is ${value}`, (document) => ({ ...document, visible: value })),
    ...['rev', 'detailRev', 'facts', 'size', 'dangling'].map((field) =>
      special('brief', `${field} is ${value}`, { [field]: value }),
    ),
    ...['rev', 'childrenLeft', 'layers'].map((field) => special('detail', `${field} is ${value}`, { [field]: value })),
  ]),
  ...(['repository', 'brief', 'detail'] as const).flatMap((kind): Damage[] => [
    special(kind, 'rev is a set of numbers', { rev: new Set([1, FRACTION]) }),
    special(kind, 'rev is bytes', { rev: new Uint8Array([1]) }),
    special(kind, 'rev is a map with a constructor', { rev: { constructor: 'x' } }),
    special(kind, `it has an unknown field that is ${FRACTION}`, { unknown: FRACTION }),
    special(kind, 'it has an unknown field that is a set', { unknown: new Set([FRACTION]) }),
  ]),
  ...(['repository', 'brief', 'detail'] as const).flatMap((kind): Damage[] => [
    { name: `${kind}: the row is gone`, kind, damaged: () => undefined },
    {
      name: `${kind}: only its key is left`,
      kind,
      damaged: (row) => Object.fromEntries(Object.entries(row).filter(([field]) => isKey(kind, field))),
    },
    special(kind, 'it has an unknown field', { unknown: { constructor: 'x' } }),
  ]),
  special('repository', 'rev is as large as can be', { rev: Number.MAX_SAFE_INTEGER }),
  special('repository', 'rev is negative', { rev: -1 }),
  special('repository', 'rev is smaller than those of its tags', { rev: 0 }),
  special('repository', 'rev is a fraction', { rev: 1.5 }),
  special('repository', 'changedAt is as large as can be', { changedAt: Number.MAX_SAFE_INTEGER }),
  special('repository', 'changedAt is negative', { changedAt: -1 }),
  special('repository', 'changedAt is a fraction', { changedAt: 1.5 }),
  ...[['latest', 'latest'], [''], ['x'.repeat(1025)]].map((tags) =>
    // What the last commit wrote is looked at where something else is wrong.
    special('repository', `its last commit wrote "${tags.join('" and "').slice(0, 20)}"`, {
      last: { tags, removed: [] },
      rank: 'zz',
    }),
  ),
  withDocument(' has an unknown field', (document) => ({ ...document, unknown: { constructor: 'x' } })),
  withDocument(': a tag that is not dangling is', (document) => ({ ...document, dangling: 1 })),
  withDocument(': what is not private is', (document) => ({ ...document, private: true })),
  withDocument(' has texts that are too long', (document) => ({ ...document, title: 'x'.repeat(2000) })),
  special('brief', 'its facts are of a later version', { facts: 999 }),
  special('detail', 'lookups are no lookups', { lookups: ['', 'd', 'x'.repeat(3000)] }),
  special('detail', 'lookups are too many', { lookups: Array.from({ length: 120 }, (_, at) => `d${at}`) }),
  special('detail', 'lookups stand there twice', { lookups: ['tv1.0', 'tv1.0', 'dold', 'dold'] }),
]

/**
 * Damages that nothing in the index contradicts, so that a run which reads no object can't see them: facts of a detail,
 * and facts that only the brief has. A rebuild and verify --deep read the bucket.
 */
const SEEN_BY_CONTENT_ALONE = [
  ...['created', 'size', 'licenses', 'vendor', 'digest'].map((field) => new RegExp(`^brief\\.${field} `)),
  /^detail/,
  /^brief\.(detailRev|platforms|kind) /,
  /^repository\.document\.(description|title|version|source) /,
  /^brief\.rev has another value|^repository\.rev has another value|unknown field/,
]

/** What only the image itself can tell: docs/operations.md says so of `verify`. */
const SEEN_BY_DEEP_ALONE = ['mediaType', 'labels', 'annotations', 'layers'].flatMap((field) =>
  ['is missing', 'has another value'].map((how) => `detail.${field} ${how}`),
)

let system: AwsSystem
let damages: readonly { readonly damage: Damage; readonly repository: string }[] = []
let whole = new Map<string, Row>()

const tableOf = (kind: Kind) => (kind === 'repository' ? system.tables.repository : system.tables.tag)
const keyOf = (kind: Kind, repository: string): Row =>
  kind === 'repository' ? { name: repository } : { repository, tag: kind === 'brief' ? TAG : detailKey(TAG) }

/** The key of a row as text. */
const idOf = ({ name, repository, tag }: Row): string => JSON.stringify(name === undefined ? [repository, tag] : [name])

const scan = async (): Promise<Map<string, Row>> => {
  const { client, tables } = system
  const rows = new Map<string, Row>()
  for (const TableName of [tables.repository, tables.tag])
    for await (const { Items = [] } of paginateScan({ client }, { TableName }))
      for (const item of Items) rows.set(idOf(TableName === tables.repository ? { name: item['name'] } : item), item)
  return rows
}

// Which commit and which run wrote a row, and when, is not what it says of the bucket.
const content = (rows: ReadonlyMap<string, Row>) =>
  new Map([...rows].map(([key, { rev, removedRev, detailRev, rebuilt, last, changedAt, ...row }]) => [key, row]))

/** The repositories of which verify finds something, with what. */
const found = async (deep: boolean): Promise<Map<string, string[]>> => {
  const all = new Map<string, string[]>()
  const clock = { ...systemClock, sleep: async () => {} }
  const { client, tables, ports } = system
  const differences = verify({ ...ports, scan: dynamoScan(client, tables), clock }, { deep })
  for await (const difference of differences) {
    const known = all.get(difference.repository) ?? []
    all.set(difference.repository, [...known, differenceText(difference)])
  }
  return all
}
const namesOf = (repositories: Iterable<string>): string[] => {
  const all = new Set(repositories)
  return damages.filter(({ repository }) => all.has(repository)).map(({ damage }) => damage.name)
}

const inflict = async () => {
  for (const { damage, repository } of damages) {
    const Key = keyOf(damage.kind, repository)
    const row = whole.get(idOf(Key)) ?? {}
    const damaged = damage.damaged(row)
    const TableName = tableOf(damage.kind)
    if (damaged === undefined) await system.client.send(new DeleteCommand({ TableName, Key }))
    else await system.client.send(new PutCommand({ TableName, Item: itemOf(damaged) }))
  }
}

beforeAll(async () => {
  system = await awsSystem('damage', distribution(''), fastClock)
  const { registry, run, written } = system
  const oci = (name: string, value: string) => [`org.opencontainers.image.${name}`, value] as const
  const labels = Object.fromEntries([
    oci('description', 'Caches things'),
    oci('title', 'Cache'),
    oci('version', '1.0'),
    oci('source', 'https://example.org/cache'),
    oci('revision', 'c0ffee00'),
    oci('licenses', 'MIT'),
    oci('vendor', 'Acme'),
    oci('base.name', 'alpine:3'),
  ])
  const push = (repository: string) => {
    registry.push(repository, 'v0.9', { labels })
    registry.push(repository, TAG, { labels, annotations: { note: 'x' } })
    registry.push(repository, `sha256-${'a'.repeat(64)}.sig`)
  }
  push('sample')
  await written()
  await run()
  const rows = await scan()
  const fieldsOf = (kind: Kind) => {
    const row = rows.get(idOf(keyOf(kind, 'sample'))) ?? {}
    return Object.keys(row).filter((field) => !isKey(kind, field))
  }
  const grid = (['repository', 'brief', 'detail'] as const).flatMap((kind) =>
    fieldsOf(kind).flatMap((field) => ofField(kind, field)),
  )
  const document = documentOf(rows.get(idOf(keyOf('repository', 'sample'))) ?? {})
  grid.push(...Object.keys(document).flatMap(ofDocument))
  damages = [...grid, ...SPECIAL].map((damage, at) => ({ damage, repository: `r${String(at).padStart(3, '0')}` }))
  for (const { repository } of damages) push(repository)
  await written()
  await run()
  whole = await scan()
})

describe('each single damage to a row', () => {
  it('is one of many', () => {
    expect(damages.length).toBeGreaterThan(150)
  })

  it('is seen by verify; only --deep sees those that nothing in the index contradicts', async () => {
    expect([...(await found(true))]).toEqual([])
    await inflict()
    const seen = namesOf((await found(false)).keys())
    const deep = namesOf((await found(true)).keys())
    expect(damages.map(({ damage }) => damage.name).filter((name) => !deep.includes(name))).toEqual([])
    expect(deep.filter((name) => !seen.includes(name))).toEqual(SEEN_BY_DEEP_ALONE)
  })

  it('is mended by a plain run, if anything in the index contradicts it', async () => {
    expect(await system.run()).toMatchObject({ failed: 0 })
    const left = namesOf((await found(true)).keys())
    expect(left.filter((name) => !SEEN_BY_CONTENT_ALONE.some((pattern) => pattern.test(name)))).toEqual([])
  })

  it('is mended by a rebuild, which leaves nothing of it', async () => {
    await inflict()
    expect(await system.run({ rebuild: true })).toMatchObject({ failed: 0 })
    expect([...(await found(true))]).toEqual([])
    expect(content(await scan())).toEqual(content(whole))
    expect(await system.run()).toMatchObject({ changed: 0, recounted: 0, failed: 0 })
  })
})
