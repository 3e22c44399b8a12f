// The report with which Lambda ends each invocation in the log: a line of text, or an object where the log is JSON
// (https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#platform-report).

import * as z from 'zod/mini'
import type { InvocationReport } from '../doctor/first/ports.ts'

const json = z.object({
  type: z.literal('platform.report'),
  record: z.object({
    metrics: z.object({
      durationMs: z.number(),
      maxMemoryUsedMB: z.number(),
      initDurationMs: z.optional(z.number()),
    }),
  }),
})

const NUMBERS = {
  durationMs: /\tDuration: ([\d.]+) ms/,
  initMs: /\tInit Duration: ([\d.]+) ms/,
  maxMemoryMb: /\tMax Memory Used: (\d+) MB/,
}

/** Returns the last report in the end of a log; undefined if there is none. */
export const invocationReport = (log: string): InvocationReport | undefined =>
  log
    .split('\n')
    .map((line) => (line.startsWith('REPORT ') ? ofText(line) : ofJson(line)))
    .findLast((report) => report !== undefined)

const ofText = (line: string): InvocationReport | undefined => {
  const number = (pattern: RegExp) => {
    const [, text] = pattern.exec(line) ?? []
    return text === undefined ? undefined : Number(text)
  }
  const [durationMs, initMs, maxMemoryMb] = Object.values(NUMBERS).map(number)
  return durationMs === undefined || maxMemoryMb === undefined ? undefined : { durationMs, initMs, maxMemoryMb }
}

const ofJson = (line: string): InvocationReport | undefined => {
  try {
    const { data } = json.safeParse(JSON.parse(line))
    if (data === undefined) return undefined
    const { durationMs, maxMemoryUsedMB, initDurationMs } = data.record.metrics
    return { durationMs, initMs: initDurationMs, maxMemoryMb: maxMemoryUsedMB }
  } catch {
    return undefined
  }
}
