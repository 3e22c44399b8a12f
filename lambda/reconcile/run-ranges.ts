// Which parts of the bucket a run covers. The listing is split into ranges of names, so that they can be compared in
// parallel and in steps.

import { layoutOfId } from '../registry/layouts/repository-id.ts'
import { ReconcileRefused } from './reconcile-refused.ts'
import type { RangeStep, Request } from './run-events.ts'
import type { RunPorts } from './run-ports.ts'

/** Returns the ranges of all layouts: together they cover the whole registry. */
export const allRanges = ({ layouts }: RunPorts): LayoutRange[] =>
  layouts.all.flatMap((layout) => layout.ranges.map((one) => ({ layout: layout.id, range: one })))

type LayoutRange = Pick<RangeStep, 'layout' | 'range'>

/**
 * Returns the ranges that a request asks for: all of them, one prefix in every layout, or one repository.
 * @throws ReconcileRefused if the request is contradictory, or the id of a repository is invalid or of another layout
 */
export const requestedRanges = (ports: RunPorts, { prefix, repository }: Request): LayoutRange[] => {
  if (prefix !== undefined && repository !== undefined)
    throw new ReconcileRefused('prefix and repository are both given; give only one of them')
  if (repository === undefined && prefix === undefined) return allRanges(ports)
  if (repository?.includes('@')) return [rangeOfId(ports, repository)]
  return ports.layouts.all.map((layout) => ({
    layout: layout.id,
    range: prefix ?? layout.rangeOf(layout.idOf(repository ?? '')),
  }))
}

const rangeOfId = ({ layouts }: RunPorts, repository: string): LayoutRange => {
  const id = layoutOfId(repository)
  const layout = layouts.all.find((one) => one.id === id)
  if (layout === undefined)
    throw new ReconcileRefused(
      `${repository} has the layout ${id}, but the deployment indexes only ${layouts.all.map((one) => one.id).join(', ')}; give a repository of an indexed layout, or change the setting layout`,
    )
  // The range of an invalid id could cover other repositories, or none.
  if (layout.parseTagKey(layout.tagKey({ repository, tag: 'latest' }))?.repository !== repository)
    throw new ReconcileRefused(
      `${repository} is not a valid id of a repository of the layout ${id}; give the repository's name`,
    )
  return { layout: id, range: layout.rangeOf(repository) }
}
