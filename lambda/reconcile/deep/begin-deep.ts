import { NOTHING } from '../../model/runs/run-totals.ts'
import type { RunsRow } from '../../model/runs/version-store.ts'
import type { DeepStep, Request } from '../run-events.ts'
import type { RunPorts } from '../run-ports.ts'
import { limitedRanges } from '../run-ranges.ts'

/** A week, less what one of the runs of seven days may begin sooner than that of the week before. Milliseconds. */
const DUE_MS = 6.5 * 24 * 60 * 60 * 1000

/**
 * Returns the first step of looking whether what tags point to is there; a step that is done if that is not wanted.
 * @param runs how earlier runs ended
 */
export const beginDeep = (
  ports: RunPorts,
  { run, of }: Pick<DeepStep, 'run' | 'of'>,
  request: Request,
  runs: RunsRow | undefined,
): DeepStep => {
  const wanted = request.deep === 'due' ? isDue(runs, ports.clock.now()) : request.deep
  const whole = ports.layouts.all.map(({ id }) => ({ layout: id, range: '' }))
  const limited = limitedRanges(ports, request)?.map(({ layout, range }) => ({ layout, range: String(range) }))
  const scopes = wanted ? (limited ?? whole) : []
  const totals = wanted ? { ...NOTHING, gone: 0 } : NOTHING
  return { step: 'deep', run, of, wanted, done: !wanted, scopes, contents: 0, totals }
}

// A time that lies ahead was damaged, or a clock was wrong.
const isDue = (runs: RunsRow | undefined, now: number): boolean => {
  const age = now - Date.parse(runs?.lastDeep?.startedAt ?? '')
  return !(age >= 0 && age < DUE_MS)
}
