// The bill of a month, and of a first load: what was counted and what is assumed, times how a registry is used.

import { rangesFor } from '../../lambda/reconcile/even-ranges.ts'
import { CHUNK_TTL_S } from '../../lambda/search/snapshot/build.ts'
import { MIN_AGE_MS, MIN_CHANGED, MIN_CHANGED_SHARE } from '../../lambda/search/snapshot/build-if-due.ts'
import { REBUILD_AFTER_MS } from '../../lambda/search/snapshot/times.ts'
import { readUnits, writeUnits } from '../world/capacity.ts'
import type { Group, Line } from './bill.ts'
import type { Counted, CountedSearch, RunUnits } from './counted.ts'
import { DEPLOYED } from './deployed.ts'
import { HOURS_PER_MONTH, type PriceName } from './prices.ts'
import { ASSUMED, DAYS, PUSH_SHARES, type Usage } from './usage.ts'

/** What was counted, of runs and pushes, and of searches over as many documents as a usage has repositories. */
export interface Figures {
  readonly counted: Counted
  readonly search: CountedSearch
}

/** What all tables are made from: what was counted, and the searches by number of repositories. */
export interface Counts {
  readonly counted: Figures['counted']
  readonly searches: ReadonlyMap<number, CountedSearch>
}

const DAY_S = 24 * 3600
const DAY_MS = DAY_S * 1000
const { memory } = DEPLOYED
const linesOf =
  (group: Group) =>
  (what: string, price: PriceName, quantity: number): Line => ({ group, what, price, quantity })

export const gigabyteSeconds = (megabytes: number, seconds: number): number => (megabytes / 1024) * seconds

/** The mean of a count over pushes, by their shares. */
export const meanOfPushes = ({ pushes }: Counted, of: (push: Counted['pushes'][number]) => number): number =>
  Object.entries(PUSH_SHARES).reduce((sum, [what, share]) => {
    const push = pushes.find((one) => one.what === what)
    if (push === undefined) throw new Error(`no push is called "${what}": see bench/reconcile/push.ts`)
    return sum + share * of(push)
  }, 0)

/** Tags of a registry with so many repositories, as many for each as the made-up one has. */
export const tagsOf = ({ counted }: Figures, { repositories }: Usage): number =>
  (repositories * counted.tags) / counted.repositories

/** A run over another number of repositories than was counted. */
const scaled = ({ counted }: Figures, units: RunUnits, { repositories }: Usage): RunUnits => {
  const factor = repositories / counted.repositories
  return {
    lists: Math.max(2, units.lists * factor),
    gets: units.gets * factor,
    readUnits: units.readUnits * factor,
    writeUnits: units.writeUnits * factor,
    requests: units.requests * factor,
  }
}

/** Begin, wait, compare, check, remove, finish; and for each range its comparison, a choice and an end. */
const transitionsOf = (ranges: number, moreSteps: number): number => 6 + 3 * ranges + 2 * moreSteps

const oneRun = (
  { counted }: Figures,
  { repositories }: Usage,
  units: RunUnits,
  seconds: number,
): [PriceName, string, number][] => {
  const ranges = rangesFor(repositories)
  const moreSteps = Math.floor(seconds / ASSUMED.secondsPerStep)
  const steps = ranges + 3 + moreSteps
  return [
    ['transitions', 'state machine', transitionsOf(ranges, moreSteps)],
    ['s3List', 'LISTs', units.lists],
    ['s3Get', 'GETs', units.gets],
    ['readUnits', 'read units', units.readUnits],
    ['writeUnits', 'write units', units.writeUnits],
    ['invocations', 'invocations', steps],
    ['gigabyteSeconds', 'function', gigabyteSeconds(memory.backfill, seconds + steps * ASSUMED.stepSeconds)],
    ['logs', 'logs', steps * ASSUMED.logOfInvocation],
    ['metrics', 'metrics of our own, an hour each', counted.runMetrics / HOURS_PER_MONTH],
  ]
}

/** Returns what the first load of an index costs, once. */
export const firstLoad = (figures: Figures, usage: Usage): Line[] => {
  const units = scaled(figures, figures.counted.firstLoad, usage)
  const seconds = tagsOf(figures, usage) / ASSUMED.loadedTagsPerSecond
  return oneRun(figures, usage, units, seconds).map(([price, what, quantity]) =>
    linesOf('runs over the bucket')(what, price, quantity),
  )
}

/** Returns what one run costs that finds nothing. */
const runOf = (figures: Figures, usage: Usage) => {
  const units = scaled(figures, figures.counted.nothingChanged, usage)
  return oneRun(figures, usage, units, units.lists * ASSUMED.listSeconds + units.requests * ASSUMED.dynamoSeconds)
}

export const runLines = (figures: Figures, usage: Usage): Line[] => {
  const runs = DAYS / DEPLOYED.reconcileDays
  const line = linesOf('runs over the bucket')
  return runOf(figures, usage).map(([price, what, quantity]) => line(what, price, quantity * runs))
}

const restLines = (): Line[] => {
  const line = linesOf('at rest')
  const looks = (DAYS * 24 * 60) / DEPLOYED.snapshotMinutes
  const watches = (DAYS * 24 * 60) / DEPLOYED.watchMinutes
  const invocations = looks + watches
  return [
    line('alarms', 'alarms', DEPLOYED.alarms),
    line('the password, a secret', 'secrets', DEPLOYED.secrets),
    line('Lambda asks the queue', 'sqs', ASSUMED.pollsPerMonth),
    line(
      'looks for snapshots and at the notification: function',
      'gigabyteSeconds',
      gigabyteSeconds(memory.backfill, invocations * ASSUMED.lookSeconds),
    ),
    line('the same: invocations', 'invocations', invocations),
    line('the same: pointer row and changes', 'readUnits', looks),
    line('the same: the notification of the bucket', 's3Get', watches),
    line('the same: logs', 'logs', invocations * ASSUMED.logOfInvocation),
  ]
}

