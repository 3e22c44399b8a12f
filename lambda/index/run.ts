// A run over the whole bucket, in steps that a state machine drives, or all in one.

import * as z from 'zod/mini'
import { SCHEMA } from '../names.ts'
import { BucketError } from '../registry/bucket.ts'
import { ReconcileRefused } from './errors.ts'
import { NOTHING, type ReconcilePorts, reconcileRange, sum, type Totals } from './reconcile.ts'
import type { VersionStore } from './version.ts'

export interface RunPorts extends ReconcilePorts {
  readonly version: VersionStore
  /** What is indexed. */
  readonly bucketName: string
  readonly rootDirectory: string
}

/** Time that a step has. Epoch milliseconds. */
export interface Deadlines {
  /** When to end a part. */
  readonly soft: number
  /** When to give up. */
  readonly hard: number
}

const count = z.int().check(z.nonnegative())
const totals = z.object({
  repositories: count,
  tags: count,
  changed: count,
  missing: count,
  missingNames: z.array(z.string()),
})
const request = z.strictObject({
  /** Seconds to wait before the bucket is looked at, so that a new notification is surely active. */
  wait: z._default(z.int().check(z.minimum(0), z.maximum(3600)), 0),
  /** Index everything anew, and write all entries. */
  rebuild: z._default(z.boolean(), false),
})
const rangeStep = z.object({
  step: z.literal('range'),
  layout: z.string(),
  range: z.string(),
  after: z.optional(z.string()),
  rebuild: z.boolean(),
  done: z.boolean(),
  totals,
})
const event = z.union([
  z.object({ step: z.literal('begin'), request }),
  rangeStep,
  z.object({ step: z.literal('finish'), ranges: z.array(rangeStep) }),
  request,
])

export type RunEvent = z.infer<typeof event>
type Request = z.infer<typeof request>
type RangeStep = z.infer<typeof rangeStep>

/**
 * The event of a step, or of a run in one go (`{}` or `{"rebuild": true}`).
 * @throws ReconcileRefused where it is neither
 */
export const parseRunEvent = (value: unknown): RunEvent => {
  const parsed = event.safeParse(value)
  if (parsed.success) return parsed.data
  throw new ReconcileRefused(
    `the event ${JSON.stringify(value).slice(0, 200)} is none of this function's; allowed by hand are {} and {"rebuild": true}, all else comes from the state machine`,
  )
}

/** Does what the event says; the answer is what the state machine goes on with. */
export const runStep = async (ports: RunPorts, what: RunEvent, deadlines: Deadlines): Promise<unknown> => {
  if (!('step' in what)) return runAll(ports, what, deadlines)
  if (what.step === 'begin') return begin(ports, what.request)
  if (what.step === 'range') return range(ports, what, deadlines)
  return finish(ports, what.ranges)
}

const begin = async (ports: RunPorts, { wait, rebuild }: Request): Promise<{ wait: number; ranges: RangeStep[] }> => {
  const { layout } = ports
  await refusing(() => checkListing(ports))
  await checkVersion(ports)
  const common = { step: 'range' as const, layout: layout.id, rebuild, done: false, totals: NOTHING }
  return { wait, ranges: layout.ranges.map((first) => ({ ...common, range: first })) }
}

const range = async (ports: RunPorts, step: RangeStep, { soft, hard }: Deadlines): Promise<RangeStep> => {
  const { after, ...rest } = step
  const options = { range: step.range, after, rebuild: step.rebuild, deadline: soft, hardDeadline: hard }
  const part = await refusing(() => reconcileRange(ports, options))
  const total = sum(step.totals, part.totals)
  return part.after === undefined
    ? { ...rest, totals: total, done: true }
    : { ...rest, totals: total, done: false, after: part.after }
}

const finish = async ({ version, clock }: RunPorts, ranges: readonly RangeStep[]): Promise<Totals> => {
  const result = ranges.map((one) => one.totals).reduce<Totals>(sum, NOTHING)
  await version.finished({ at: new Date(clock.now()).toISOString(), ...result })
  return result
}

const runAll = async (ports: RunPorts, what: Request, deadlines: Deadlines): Promise<Totals & { done: boolean }> => {
  const { ranges } = await begin(ports, what)
  const ended: RangeStep[] = []
  for (const first of ranges) {
    const step = await range(ports, first, deadlines)
    ended.push(step)
    // One invocation can't hold it: what is done is done, the state machine does the rest.
    if (!step.done || ports.clock.now() >= deadlines.soft) break
  }
  const done = ended.length === ranges.length && ended.every((step) => step.done)
  if (done) return { ...(await finish(ports, ended)), done }
  return { ...ended.map((step) => step.totals).reduce<Totals>(sum, NOTHING), done }
}

const checkListing = async ({ bucket, bucketName, layout, store }: RunPorts): Promise<void> => {
  const { objects } = await bucket.list(layout.prefix, undefined)
  if (objects.length > 0) return
  for await (const name of store.catalog(layout.catalogStart(''), undefined))
    throw new ReconcileRefused(
      `s3://${bucketName}/${layout.prefix} lists nothing, but the index has ${name} and more; check the settings bucket and rootdirectory. If the registry really was emptied, destroy the stack and deploy it again`,
    )
}

const checkVersion = async ({ version, bucketName, rootDirectory, layout }: RunPorts): Promise<void> => {
  const wanted = { bucket: bucketName, root: rootDirectory, layouts: [layout.id] }
  if (await version.create({ schema: SCHEMA, minReader: SCHEMA, ...wanted })) return
  const recorded = await version.read()
  const { bucket, root, layouts } = recorded ?? wanted
  if (JSON.stringify({ bucket, root, layouts }) === JSON.stringify(wanted)) return
  throw new ReconcileRefused(
    `the index was made from ${place(bucket, root, layouts)}, this run would read ${place(bucketName, rootDirectory, wanted.layouts)}; deploy with the recorded bucket and rootdirectory, or with another database, or destroy the stack and deploy it again`,
  )
}

const place = (bucket: string, root: string, layouts: readonly string[]) =>
  `bucket "${bucket}" rootdirectory "${root}" (${layouts.join(', ')})`

/** S3's answers after which no listing and no absence can be trusted. */
const FATAL = ['AccessDenied', 'NoSuchBucket', 'InvalidObjectState', 'AllAccessDisabled', 'PermanentRedirect']

const refusing = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work()
  } catch (error) {
    if (error instanceof BucketError && FATAL.includes(error.code))
      throw new ReconcileRefused(`${error.message}; nothing was removed`, error)
    throw error
  }
}
