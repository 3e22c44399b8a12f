// How a run begins: the lease, the refusals and the ranges; and how a first load splits the bucket anew.

import { NOTHING, sum } from '../model/runs/run-totals.ts'
import { beginDeep } from './deep/begin-deep.ts'
import { checkListings, checkVersion } from './refusals.ts'
import type { DeepStep, RangeStep, Request } from './run-events.ts'
import type { RunPorts } from './run-ports.ts'
import { knownRanges, limitedRanges, mostRanges, splitRanges } from './run-ranges.ts'
import { checkSubject, DEEP_PROGRESS, idsOf, refuseIfUntrusted, subject, takeLease } from './step-guards.ts'

interface Begun {
  readonly wait: number
  /** Ranges in which names are written before anything is compared; none unless the bucket was never loaded. */
  readonly names: RangeStep[]
  readonly ranges: RangeStep[]
  readonly deep: DeepStep
}

/**
 * Takes the lease, checks whether the run may go on, and returns the seconds to wait, the ranges to name, and those to compare.
 * @throws ReconcileRefused if it may not
 */
export const begin = async (ports: RunPorts, run: string, request: Request): Promise<Begun> => {
  const began = ports.clock.now()
  const limited = limitedRanges(ports, request)
  const extraMs = request.wait * 1000
  const runs = await ports.version.runs()
  const deep = beginDeep(ports, { run, of: subject(ports) }, request, runs)
  // What the last run over the whole bucket found is what this one will find, about.
  const before = limited === undefined ? runs?.lastDone?.totals : undefined
  const expected = before && { repositories: before.repositories, tags: before.tags }
  const ids = (of: readonly Pick<RangeStep, 'layout' | 'part'>[]) => [
    ...idsOf(of),
    ...(deep.wanted ? [DEEP_PROGRESS] : []),
  ]
  await takeLease(ports, run, { extraMs, ranges: ids(limited ?? []), expected })
  const { isEmpty } = await refuseIfUntrusted(() => checkListings(ports, request.force))
  const { migrates } = await checkVersion(ports, { force: request.force, isEmpty })
  // Until the whole bucket was loaded once, a tag that is not indexed is not late.
  const { lastDone } = (await ports.version.runs()) ?? {}
  const fresh = lastDone === undefined
  const whole = limited === undefined ? await refuseIfUntrusted(() => splitRanges(ports, lastDone)) : undefined
  const wanted = limited ?? whole?.ranges ?? []
  if (whole !== undefined) await takeLease(ports, run, { extraMs, ranges: ids(wanted), expected })
  const step = 'range' as const
  const mode = 'compare' as const
  const rebuild = request.rebuild || migrates
  const common = {
    step,
    run,
    began,
    of: subject(ports),
    mode,
    rebuild,
    fresh,
    force: request.force,
    done: false,
    totals: NOTHING,
  }
  const ranges = wanted.map((one) => ({ ...common, ...one }))
  // What one page lists is read nearly as soon as it could be named.
  const isNamed = ({ layout }: RangeStep) => fresh && whole?.small.has(layout) === false
  const names = ranges.filter(isNamed).map((one) => ({ ...one, mode: 'names' as const }))
  return { wait: request.wait, names, ranges, deep }
}

/**
 * Splits the bucket anew into ranges to compare, evenly by the tags that the pass of names found.
 * @throws ReconcileRefused if a deployment changed what the run reads
 */
export const split = async (
  ports: RunPorts,
  ranges: readonly RangeStep[],
  deep?: DeepStep,
): Promise<{ readonly ranges: readonly RangeStep[]; readonly deep?: DeepStep }> => {
  const [first] = ranges
  const others = deep === undefined ? {} : { deep }
  checkSubject(ports, first)
  if (first === undefined) return { ranges, ...others }
  const rows = (await ports.version.progressOf(idsOf(ranges))).filter(
    ({ run, mode }) => run === first.run && mode === 'names',
  )
  const even = ports.layouts.all.flatMap((layout) => {
    const known = ranges.filter((one) => one.layout === layout.id)
    return knownRanges(layout, mostRanges(ports.layouts), rows)?.map((one) => ({ ...first, ...one })) ?? known
  })
  const listed = rows.map(({ totals }) => totals).reduce(sum, NOTHING)
  const expected = rows.length === 0 ? undefined : { repositories: listed.repositories, tags: listed.tags }
  const ids = [...idsOf(even), ...(deep?.wanted ? [DEEP_PROGRESS] : [])]
  await takeLease(ports, first.run, { ranges: ids, expected })
  return { ranges: even, ...others }
}
