import { expect, it } from 'vitest'
import { NOTHING } from '../../lambda/model/runs/run-totals.ts'
import { MAX_RANGES } from '../../lambda/reconcile/even-ranges.ts'
import { runStep } from '../../lambda/reconcile/run.ts'
import { parseRunEvent, type RangeStep } from '../../lambda/reconcile/run-events.ts'
import { BucketError } from '../../lambda/registry/bucket/bucket-error.ts'
import { FAR } from '../fakes/filled.ts'
import { memorySystem } from '../fakes/system.ts'

/** Step Functions passes no more on. Bytes. */
const MAX_BYTES = 256 * 1024
const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value))

it('what a run passes on fits, with the longest names, both layouts, and all that can fail and be missing', async () => {
  const root = 'r/'.repeat(50).slice(0, -1)
  const options = { rootDirectory: root, storagePath: root, layouts: ['distribution', 'docker-v1'] } as const
  const system = memorySystem({ ...options, pageSize: 3 })
  const long = (at: number) => `${`n${at}`.padEnd(127, 'x')}/${'y'.repeat(127)}`
  for (let at = 0; at < 20; at++) system.registry.push(long(at), 'v1')
  const run = 'r'.repeat(80)
  const begun = (await runStep(system.ports, parseRunEvent({ step: 'begin', run, request: {} }), FAR)) as {
    names: RangeStep[]
    ranges: RangeStep[]
  }
  for (const step of begun.ranges) await runStep(system.ports, parseRunEvent(step), FAR)
  for (let at = 0; at < 20; at++) system.bucket.remove(system.layout.tagKey({ repository: long(at), tag: 'v1' }))
  for (let at = 20; at < 25; at++) system.registry.push(long(at), 'v1')
  system.ports.isPrivate = async () => {
    throw new BucketError('\u0001'.repeat(300), 'SlowDown', undefined)
  }
  const worst = (await runStep(system.ports, parseRunEvent(begun.ranges[0]), FAR)) as RangeStep
  expect(worst.totals).toMatchObject({ failed: 5, missing: 20 })
  const range = { from: `${long(1)}/`, to: `${long(2)}/` }
  const compared = Array.from({ length: MAX_RANGES }, (_, part): RangeStep => ({ ...worst, part, range }))
  expect(worst.totals.failures[0]).toMatch(/^n20x+/)
  const removed = compared.map(
    (one): RangeStep => ({ ...one, mode: 'remove', most: 20, totals: { ...NOTHING, removed: 20 } }),
  )
  expect(bytesOf({ checked: { ranges: compared }, removed })).toBeLessThan(MAX_BYTES)
  expect(
    bytesOf({ ...begun, names: compared, ranges: compared.map((one) => ({ ...one, totals: NOTHING })) }),
  ).toBeLessThan(MAX_BYTES)
})
