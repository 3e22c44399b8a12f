import { describe, expect, it } from 'vitest'
import { type AnnouncePorts, announce, batchesOf } from '../../lambda/events/announce.ts'
import { MAX_BATCH, MAX_BATCH_BYTES, type Outcome, type RegistryEvent } from '../../lambda/events/event.ts'
import { keptEvents } from '../fakes/events.ts'
import { brief, NOW_S, tagRecord } from './records.ts'

const pushOf = (position: number) => tagRecord(undefined, brief(), `v${position}`, `seq ${position}`)
const pushes = (count: number) => Array.from({ length: count }, (_, position) => pushOf(position))
const tagsIn = (batches: readonly (readonly RegistryEvent[])[]) =>
  batches.map((batch) => batch.map(({ detail }) => ('tag' in detail ? detail.tag : detail.repository)))

const REFUSED: Outcome = { failure: 'MalformedDetail', mayPass: false }
const LATER: Outcome = { failure: 'ThrottlingException', mayPass: true }

describe('announcing', () => {
  const world = (answers: (readonly Outcome[] | Error)[] = [], keepFails = false) => {
    const { sink, batches } = keptEvents(...answers)
    const lost: unknown[] = []
    const said: string[] = []
    const ports: AnnouncePorts = {
      sink,
      lost: {
        async keep(event, failure) {
          if (keepFails) throw new Error('no queue')
          lost.push([(event.detail as { tag?: string }).tag, failure])
        },
      },
      registry: 'registry',
      clock: { now: () => NOW_S * 1000 },
      log: { error: (message) => said.push(message), warn: (message) => said.push(message) },
    }
    return { ports, batches, lost, said }
  }

  it('sends all events in their order, ten at a time, and asks for no second try', async () => {
    const { ports, batches, said } = world()
    expect(await announce(ports, pushes(23))).toBeUndefined()
    expect(tagsIn(batches).flat()).toEqual(Array.from({ length: 23 }, (_, at) => `v${at}`))
    expect(batches.map(({ length }) => length)).toEqual([10, 10, 3])
    expect(said).toEqual([])
  })

  it('sends nothing where nothing is to be told', async () => {
    const { ports, batches } = world()
    expect(await announce(ports, [tagRecord(brief(), brief())])).toBeUndefined()
    expect(batches).toEqual([])
  })

  it('passes over what is no record of these tables, and says so', async () => {
    const { ports, batches, said } = world()
    expect(await announce(ports, [{}, pushOf(1)])).toBeUndefined()
    expect(tagsIn(batches)).toEqual([['v1']])
    expect(said).toEqual(['a record of a stream is no change of a row of the index'])
  })

  it('asks to be called again from the first record on whose event was not sent', async () => {
    const sent = (count: number): Outcome[] => Array(count).fill('sent')
    const { ports, batches, said } = world([sent(10), [...sent(3), LATER, ...sent(6)]])
    // Two records of which nothing is told, so that records and events are not the same in number.
    const records = [
      tagRecord(brief(), brief(), 'x', 'seq x'),
      tagRecord(brief(), brief(), 'y', 'seq y'),
      ...pushes(30),
    ]
    expect(await announce(ports, records)).toBe('seq 13')
    // What comes after waits: it would overtake.
    expect(batches).toHaveLength(2)
    expect(said).toEqual(['events could not be sent, and are tried again'])
  })

  it.each([
    ['the sink fails', [new Error('timeout')]],
    ['the sink answers less than it was asked', [['sent', 'sent'] as const]],
  ])('asks to be called again where %s', async (_, answers) => {
    const { ports } = world(answers as never)
    expect(await announce(ports, pushes(3))).toBe(answers[0] instanceof Error ? 'seq 0' : 'seq 2')
  })

  it('keeps what is refused for good, and goes on', async () => {
    const { ports, batches, lost, said } = world([['sent', REFUSED, 'sent', REFUSED]])
    expect(await announce(ports, pushes(4))).toBeUndefined()
    expect(lost).toEqual([
      ['v1', 'MalformedDetail'],
      ['v3', 'MalformedDetail'],
    ])
    expect(batches).toHaveLength(1)
    expect(said).toHaveLength(2)
  })

  it('tries again what it can keep nowhere', async () => {
    const { ports, lost } = world([['sent', REFUSED, 'sent']], true)
    expect(await announce(ports, pushes(3))).toBe('seq 1')
    expect(lost).toEqual([])
  })
})

it('a batch has no more bytes than one request takes, whatever names there are', () => {
  // Each of these characters has six bytes as JSON. DynamoDB takes keys of 2,048 and 1,024 bytes.
  const tag = '\u0001'.repeat(1024)
  const repository = '\u0001'.repeat(2048)
  const platforms = Array(8).fill('\u0001'.repeat(255))
  const detail = { registry: 'r', repository, layout: 'distribution', tag, pushedAt: 'x', platforms, delay: 0 }
  const event: RegistryEvent = { type: 'tag.pushed', at: 0, detail }
  const batches = batchesOf(Array.from({ length: 30 }, (_, at) => ({ sequence: String(at), event })))
  expect(batches.flat().map(({ sequence }) => sequence)).toEqual(Array.from({ length: 30 }, (_, at) => String(at)))
  expect(batches.length).toBeGreaterThan(30 / MAX_BATCH)
  for (const batch of batches)
    expect(JSON.stringify(batch.map((one) => one.event)).length).toBeLessThan(MAX_BATCH_BYTES + 100)
})
