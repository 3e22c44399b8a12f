// Faults of the files of `lambda/reconcile/` that say what a part of a run looks at, how fast, and what it counts.

import type { Fault } from '../fault.ts'

export const CANDIDATES: readonly Fault[] = [
  [
    'a part begins at the start',
    'listRepositories(bucket, layout, range, after)',
    'listRepositories(bucket, layout, range, undefined)',
  ],
  [
    'the catalog is read from the start',
    'store.catalog(catalogPaths(layout, range), start)',
    'store.catalog(catalogPaths(layout, range), undefined)',
  ],
  ['a removal compares as well', "if (mode === 'compare' || one.listed === undefined) yield", 'yield'],
  [
    'a comparison compares what is missing only',
    "mode === 'compare' || one.listed === undefined",
    'one.listed === undefined',
  ],
  ['the last range has no end', 'range.to === undefined ?', 'false ?'],
]

export const PART_COUNTS: readonly Fault[] = [
  ['a part that is not done is counted twice', 'isBroken ? { ...NOTHING', 'false ? { ...NOTHING'],
  ['what a part that is not done changed is not counted', '{ ...NOTHING, changed: found.changed }', 'NOTHING'],
  ['the next part begins behind what is not done', 'if (isBroken) return', ''],
  ['the next part goes on where this one began', '      last = name\n', ''],
  ['a part that is not done is done', 'isEnded && !isBroken', 'isEnded'],
  ['a part whose time is over is done', 'isEnded && !isBroken', '!isBroken'],
  ['namespaces of private repositories are shown', 'listed !== undefined && !listed.isPrivate', 'listed !== undefined'],
]

export const PACE: readonly Fault[] = [
  ['an outage never stops the run', 'inARow >= MAX_OUTAGES', 'false'],
  ['one outage stops the run', 'inARow >= MAX_OUTAGES', 'true'],
  [
    'outages with others between stop the run',
    'outage === undefined ? 0 : inARow + 1',
    'outage === undefined ? inARow : inARow + 1',
  ],
  ['turns are never waited for', 'if (at > clock.now()) await', 'if (false) await'],
]

export const EVEN_RANGES: readonly Fault[] = [
  ['a registry is split anywhere', 'places.filter(({ path }) => layout.isFolder(path))', 'places.filter(() => true)'],
  ['there is no bound of LISTs', 'next !== undefined && lists < MAX_LISTS', 'next !== undefined'],
]

export const WINDOW: readonly Fault[] = [
  ['results are taken as they come', 'first?.result !== undefined && failures', 'first !== undefined && failures'],
  ['a window has no bound', 'running.size >= limits.items() ||', 'false ||'],
  ['weights do not count', 'weight + limits.weightOf(item) > limits.weight ||', 'false ||'],
  ['what waits has no bound', 'slots.length >= limits.items() + limits.waiting', 'false'],
  ['the time is over before anything is done', 'isStarted && isOver()', 'isOver()'],
  ['what is in work is not waited for', '  await Promise.all(running)\n', ''],
]
