import { marshall } from '@aws-sdk/util-dynamodb'
import { itemOf } from '../../lambda/aws/dynamo/marshal.ts'
import { ConflictError } from '../../lambda/model/commit-errors.ts'
import type { Change, IndexStore } from '../../lambda/model/index-store.ts'
import {
  type ExistingRow,
  listedBrief,
  type RepositoryRow,
  type StoredTag,
  storedRepositoryRow,
  storedTagRow,
  type TagBrief,
  type TagDetail,
  validRepositoryRow,
  validTagBrief,
} from '../../lambda/model/row-schemas.ts'
import { entryId, indexOfPartition } from '../../lambda/model/search-entries.ts'
import { parseTagKey } from '../../lambda/model/tag-keys.ts'
import type { LookupReader } from '../../lambda/search/ports.ts'
import type { TagReader } from '../../lambda/search/tag-pages.ts'
import { indexedEntries } from './indexed-entries.ts'
import { memoryVersion } from './memory-version.ts'
import { inOrder, type Replicate } from './replication.ts'

const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))

type Apply = () => void

/** What a simulation may do in between; a plain store does nothing. */
export interface Hooks {
  /** Makes the items of a transaction visible: each `apply` once, in any order, at any time before it resolves. */
  reveal(applies: Apply[]): Promise<void>
  /** Between two items of one read. */
  pause(): Promise<void>
  /** Eventually consistent reads see an item this much later. */
  readonly replicate: Replicate
  /** Whether conditions on tags are looked at; only a planted fault says no. */
  readonly tagConditions: boolean
  /** A transaction on this repository is all to be seen. */
  committed(repository: string): void
}

const AT_ONCE: Hooks = {
  reveal: async (applies) => {
    for (const apply of applies) apply()
  },
  pause: async () => {},
  replicate: (apply) => apply(),
  tagConditions: true,
  committed: () => {},
}

const rowsOf = ({ repository, tags }: Change): object[] => [
  repository,
  ...tags.flatMap(({ brief, detail }) => [brief ?? [], typeof detail === 'object' ? detail : []].flat()),
]

const put = <T>(map: Map<string, T>, key: string, value: T | undefined): void =>
  void (value === undefined ? map.delete(key) : map.set(key, value))

// Throws what DynamoDB's client throws at rows that it can't marshal, before anything is sent.
const refuseAsMarshaller = (row: object): void => void marshall(itemOf(row), { removeUndefinedValues: true })

/**
 * The index's tables in memory. Conditions hold, and a transaction is all or nothing; but as in DynamoDB its items
 * become visible one by one where the hooks make them, and meanwhile whoever else writes them meets a conflict.
 */
