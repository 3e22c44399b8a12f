import {
  isWhole,
  type Progress,
  type RunsRow,
  type VersionRow,
  type VersionStore,
} from '../../lambda/model/version-store.ts'

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
    async lease(run, now, until, given) {
      const held = runs?.lease
      if (held !== undefined && held.until >= now && held.run !== run) return false
      const known = held?.run === run ? held : { startedAt: new Date(now).toISOString(), ranges: [] }
      const lease = { run, until, startedAt: known.startedAt, ranges: [...(given ?? known.ranges)] }
      runs = { ...runs, id: 'reconcile', lease }
      return true
    },
    async ended(last) {
      const { lease, ...rest } = runs ?? { id: 'reconcile' as const }
      const kept = lease === undefined || lease.run === last.run ? rest : { ...rest, lease }
      runs = { ...kept, last, ...(isWhole(last) ? { lastDone: last } : {}) }
    },
    progress: async (progress) => void ranges.set(progress.id, structuredClone(progress)),
    progressOf: async (ids) => structuredClone([...ranges.values()].filter(({ id }) => ids.includes(id))),
  }
}