const pushLines = ({ counted }: Figures, { pushes }: Usage): Line[] => {
  const line = linesOf('pushes')
  const count = pushes * DAYS
  const starts = Math.min(pushes / ASSUMED.requestsPerStart, ASSUMED.maxStartsPerDay) * DAYS
  const seconds = count * counted.pushSeconds + starts * ASSUMED.startSeconds
  const hours = Math.min(24, pushes) * DAYS
  return [
    line('write units', 'writeUnits', count * meanOfPushes(counted, ({ units }) => units)),
    line('read units', 'readUnits', count * meanOfPushes(counted, (push) => push.readUnits)),
    line('GETs', 's3Get', count * meanOfPushes(counted, ({ gets }) => gets)),
    line('queue', 'sqs', count * ASSUMED.sqsPerPush),
    line('invocations', 'invocations', count),
    line('function', 'gigabyteSeconds', gigabyteSeconds(memory.indexer, seconds)),
    line('logs', 'logs', count * ASSUMED.logOfInvocation),
    line('metrics of our own', 'metrics', (hours / HOURS_PER_MONTH) * ASSUMED.pushMetrics),
  ]
}

/** Processes of the search function that start in a day. */
const startsOf = ({ searches }: Usage): number => Math.min(searches / ASSUMED.requestsPerStart, ASSUMED.maxStartsPerDay)

/**
 * Snapshots that are built in a day, if each push changes another document.
 * @param share of all documents that has to change
 */
export const buildsOf = ({ repositories, pushes }: Usage, share = MIN_CHANGED_SHARE): number => {
  const [least, most] = [DAY_MS / REBUILD_AFTER_MS, DAY_MS / MIN_AGE_MS]
  const needed = Math.max(MIN_CHANGED, share * repositories)
  return repositories < needed ? least : Math.min(Math.max(pushes / needed, least), most)
}

/** Read units of the wide reads of a process in a day: once a minute what changed in ten. */
const wideReadsOf = ({ counted }: Figures, { pushes, searches }: Usage): number => {
  const bytes = counted.stored.changes / counted.repositories
  const minutes = Math.min(searches, 24 * 60)
  return minutes * readUnits((pushes / (24 * 6)) * bytes, false)
}

/** Seconds of the search function in a month. */
export const searchSeconds = (usage: Usage): number =>
  (usage.searches * ASSUMED.searchSeconds + startsOf(usage) * ASSUMED.startSeconds) * DAYS

const searchLines = (figures: Figures, usage: Usage): Line[] => {
  const { search } = figures
  const line = linesOf('searches')
  const count = usage.searches * DAYS
  if (count === 0) return []
  const loads = (startsOf(usage) + buildsOf(usage) * ASSUMED.processes) * DAYS
  return [
    line('HTTP API', 'api', count),
    line('invocations', 'invocations', count),
    line('function', 'gigabyteSeconds', gigabyteSeconds(memory.search, searchSeconds(usage))),
    line('read units of searches', 'readUnits', count * search.readUnits + wideReadsOf(figures, usage) * DAYS),
    line('read units by which processes load snapshots', 'readUnits', loads * search.loadUnits),
    line('reads of the password', 'secretReads', Math.min(usage.searches, 24 * 60) * DAYS),
    line('logs, with the access log', 'logs', count * ASSUMED.logOfRequest),
    line('answers to the internet', 'dataOut', count * ASSUMED.answer),
  ]
}

export const snapshotLines = ({ counted, search }: Figures, usage: Usage): Line[] => {
  const line = linesOf('snapshots')
  const builds = buildsOf(usage) * DAYS
  const scanned = (counted.stored.scanned * usage.repositories) / counted.repositories
  const seconds = builds * ASSUMED.buildSeconds(usage.repositories)
  return [
    line('read units of scans', 'readUnits', builds * readUnits(scanned, true)),
    line('write units of chunks', 'writeUnits', builds * writeUnits(search.packed)),
    line('function', 'gigabyteSeconds', gigabyteSeconds(memory.backfill, seconds)),
  ]
}

const storageLines = (figures: Figures, usage: Usage, others: readonly Line[]): Line[] => {
  const line = linesOf('storage')
  const { counted, search } = figures
  const rows = (counted.stored.bytes * usage.repositories) / counted.repositories
  const chunks = search.packed * buildsOf(usage) * (CHUNK_TTL_S / DAY_S)
  const logs = others.filter(({ price }) => price === 'logs').reduce((sum, { quantity }) => sum + quantity, 0)
  return [
    line('tables', 'storage', (rows + chunks) / 1e9),
    // They are compressed to a sixth or so, which is left out.
    line('logs of the last 30 days', 'logStorage', logs),
  ]
}

/** Returns the bill of a month. */
export const monthly = (figures: Figures, usage: Usage): Line[] => {
  const lines = [
    ...restLines(),
    ...(usage.pushes > 0 ? pushLines(figures, usage) : []),
    ...searchLines(figures, usage),
    ...runLines(figures, usage),
    ...snapshotLines(figures, usage),
  ]
  return [...lines, ...storageLines(figures, usage, lines)]
}
