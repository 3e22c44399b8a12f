// The events of the backfill function: one step of a run, sent by the state machine, or a request for a run in one
// invocation. Step Functions passes at most 256 KB on, so events hold counters and a few names only.

import * as z from 'zod/mini'
import { indexSource } from '../model/runs/index-source.ts'
import { totalsSchema } from '../model/runs/run-totals.ts'
import { MAX_BACKFILL_WAIT_S } from '../names/runs.ts'
import { REPOSITORY_NAME_MAX } from '../registry/layouts/name-grammar.ts'
import { ReconcileRefused } from './reconcile-refused.ts'

const name = z.string().check(z.minLength(1), z.maxLength(REPOSITORY_NAME_MAX))

/** What a run is asked to do: the input of the state machine, or of the function if it is invoked by hand. */
export const request = z.strictObject({
  /** Seconds to wait before the bucket is listed, so that a new notification is certainly active. */
  wait: z._default(z.int().check(z.minimum(0), z.maximum(MAX_BACKFILL_WAIT_S)), 0),
  /** Reads every tag again, and writes all rows and entries. */
  rebuild: z._default(z.boolean(), false),
  /** Goes on in spite of another bucket or root, an empty listing, or too many missing repositories. */
  force: z._default(z.boolean(), false),
  /**
   * Also looks whether what tags point to is in the bucket. `due`: if the last run over the whole bucket that did so was
   * a week ago.
   */
  deep: z._default(z.union([z.boolean(), z.literal('due')]), false),
  /** Covers only repositories whose names start with this. */
  prefix: z.optional(name),
  /** Covers only this repository: a name, looked for in every layout, or an id. */
  repository: z.optional(name),
})

/** One range, and how far it is: the input and the result of a range step. */
const rangeStep = z.object({
  step: z.literal('range'),
  run: z.string(),
  /** When the run began, in epoch milliseconds. Absent in a run that an older version began. */
  began: z.optional(z.int()),
  /** What the run reads, and the schema it writes. A deployment during the run must not change them. */
  of: z.object({ ...indexSource.shape, schema: z.int() }),
  layout: z.string(),
  /** The number of the range among those of its layout, from 0. */
  part: z.int().check(z.nonnegative()),
  /** The paths that it covers: a range of them, or in a run over a part of the bucket what they begin with. */
  range: z.union([z.string(), z.strictObject({ from: z.optional(z.string()), to: z.optional(z.string()) })]),
  /** The last repository that is done; absent at the start and at the end of a range. */
  after: z.optional(z.string()),
  /**
   * `names`: writes the names of repositories that the index doesn't know. `compare`: indexes what differs, counts what is
   * missing. `remove`: removes what is missing.
   */
  mode: z.enum(['names', 'compare', 'remove']),
  rebuild: z.boolean(),
  /** True if no run over the whole bucket ended well yet: then no tag counts as late. */
  fresh: z.boolean(),
  force: z.boolean(),
  done: z.boolean(),
  /** Only in a removal: how many repositories of the range the comparison found missing. */
  most: z.optional(z.int()),
  totals: totalsSchema,
})

const ranges = z.array(rangeStep)

/** How far a run is with looking whether what tags point to is there: the input and the result of such a step. */
const deepStep = z.object({
  step: z.literal('deep'),
  run: z.string(),
  of: rangeStep.shape.of,
  /** False in a run that does not look. */
  wanted: z.boolean(),
  /** True if all was looked at, or that is not wanted, or can't be done. */
  done: z.boolean(),
  /** The parts of the catalog that are left, with what their names start with. */
  scopes: z.array(z.object({ layout: z.string(), range: z.string() })),
  /** The last repository of the first of them that is done with all before it. */
  after: z.optional(z.string()),
  /** The last tag that was looked at of some repositories behind it. */
  within: z.optional(z.array(z.object({ name: z.string(), tag: z.string() }))),
  /** Blobs that were listed, or images of a registry v1. */
  contents: z.int(),
  totals: totalsSchema,
  /** Why it could not be looked at, for people. */
  why: z.optional(z.string()),
})

const event = z.union([
  z.object({ step: z.literal('begin'), run: z.string(), request }),
  rangeStep,
  z.object({ step: z.literal('split'), ranges, deep: z.optional(deepStep) }),
  z.object({ step: z.literal('check'), ranges, deep: z.optional(deepStep) }),
  deepStep,
  z.object({ step: z.literal('finish'), checked: z.object({ ranges }), removed: ranges, deep: z.optional(deepStep) }),
  z.object({ step: z.literal('failed'), run: z.string(), error: z.unknown() }),
  request,
])

export type RunEvent = z.infer<typeof event>
export type Request = z.infer<typeof request>
export type RangeStep = z.infer<typeof rangeStep>
export type DeepStep = z.infer<typeof deepStep>

/**
 * Parses the event of a step, or the request for a run in one invocation (`{}`, or what `request` allows).
 * @throws ReconcileRefused if the event is neither
 */
export const parseRunEvent = (value: unknown): RunEvent => {
  const parsed = event.safeParse(value)
  if (parsed.success) return parsed.data
  throw new ReconcileRefused(
    `the event ${(JSON.stringify(value) ?? String(value)).slice(0, 200)} is invalid; allowed by hand are {} and {"rebuild": true}, "force": true, "deep": true, "prefix" or "repository" (up to ${REPOSITORY_NAME_MAX} characters); all other events are sent by the state machine`,
  )
}
