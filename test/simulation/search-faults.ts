// What the memory of search would get wrong if one of its rules were left out: tests of the test. Each wraps the ports of
// a builder or of a process, so that the code under test stays the real one.

import type { DocumentState } from '../../lambda/model/search-document.ts'
import { openSnapshot } from '../../lambda/search/snapshot/open-snapshot.ts'
import type { DocumentReader, Pointer } from '../../lambda/search/snapshot/ports.ts'
import { BUILD_MARGIN_MS, HOUR_MS, MINUTE_MS, OVERLAP_MS } from '../../lambda/search/snapshot/times.ts'
import { noLog } from '../fakes/log.ts'
import type { MemoryFault, ProcessPorts } from './search-schedule.ts'

const withReader = (ports: ProcessPorts, reader: Partial<DocumentReader>): ProcessPorts => ({
  ...ports,
  reader: { ...ports.reader, ...reader },
})

interface Asked {
  /** Where the code under test begins this read. */
  readonly since: number
  readonly isWide: boolean
  /** The greatest `changedAt` that the process was shown. */
  readonly greatest: number
  /** When it last began to read. By its own clock. */
  readonly readAt: number
}

/** A process that begins its reads somewhere else, once it is loaded. */
const beginning =
  (from: (asked: Asked) => number) =>
  (ports: ProcessPorts): ProcessPorts => {
    let isLoaded = false
    let [greatest, readAt, since] = [0, 0, 0]
    return withReader(ports, {
      async changes(asked, after) {
        const now = ports.clock.now()
        if (after === undefined) {
          since = isLoaded ? from({ since: asked, isWide: now - asked > 9 * MINUTE_MS, greatest, readAt }) : asked
          readAt = now
        }
        const page = await ports.reader.changes(since, after)
        for (const { changedAt } of page.states) greatest = Math.max(greatest, changedAt)
        isLoaded ||= page.next === undefined
        return page
      },
    })
  }

/** A builder that takes these states in the place of those of the table. */
const building =
  (states: (ports: ProcessPorts) => Promise<Iterable<DocumentState>>) =>
  (ports: ProcessPorts): ProcessPorts =>
    withReader(ports, {
      scan: async (part) => ({ states: part === 0 ? [...(await states(ports))] : [], invalid: [], next: undefined }),
    })

/** A builder or a process that takes the first page of each part of the table for the whole part. */
const readingFirstPages = (ports: ProcessPorts): ProcessPorts =>
  withReader(ports, { scan: async (...asked) => ({ ...(await ports.reader.scan(...asked)), next: undefined }) })

const changesSince = async (ports: ProcessPorts, since: number, into: Map<string, DocumentState>) => {
  let after: Awaited<ReturnType<DocumentReader['changes']>>['next']
  do {
    const page = await ports.reader.changes(since, after)
    for (const state of page.states)
      if (state.changedAt > (into.get(state.id)?.changedAt ?? -1)) into.set(state.id, state)
    after = page.next
  } while (after !== undefined)
  return into.values()
}

/** A builder whose pointer says something else. */
const pointing =
  (change: (pointer: Pointer, now: number) => Pointer) =>
  (ports: ProcessPorts): ProcessPorts => ({
    ...ports,
    store: { ...ports.store, point: (pointer) => ports.store.point(change(pointer, ports.clock.now())) },
  })

/** A builder or a process that believes its machine's clock. */
const believing = (ports: ProcessPorts): ProcessPorts => ({ ...ports, clock: ports.machine })

