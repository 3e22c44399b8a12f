import { expect, it } from 'vitest'
import { invocationReport } from '../../../cli/aws/invocation-report.ts'

const json = (metrics: object, type = 'platform.report') =>
  JSON.stringify({ time: '2026-11-28T10:00:00.000Z', type, record: { requestId: 'r', metrics, status: 'success' } })
const metrics = { durationMs: 5.2, billedDurationMs: 6, memorySizeMB: 1769, maxMemoryUsedMB: 118 }

it.each([
  ['of JSON', json({ ...metrics, initDurationMs: 312.44 }), { durationMs: 5.2, initMs: 312.44, maxMemoryMb: 118 }],
  ['of JSON, without a start', json(metrics), { durationMs: 5.2, initMs: undefined, maxMemoryMb: 118 }],
  [
    'of text',
    'REPORT RequestId: r\tDuration: 5.20 ms\tBilled Duration: 6 ms\tMemory Size: 1769 MB\tMax Memory Used: 118 MB\tInit Duration: 312.44 ms\t',
    { durationMs: 5.2, initMs: 312.44, maxMemoryMb: 118 },
  ],
  [
    'of text, without a start',
    'REPORT RequestId: r\tDuration: 5.20 ms\tBilled Duration: 6 ms\tMemory Size: 1769 MB\tMax Memory Used: 118 MB\t',
    { durationMs: 5.2, initMs: undefined, maxMemoryMb: 118 },
  ],
])('the report is read %s', (_, line, expected) => {
  expect(invocationReport(`START\n{"a":1}\n${line}\n`)).toEqual(expected)
})

it.each([
  ['nothing', ''],
  ['another event', json(metrics, 'platform.start')],
  ['the end of a line that was cut', json(metrics).slice(9)],
  ['a report without numbers', 'REPORT RequestId: r'],
  ['numbers that are texts', json({ ...metrics, durationMs: '5' })],
])('no report is read of %s', (_, log) => {
  expect(invocationReport(log)).toBeUndefined()
})

it('the last of two reports counts', () => {
  expect(invocationReport(`${json(metrics)}\n${json({ ...metrics, durationMs: 9 })}`)?.durationMs).toBe(9)
})
