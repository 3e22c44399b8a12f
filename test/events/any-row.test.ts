// Whatever rows hold: no record stops the others, and what is told is as the schema says, and can be sent.

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { announce } from '../../lambda/events/announce.ts'
import { runs, SEED } from '../effort.ts'
import { keptEvents } from '../fakes/events.ts'
import { noLog } from '../fakes/log.ts'
import { documentedEvent } from './documented-event.ts'
import { NOW_S } from './records.ts'

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom(
    '',
    'team/app',
    'team/app@docker-v1',
    '@',
    '%@docker-v1',
    '#v1',
    '\ud83d',
    'latest',
    'a/%252F@docker-v1',
  ),
)
const value: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.record({ S: text }),
    fc.record({ N: fc.oneof(text, fc.double().map(String), fc.constantFrom('1', '1e40', '-1', 'Infinity')) }),
    fc.record({ BOOL: fc.boolean() }),
    fc.record({ NULL: fc.constant(true) }),
    fc.record({ L: fc.array(tie('value'), { maxLength: 12 }) }),
    fc.record({ M: fc.dictionary(text, tie('value'), { maxKeys: 3 }) }),
    fc.record({ SS: fc.array(text) }),
    fc.anything(),
  ),
})).value
const time = fc.record({
  S: fc.oneof(
    text,
    fc.integer({ min: -20, max: 20 }).map((days) => new Date((NOW_S + days * 86_400) * 1000).toISOString()),
    fc.constantFrom('2026-99-99T99:99:99Z', '0000-00-00T00:00:00.0Z', '9999-12-31T23:59:59Z'),
  ),
})
const fields = [
  'digest',
  'kind',
  'hidden',
  'size',
  'platforms',
  'rev',
  'document',
  'expires',
  '__proto__',
  'constructor',
]
const image = fc
  .tuple(fc.dictionary(fc.constantFrom(...fields), value), fc.oneof(time, value))
  .map(([row, pushedAt]) => ({ ...row, pushedAt }))
const record = fc.record(
  {
    eventName: fc.constantFrom('INSERT', 'MODIFY', 'REMOVE'),
    dynamodb: fc.record(
      {
        SequenceNumber: text,
        ApproximateCreationDateTime: fc.oneof(fc.constant(NOW_S), fc.double(), fc.anything()),
        Keys: fc.oneof(
          fc.record({ repository: fc.record({ S: text }), tag: fc.record({ S: text }) }),
          fc.record({ name: fc.record({ S: text }) }),
          fc.anything(),
        ),
        OldImage: image,
        NewImage: image,
      },
      { requiredKeys: ['SequenceNumber', 'Keys'] },
    ),
  },
  { requiredKeys: ['dynamodb'] },
)

it('any record is announced or passed over, and what is told can be sent', async () => {
  let told = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof({ arbitrary: record, weight: 9 }, fc.anything()), { maxLength: 25 }),
      async (records) => {
        const { sink, batches } = keptEvents()
        const ports = {
          sink,
          lost: { keep: async () => {} },
          registry: 'registry',
          clock: { now: () => NOW_S * 1000 },
          log: noLog,
        }
        expect(await announce(ports, records)).toBeUndefined()
        for (const { type, at, detail } of batches.flat()) {
          documentedEvent(type, JSON.parse(JSON.stringify(detail)))
          expect(new Date(at).toISOString()).toMatch(/^[+-]?\d{4,6}-/)
          told++
        }
      },
    ),
    { seed: SEED, numRuns: runs(300, 20_000) },
  )
  expect(told, 'most are none').toBeGreaterThan(100)
})
