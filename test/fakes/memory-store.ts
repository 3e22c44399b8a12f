import { ConflictError } from '../../lambda/index/errors.ts'
import type { RepositoryRow, TagBrief, TagDetail } from '../../lambda/index/records.ts'
import type { Change, IndexStore } from '../../lambda/index/store.ts'
import type { VersionRow, VersionStore } from '../../lambda/index/version.ts'
import type { SearchReader } from '../../lambda/search/reader.ts'

const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))

/** The index's tables in memory: conditions hold, transactions are atomic. */
export const memoryStore = () => {
  const repositories = new Map<string, RepositoryRow>()
  const briefs = new Map<string, TagBrief>()
  const details = new Map<string, TagDetail>()
  const entries = new Map<string, Set<string>>()
  const calls = { reads: 0, commits: 0, shelf: 0, rows: 0, newest: 0, catalog: 0 }
  const tagKey = (repository: string, tag: string) => `${repository}\n${tag}`
  const ofRepository = (name: string) => [...briefs.values()].filter(({ repository }) => repository === name)

  const commit = (change: Change) => {
    const { name } = change.repository
    const expect = (actual: number | undefined, expected: number | undefined) => {
      if (actual !== expected) throw new ConflictError(`rev ${actual} is not ${expected}`)
    }
    expect(repositories.get(name)?.rev, change.expected)
    for (const { tag, expected } of change.tags) expect(briefs.get(tagKey(name, tag))?.rev, expected)
    repositories.set(name, structuredClone(change.repository))
    for (const { tag, brief, detail } of change.tags) {
      const key = tagKey(name, tag)
      if (brief === undefined) briefs.delete(key)
      else briefs.set(key, structuredClone(brief))
      if (detail === undefined) details.delete(key)
      else if (detail !== 'keep') details.set(key, structuredClone(detail))
    }
    for (const { shelf, entry } of change.removed) entries.get(shelf)?.delete(entry)
    for (const { shelf, entry } of change.added) {
      const onShelf = entries.get(shelf) ?? new Set()
      entries.set(shelf, onShelf.add(entry))
    }
  }

  const store: IndexStore = {
    async repository(name) {
      calls.reads++
      return structuredClone(repositories.get(name))
    },
    async tags(repository, tags) {
      calls.reads++
      const rows = tags.map((tag) => {
        const key = tagKey(repository, tag)
        return [tag, structuredClone({ brief: briefs.get(key), detail: details.get(key) })] as const
      })
      return new Map(rows.filter(([, { brief, detail }]) => brief !== undefined || detail !== undefined))
    },
    async greatest(repository, order, limit) {
      calls.reads++
      return structuredClone(
        ofRepository(repository)
          .sort((a, b) => byBytes(b[order], a[order]))
          .slice(0, limit),
      )
    },
    async *briefs(repository) {
      calls.reads++
      yield* structuredClone(ofRepository(repository))
    },
    async *catalog(start, after) {
      calls.reads++
      const rows = [...repositories.values()].filter(({ path }) => path?.startsWith(start))
      for (const { path = '', name } of rows.sort((a, b) => byBytes(a.path ?? '', b.path ?? '')))
        if (after === undefined || byBytes(path, after.path) > 0) yield name
    },
    async commit(change) {
      commit(change)
      calls.commits++
    },
  }

  const reader: SearchReader = {
    async shelf(shelf, start, after, limit) {
      calls.shelf++
      const sorted = [...(entries.get(shelf) ?? [])].filter((entry) => entry.startsWith(start)).sort(byBytes)
      return sorted.filter((entry) => after === undefined || byBytes(entry, after) > 0).slice(0, limit)
    },
    async repositories(names) {
      calls.rows++
      return names.map((name) => repositories.get(name)).filter((row) => row !== undefined)
    },
    async newest(limit) {
      calls.newest++
      const rows = [...repositories.values()].filter(({ recent }) => recent !== undefined)
      const sorted = rows.sort((a, b) => byBytes(b.recentKey ?? '', a.recentKey ?? ''))
      return sorted.slice(0, limit).map(({ name }) => name)
    },
    async catalog(after, upTo, limit) {
      calls.catalog++
      const rows = [...repositories.values()].filter(({ path }) => path !== undefined && path > after && path <= upTo)
      return rows
        .sort((a, b) => byBytes(a.path ?? '', b.path ?? ''))
        .slice(0, limit)
        .map(({ name }) => name)
    },
  }

  let versionRow: VersionRow | undefined
  const finished: Record<string, unknown>[] = []
  const version: VersionStore = {
    read: async () => versionRow,
    async create(row) {
      if (versionRow !== undefined) return false
      versionRow = { id: 'index', ...row }
      return true
    },
    finished: async (result) => void finished.push(result),
  }

  return {
    store,
    reader,
    version,
    finished,
    calls,
    repositories,
    briefs,
    details,
    /** All entries, `shelf` and `entry` joined, sorted. */
    entries: () => [...entries].flatMap(([shelf, all]) => [...all].map((entry) => `${shelf}|${entry}`)).sort(),
    clearEntries: () => entries.clear(),
  }
}

export type MemoryStore = ReturnType<typeof memoryStore>