export const memoryStore = (hooks: Hooks = AT_ONCE) => {
  const repositories = new Map<string, RepositoryRow>()
  const briefs = new Map<string, TagBrief>()
  const details = new Map<string, TagDetail>()
  const entries = new Map<string, Set<string>>()
  // What eventually consistent reads see, those of global indexes among them.
  const replicas = {
    repositories: new Map<string, RepositoryRow>(),
    briefs: new Map<string, TagBrief>(),
    details: new Map<string, TagDetail>(),
  }
  const replicated = inOrder(hooks.replicate)
  const inFlight = new Set<string>()
  const calls = { reads: 0, commits: 0, lookups: 0, tags: 0 }
  const tagKey = (repository: string, tag: string) => `${repository}\n${tag}`
  const ofRepository = (all: Map<string, TagBrief>, name: string) =>
    [...all.values()].filter(({ repository }) => repository === name)

  const check = (change: Change): void => {
    const { name } = change.repository
    const expect = (actual: ExistingRow | undefined, expected: ExistingRow | undefined) => {
      if (actual?.rev !== expected?.rev) throw new ConflictError(`rev ${actual?.rev} is not ${expected?.rev}`)
    }
    expect(repositories.get(name), change.expected)
    for (const { tag, expected } of hooks.tagConditions ? change.tags : [])
      expect(briefs.get(tagKey(name, tag)), expected)
  }

  const writes = (change: Change): { readonly item: string; readonly apply: Apply }[] => {
    const { name } = change.repository
    const set = <T>(table: Map<string, T>, key: string, value: T | undefined, replica: Map<string, T>, item = key) => {
      const copy = structuredClone(value)
      return () => {
        put(table, key, copy)
        replicated(item, () => put(replica, key, copy))
      }
    }
    const entriesIn = (partition: string) => entries.get(partition) ?? entries.set(partition, new Set()).get(partition)
    return [
      { item: name, apply: set(repositories, name, change.repository, replicas.repositories) },
      ...change.tags.flatMap(({ tag, brief, detail }) => {
        const key = tagKey(name, tag)
        const ofBrief = { item: key, apply: set(briefs, key, brief, replicas.briefs) }
        if (detail === 'keep') return [ofBrief]
        const item = `#${key}`
        return [ofBrief, { item, apply: set(details, key, detail, replicas.details, item) }]
      }),
      ...change.added.map(({ partition, entry }) => ({
        item: `${partition}|${entry}`,
        apply: () => void entriesIn(partition)?.add(entry),
      })),
      ...change.removed.map(({ partition, entry }) => ({
        item: `${partition}|${entry}`,
        apply: () => void entriesIn(partition)?.delete(entry),
      })),
    ]
  }

  const commit = async (change: Change): Promise<void> => {
    for (const row of rowsOf(change)) refuseAsMarshaller(row)
    const all = writes(change)
    if (all.some(({ item }) => inFlight.has(item))) throw new ConflictError('another transaction is under way')
    check(change)
    for (const { item } of all) inFlight.add(item)
    await hooks.reveal(all.map(({ apply }) => apply))
    for (const { item } of all) inFlight.delete(item)
    hooks.committed(change.repository.name)
  }

  const store: IndexStore = {
    async repository(name) {
      calls.reads++
      const row = structuredClone(repositories.get(name))
      return row && storedRepositoryRow(name, row)
    },
    async tags(repository, tags) {
      calls.reads++
      const stored = new Map<string, StoredTag>()
      for (const tag of tags) {
        const key = tagKey(repository, tag)
        const brief = structuredClone(briefs.get(key))
        await hooks.pause()
        const detail = structuredClone(details.get(key))
        if (brief === undefined && detail === undefined) continue
        const rows = [
          brief && storedTagRow({ tag, isDetail: false }, brief),
          detail && storedTagRow({ tag, isDetail: true }, detail),
        ]
        stored.set(tag, { ...rows[0], ...rows[1] })
      }
      return stored
    },
    async greatest(repository, order, limit) {
      calls.reads++
      return structuredClone(
        ofRepository(briefs, repository)
          .filter((brief) => validTagBrief(brief) !== undefined)
          .sort((a, b) => byBytes(b[order], a[order]))
          .slice(0, limit),
      )
    },
    async *briefs(repository, { consistent } = { consistent: false }) {
      calls.reads++
      const all = ofRepository(consistent ? briefs : replicas.briefs, repository)
      for (const brief of structuredClone(all.sort((a, b) => byBytes(a.tag, b.tag))))
        yield listedBrief(brief.tag, brief)
    },
    async *details(repository) {
      calls.reads++
      for (const row of structuredClone(
        [...replicas.details.values()].filter((one) => one.repository === repository),
      )) {
        const { tag } = parseTagKey(row.tag)
        yield { tag, detail: storedTagRow({ tag, isDetail: true }, row).detail }
      }
    },
    async repositories(names) {
      calls.reads++
      return structuredClone(
        names.map((name) => validRepositoryRow(replicas.repositories.get(name))).filter((row) => row !== undefined),
      )
    },
    async *catalog(start, after) {
      calls.reads++
      const isWanted = (path: string) =>
        typeof start === 'string'
          ? path.startsWith(start)
          : byBytes(path, start.from) >= 0 && byBytes(path, start.to) < 0
      const rows = [...replicas.repositories.values()].filter(({ path }) => path !== undefined && isWanted(path))
      for (const { path = '', name } of rows.sort((a, b) => byBytes(a.path ?? '', b.path ?? '')))
        if (after === undefined || byBytes(path, after.path) > 0) yield name
    },
    async commit(change) {
      await commit(change)
      calls.commits++
    },
    async create(row) {
      refuseAsMarshaller(row)
      if (inFlight.has(row.name) || repositories.get(row.name)?.rev !== undefined) return false
      const copy = structuredClone(row)
      repositories.set(row.name, copy)
      replicated(row.name, () => replicas.repositories.set(row.name, copy))
      hooks.committed(row.name)
      return true
    },
  }

  const standingIn = (partition: string): string[] =>
    indexOfPartition(partition) === undefined
      ? [...(entries.get(partition) ?? [])]
      : [...replicas.details.values()]
          .flatMap(indexedEntries)
          .flatMap((one) => (one.partition === partition ? one.entry : []))

  const lookups: LookupReader = {
    async lookups(partition, start, after, limit) {
      calls.lookups++
      const sorted = standingIn(partition)
        .filter((entry) => entry.startsWith(start))
        .sort(byBytes)
      return sorted.filter((entry) => after === undefined || byBytes(entry, after) > 0).slice(0, limit)
    },
    async entriesExist(asked) {
      calls.lookups++
      return new Set(asked.filter(({ partition, entry }) => entries.get(partition)?.has(entry)).map(entryId))
    },
  }

  const tagReader: TagReader = {
    async tagsBy(name, order, { after, limit }) {
      calls.tags++
      const keyOf = (brief: TagBrief) =>
        order === 'newest' ? brief.newest : order === 'version' ? brief.rank : brief.tag
      const all = ofRepository(briefs, name).sort((a, b) => byBytes(keyOf(a), keyOf(b)))
      if (order === 'name')
        return structuredClone(
          all.filter(({ tag }) => after === undefined || byBytes(tag, after.tag) > 0).slice(0, limit),
        )
      const shown = all.filter(({ hidden }) => !hidden).reverse()
      const at = shown.findIndex(({ tag }) => tag === after?.tag)
      return structuredClone(shown.slice(at + 1, at + 1 + limit))
    },
  }

  const version = memoryVersion()

  return {
    store,
    lookups,
    tagReader,
    version,
    calls,
    repositories,
    briefs,
    details,
    /** All entries of the search table, `partition` and `entry` joined, sorted. */
    entries: () => [...entries].flatMap(([partition, all]) => [...all].map((entry) => `${partition}|${entry}`)).sort(),
    clearEntries: () => entries.clear(),
    /** All rows of a kind are gone, behind the index's back. */
    lose(what: 'repositories' | 'briefs' | 'details') {
      const tables: Record<typeof what, Map<string, unknown>[]> = {
        repositories: [repositories, replicas.repositories],
        briefs: [briefs, replicas.briefs],
        details: [details, replicas.details],
      }
      for (const table of tables[what]) table.clear()
    },
    /** Somebody overwrites fields of a row. `key`: as in these tables. */
    damage(what: 'repositories' | 'briefs' | 'details', key: string, fields: Readonly<Record<string, unknown>>) {
      const tables = { repositories, briefs, details } as Record<typeof what, Map<string, object>>
      const copies = replicas as Record<typeof what, Map<string, object>>
      const damaged = { ...tables[what].get(key), ...fields }
      tables[what].set(key, damaged)
      replicated(what === 'details' ? `#${key}` : key, () => copies[what].set(key, damaged))
    },
    /** A row that DynamoDB expired. */
    expire(name: string) {
      if (inFlight.has(name)) return
      repositories.delete(name)
      replicated(name, () => replicas.repositories.delete(name))
    },
  }
}
