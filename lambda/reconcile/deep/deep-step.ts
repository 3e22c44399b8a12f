// A part of a run that looks whether what tags point to is in the bucket. Nobody tells when a blob goes: garbage collection
// deletes what it takes for unused, such as the children of a tagged image index, and lifecycle rules delete by age. So all
// blobs are listed, some 1,000 a request, and compared with what the rows of tags say.
//
// A step lists once and goes on as long as there is time, so a registry of some hundred thousand tags takes one step. It
// trusts the listing only so far: what is not listed is looked for once more before it counts as gone. So a push meanwhile,
// whose blobs come before its link, is never in doubt. It removes nothing, and what it writes any other reading would undo.

import { failureKind } from '../../indexing/failure.ts'
import { NOTHING, sum, type Totals } from '../../model/runs/run-totals.ts'
import type { Layout } from '../../registry/layouts/layout.ts'
import { batches } from '../../shared/batches.ts'
import { isUntrusted } from '../reconcile-range.ts'
import { ReconcileRefused } from '../reconcile-refused.ts'
import type { DeepStep } from '../run-events.ts'
import type { Deadlines, ReconcilePorts } from '../run-ports.ts'
import { type CheckedRepository, checkRepository } from './check-repository.ts'
import type { ContentSet } from './content-set.ts'
import { listContent } from './list-content.ts'

/** Repositories that are looked at in parallel. */
const PARALLEL_REPOSITORIES = 16
/** Characters of one failure in the totals, which travel through Step Functions. */
const FAILURE_MAX_LENGTH = 300
/** Sorts after every tag. */
const AFTER_ALL_TAGS = '~'

/**
 * Looks at as many repositories as the time allows, and at least at some tags. Returns the step to go on with, or one that
 * is done and says why nothing was looked at: that costs the run nothing else of what it did.
 * @throws BucketError or the error of an AWS client, if it keeps all repositories from being looked at
 */
export const deepStep = async (ports: ReconcilePorts, step: DeepStep, deadlines: Deadlines): Promise<DeepStep> => {
  const [scope, ...others] = step.scopes
  const layout = ports.layouts.all.find(({ id }) => id === scope?.layout)
  if (scope === undefined || layout === undefined) return { ...step, done: true }
  const content = await listed(ports, layout, scope.range, deadlines)
  if (content instanceof Error) {
    // Nobody may take it for the number of all.
    const { gone, ...totals } = step.totals
    return { ...step, totals, done: true, why: content.message }
  }
  const { after, within = [], ...rest } = step
  const part = await checkAll(ports, { layout, range: scope.range, after, within, content, deadlines })
  const totals = sum(step.totals, part.totals)
  if (!part.done)
    return { ...rest, totals, within: part.within, ...(part.after === undefined ? {} : { after: part.after }) }
  const contents = step.contents + content.size()
  return { ...rest, scopes: others, totals, contents, done: others.length === 0 }
}

// Lists what the layout stores, or returns why the listing can't be compared with.
const listed = async (
  { bucket, store, clock }: ReconcilePorts,
  layout: Layout,
  range: string,
  { soft }: Deadlines,
): Promise<ContentSet | ReconcileRefused> => {
  try {
    const { content, objects } = await listContent(bucket, layout.content, { isOver: () => clock.now() >= soft })
    if (objects > 0) return content
    for await (const name of store.catalog(layout.catalogStart(range), undefined))
      return new ReconcileRefused(
        `${layout.content.prefixes.join(' and ')} list nothing, but the index has ${name} and more; look whether something deletes what the registry stores; a rebuild says of which tags nothing is left`,
      )
    return content
  } catch (error) {
    if (error instanceof ReconcileRefused) return error
    if (isUntrusted(error))
      return new ReconcileRefused(`${error.message}; whether blobs are gone was not looked at`, error)
    throw error
  }
}

interface PartOptions {
  readonly layout: Layout
  readonly range: string
  readonly after: string | undefined
  readonly within: NonNullable<DeepStep['within']>
  readonly content: ContentSet
  readonly deadlines: Deadlines
}

interface DeepPart {
  readonly done: boolean
  readonly totals: Totals
  /** The last repository that is done with all before it. */
  readonly after: string | undefined
  /** How far the repositories behind it are. */
  readonly within: NonNullable<DeepStep['within']>
}

const checkAll = async (ports: ReconcilePorts, options: PartOptions): Promise<DeepPart> => {
  const { layout, range, content, deadlines, after } = options
  const isSuspected = (digest: string) => !content.has(digest)
  const start = after === undefined ? undefined : { name: after, path: layout.catalogPath(after) }
  let totals = NOTHING
  let last = after
  for await (const names of batches(ports.store.catalog(layout.catalogStart(range), start), PARALLEL_REPOSITORIES)) {
    const checked = await Promise.all(
      names.map((name) => {
        const from = options.within.find((one) => one.name === name)?.tag
        return isolated(ports, name, {
          isSuspected,
          after: from,
          deadline: deadlines.soft,
          hardDeadline: deadlines.hard,
        })
      }),
    )
    // One repository's outage may be its own, as of an object that S3 can't deliver; that of all is the world's.
    if (checked.length === PARALLEL_REPOSITORIES && checked.every(({ outage }) => outage !== undefined))
      throw checked[0]?.outage
    totals = checked.map(totalsOf).reduce(sum, totals)
    if (checked.some(({ isDone }) => !isDone)) {
      const within = names.map((name, at) => ({ name, tag: checked[at]?.last ?? AFTER_ALL_TAGS }))
      return { done: false, totals, after: last, within }
    }
    last = names.at(-1)
    if (ports.clock.now() >= deadlines.soft) return { done: false, totals, after: last, within: [] }
  }
  return { done: true, totals, after: undefined, within: [] }
}

type Isolated = CheckedRepository & { readonly failure?: string; readonly outage?: Error }

const isolated = async (
  ports: ReconcilePorts,
  name: string,
  options: Parameters<typeof checkRepository>[2],
): Promise<Isolated> => {
  try {
    return await checkRepository(ports, name, options)
  } catch (error) {
    if (isUntrusted(error)) throw error
    const failure = `${name}: ${error instanceof Error ? error.message : String(error)}`.slice(0, FAILURE_MAX_LENGTH)
    const isOutage = error instanceof Error && failureKind(error) === 'outage'
    return { isDone: true, gone: 0, changed: 0, failure, ...(isOutage ? { outage: error } : {}) }
  }
}

const totalsOf = ({ gone, changed, failure }: Isolated): Totals => ({
  ...NOTHING,
  gone,
  changed,
  ...(failure === undefined ? {} : { failed: 1, failures: [failure] }),
})
