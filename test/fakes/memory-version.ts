import type { Progress, RunsRow, VersionRow, VersionStore } from '../../lambda/index/version.ts'

/** The version table in memory. */
export const memoryVersion = (): VersionStore => {
  let index: VersionRow | undefined
  let runs: RunsRow | undefined
  const ranges = new Map<string, Progress>()
  return {
    read: async () => index,
    async create(row) {
      if (index !== undefined) return false
      index = { id: 'index', ...row }
      return true
    },
    async write(row) {
      index = { id: 'index', ...row }
    },
    runs: async () => structuredClone(runs),
    async lease(run, now, until) {
      const held = runs?.lease
      if (held !== undefined && held.until >= now && held.run !== run) return false
      const startedAt = held?.run === run ? held.startedAt : new Date(now).toISOString()
      runs = { ...runs, id: 'reconcile', lease: { run, startedAt, until } }
      return true
    },
    async ended(last) {
      const { lease, ...rest } = runs ?? { id: 'reconcile' as const }
      const kept = lease === undefined || lease.run === last.run ? rest : { ...rest, lease }
      runs = { ...kept, last, ...(last.outcome === 'done' ? { lastDone: last } : {}) }
    },
    progress: async (progress) => void ranges.set(progress.id, structuredClone(progress)),
    progressOf: async (id) => structuredClone(ranges.get(id)),
    allProgress: async () => structuredClone([...ranges.values()]),
  }
}
