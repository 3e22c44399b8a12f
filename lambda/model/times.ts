// Which stored times are taken for times. Somebody may have written any number.

import * as z from 'zod/mini'

const DAY_MS = 24 * 60 * 60 * 1000
/** Beyond this no time can be written: the year 275760. Epoch milliseconds. */
const GREATEST_TIME = 8.64e15

/** Epoch milliseconds, as far as a Date can have them. */
export const timeMs = z.int().check(z.nonnegative(), z.maximum(GREATEST_TIME))

/** How far ahead a writer's clock may be. A `changedAt` beyond that is no time at which anything changed. */
export const MAX_AHEAD_MS = 366 * DAY_MS

/** When a document was changed. Each change has a greater time than the one before, so it must leave room for that. */
export const changeTime = z.int().check(z.nonnegative(), z.maximum(GREATEST_TIME - MAX_AHEAD_MS))
