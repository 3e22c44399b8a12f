import type { Heartbeat } from '../../lambda/model/runs/heartbeat.ts'
import { storedVersionRow } from '../../lambda/model/runs/version-row.ts'
import {
  isDeep,
  isHeld,
  isWhole,
  leaseWork,
  type Progress,
  runsRow,
  type VersionStore,
} from '../../lambda/model/runs/version-store.ts'

/** The version table in memory. */
export interface MemoryVersion extends VersionStore {
  /** Puts any row of the index or of runs in the place of what is there. */
  put(row: { readonly id: 'index' | 'reconcile' } & Readonly<Record<string, unknown>>): void
}

export const memoryVersion = (): MemoryVersion => {
  const rows = new Map<string, Readonly<Record<string, unknown>>>()
  const ranges = new Map<string, Progress>()
  const beats = new Map<string, Heartbeat>()
  const parsedRuns = () => {
    const row = rows.get('reconcile')
    return row && runsRow.parse(structuredClone(row))
  }
  return {
    put: (row) => void rows.set(row.id, row),
    async read() {
      const row = rows.get('index')
      return row && storedVersionRow(row)
    },
    async create(row) {
      if (rows.has('index')) return false
      rows.set('index', { id: 'index', ...row })
      return true
    },
    write: async (row) => void rows.set('index', { id: 'index', ...row }),
    runs: async () => parsedRuns(),
    async lease(run, now, until, given, expected) {
      const held = parsedRuns()?.lease
      if (held !== undefined && isHeld(held, now) && held.run !== run) return false
      const known = held?.run === run ? held : { startedAt: new Date(now).toISOString(), ranges: [] }
      const lease = { run, until, startedAt: known.startedAt, ...structuredClone(leaseWork(known, given, expected)) }
      rows.set('reconcile', { ...rows.get('reconcile'), id: 'reconcile', lease })
      return true
    },
    async ended(last) {
      const { lease, ...rest } = rows.get('reconcile') ?? {}
      const isKept = lease !== undefined && parsedRuns()?.lease?.run !== last.run
      const done = { ...(isWhole(last) ? { lastDone: last } : {}), ...(isDeep(last) ? { lastDeep: last } : {}) }
      rows.set('reconcile', { ...rest, id: 'reconcile', ...(isKept ? { lease } : {}), last, ...done })
    },
    progress: async (progress) => void ranges.set(progress.id, structuredClone(progress)),
    progressOf: async (ids) => structuredClone([...ranges.values()].filter(({ id }) => ids.includes(id))),
    beat: async (beat) => void beats.set(beat.of, structuredClone(beat)),
    beatsOf: async (ids) => structuredClone([...beats.values()].filter(({ of }) => ids.includes(of))),
  }
}
