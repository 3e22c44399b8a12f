// Which parts of the bucket a run is for.

import { layoutOfId } from '../registry/layouts/repository-id.ts'
import type { RunPorts } from './ports.ts'
import { ReconcileRefused } from './reconcile-refused.ts'
import type { RangeStep, Request } from './run-events.ts'

/** All of them. */
export const allRanges = ({ layouts }: RunPorts): OneRange[] =>
  layouts.all.flatMap((layout) => layout.ranges.map((one) => ({ layout: layout.id, range: one })))

type OneRange = Pick<RangeStep, 'layout' | 'range'>

/**
 * Those that are asked for.
 * @throws ReconcileRefused where what is asked for can't be
 */
export const rangesOf = (ports: RunPorts, { prefix, repository }: Request): OneRange[] => {
  if (prefix !== undefined && repository !== undefined)
    throw new ReconcileRefused('both prefix and repository are given; give one of them')
  if (repository === undefined && prefix === undefined) return allRanges(ports)
  if (repository?.includes('@')) return [rangeOfId(ports, repository)]
  return ports.layouts.all.map((layout) => ({
    layout: layout.id,
    range: prefix ?? layout.rangeOf(layout.idOf(repository ?? '')),
  }))
}

const rangeOfId = ({ layouts }: RunPorts, repository: string): OneRange => {
  const id = layoutOfId(repository)
  const layout = layouts.all.find((one) => one.id === id)
  if (layout === undefined)
    throw new ReconcileRefused(
      `${repository} is of the layout ${id}, but the deployment indexes ${layouts.all.map((one) => one.id).join(', ')}`,
    )
  // No other id than that of a repository, whose range would be another.
  if (layout.parseTagKey(layout.tagKey({ repository, tag: 'latest' }))?.repository !== repository)
    throw new ReconcileRefused(`${repository} is no id of a repository of the layout ${id}; give its name`)
  return { layout: id, range: layout.rangeOf(repository) }
}
