// What the backfill function is called with.

import * as z from 'zod/mini'
import { indexSource } from '../model/index-source.ts'
import { totalsSchema } from '../model/run-totals.ts'
import { REPOSITORY_NAME_MAX } from '../registry/layouts/name-grammar.ts'
import { ReconcileRefused } from './reconcile-refused.ts'

const name = z.string().check(z.minLength(1), z.maxLength(REPOSITORY_NAME_MAX))

/** What is asked for: of the state machine, or by hand. */
export const request = z.strictObject({
  /** Seconds to wait before the bucket is looked at, so that a new notification is surely active. */
  wait: z._default(z.int().check(z.minimum(0), z.maximum(3600)), 0),
  /** Index everything anew, and write all entries. */
  rebuild: z._default(z.boolean(), false),
  /** Go on where a run would be refused: another bucket, an empty listing, too many missing. */
  force: z._default(z.boolean(), false),
  /** Only repositories whose names start with this. */
  prefix: z.optional(name),
  /** Only this repository: by its name in every layout, or by its id. */
  repository: z.optional(name),
})

/** One range, to go on with: what a range step takes and gives. */
const rangeStep = z.object({
  step: z.literal('range'),
  run: z.string(),
  /** What the run is of, and in which form: a deployment in its midst must not change that. */
  of: z.object({ ...indexSource.shape, schema: z.int() }),
  layout: z.string(),
  range: z.string(),
  after: z.optional(z.string()),
  mode: z.enum(['compare', 'remove']),
  rebuild: z.boolean(),
  fresh: z.boolean(),
  force: z.boolean(),
  done: z.boolean(),
  /** Of a removal: how many the comparison found missing. */
  most: z.optional(z.int()),
  totals: totalsSchema,
})

const ranges = z.array(rangeStep)

const event = z.union([
  z.object({ step: z.literal('begin'), run: z.string(), request }),
  rangeStep,
  z.object({ step: z.literal('check'), ranges }),
  z.object({ step: z.literal('finish'), checked: z.object({ ranges }), removed: ranges }),
  z.object({ step: z.literal('failed'), run: z.string(), error: z.unknown() }),
  request,
])

export type RunEvent = z.infer<typeof event>
export type Request = z.infer<typeof request>
export type RangeStep = z.infer<typeof rangeStep>

/**
 * The event of a step, or of a run in one go (`{}` or what `request` allows).
 * @throws ReconcileRefused where it is neither
 */
export const parseRunEvent = (value: unknown): RunEvent => {
  const parsed = event.safeParse(value)
  if (parsed.success) return parsed.data
  throw new ReconcileRefused(
    `the event ${JSON.stringify(value).slice(0, 200)} is none of this function's; allowed by hand are {} and {"rebuild": true}, "force": true, "prefix" or "repository", all else comes from the state machine`,
  )
}