export const MEMORY_FAULTS: MemoryFault[] = [
  {
    name: 'reads begin at the last change that was seen, without overlap or wide reads',
    weather: 'usual',
    process: beginning(({ greatest, readAt }) => Math.min(greatest + 1, readAt)),
  },
  {
    name: 'there are no wide reads',
    weather: 'usual',
    process: beginning(({ greatest, readAt }) => Math.min(greatest, readAt) - OVERLAP_MS),
  },
  {
    name: 'the cursor is the greatest time seen, also where that is in the future',
    weather: 'calm',
    process: beginning(({ since, isWide, greatest }) => (isWide ? since : greatest - OVERLAP_MS)),
  },
  {
    name: 'builds are chained: the last build, and changes since',
    weather: 'usual',
    builder: building(async (ports) => {
      const states = new Map<string, DocumentState>()
      const last = await ports.store.pointer()
      const documents = last && (await openSnapshot(last, { ...ports, log: noLog, now: ports.clock.now() }))
      if (last === undefined || documents === undefined) return changesSince(ports, 0, states)
      for (const id of 'abcdef') {
        const changedAt = documents.changedAt(id)
        if (changedAt !== undefined) states.set(id, { id, changedAt, document: documents.get(id) })
      }
      return changesSince(ports, last.watermark, states)
    }),
  },
  {
    name: 'builds are made from the index',
    weather: 'hostile',
    builder: building((ports) => changesSince(ports, 0, new Map())),
  },
  {
    name: 'of each part of the table one page is read',
    weather: 'usual',
    builder: readingFirstPages,
    process: readingFirstPages,
  },
  {
    name: 'the pointer is written by whoever comes last',
    weather: 'usual',
    mayPoint: () => true,
  },
  {
    name: 'the clocks of builders say which build is newer, and some are an hour ahead',
    weather: 'usual',
    mayPoint: (pointer, over) => pointer.builtAt > over.builtAt,
    builder: (ports, { chance }) =>
      pointing((pointer) => ({ ...pointer, builtAt: pointer.builtAt + (chance(0.3) ? HOUR_MS : 0) }))(ports),
  },
  {
    name: 'a newer build is not loaded',
    weather: 'usual',
    process: (ports) => {
      let first: Pointer | undefined
      return {
        ...ports,
        store: {
          ...ports.store,
          async pointer() {
            first ??= await ports.store.pointer()
            return first
          },
        },
      }
    },
  },
  {
    name: 'doubtful items are taken as they are',
    weather: 'usual',
    from: 1400,
    process: (ports) => {
      const shown = new Map<string, DocumentState>()
      return withReader(ports, {
        async changes(since, after) {
          const page = await ports.reader.changes(since, after)
          for (const state of page.states) shown.set(state.id, state)
          return page
        },
        rows: async (ids) => ({ states: ids.flatMap((id) => shown.get(id) ?? []), invalid: [] }),
      })
    },
  },
  {
    name: 'a greater rev is newer, also where a row was made anew',
    weather: 'usual',
    from: 1100,
    process: (ports) => {
      let documents = ports.format.open([])
      return {
        ...withReader(ports, {
          async changes(since, after) {
            const page = await ports.reader.changes(since, after)
            const isNewer = ({ id, document }: DocumentState) =>
              (document?.hidden ?? Infinity) > (documents.get(id)?.hidden ?? 0)
            return { ...page, states: page.states.filter(isNewer) }
          },
        }),
        format: {
          ...ports.format,
          open(segments) {
            documents = ports.format.open(segments)
            return { ...documents, count: 0, changedAt: (id) => documents.changedAt(id) && 1 }
          },
        },
      }
    },
  },
  {
    name: 'the watermark of a build is its end',
    weather: 'usual',
    builder: pointing((pointer, now) => ({ ...pointer, watermark: now })),
  },
  {
    name: 'the watermark of a build is its start, without a margin',
    weather: 'usual',
    builder: pointing((pointer) => ({ ...pointer, watermark: pointer.watermark + BUILD_MARGIN_MS })),
  },
  {
    name: 'builders believe the clocks of their machines',
    weather: 'skewed',
    builder: believing,
  },
  {
    name: 'processes believe the clocks of their machines',
    weather: 'skewed',
    process: believing,
  },
]
