// What search's memory costs at DynamoDB: of a request at rest, and of 50 processes that start at once.

import { describe, expect, it } from 'vitest'
import { dynamoDocuments } from '../../lambda/aws/dynamo/dynamo-document-reader.ts'
import { dynamoSnapshots } from '../../lambda/aws/dynamo/dynamo-snapshot-store.ts'
import { SCHEMA } from '../../lambda/names/versions.ts'
import { build } from '../../lambda/search/snapshot/build.ts'
import { searchMemory } from '../../lambda/search/snapshot/search-memory.ts'
import { HOUR_MS } from '../../lambda/search/snapshot/times.ts'
import { countedDynamo } from '../fakes/counted-dynamo.ts'
import { noLog } from '../fakes/log.ts'
import { documentWith, jsonFormat } from '../fakes/map-documents.ts'
import { randomFrom } from '../simulation/scheduler.ts'

const NOW = 1_700_000_000_000
/** What DynamoDB gives one partition a second. */
const PARTITION_UNITS = 3000

const world = () => {
  const { client, tables, write, counted } = countedDynamo()
  const time = { now: NOW }
  const clock = { now: () => time.now, sleep: () => new Promise<void>(() => {}), random: () => 0 }
  const ports = {
    reader: dynamoDocuments(client, tables.repository),
    store: dynamoSnapshots(client, tables.version),
    format: jsonFormat(),
    clock,
    log: noLog,
    schema: SCHEMA,
    minSearchable: SCHEMA,
  }
  const put = (name: string, changedAt: number, more: object) =>
    write('repository', { name }, { name, rev: 1, changes: '1', changedAt, document: { ...documentWith(1), ...more } })
  return { ports, put, counted, time }
}

describe('a request at rest', () => {
  it('costs one round trip and one read unit, also the first after a minute or an hour', async () => {
    const { ports, put, counted, time } = world()
    for (let at = 0; at < 100; at++) put(`r${at}`, NOW - HOUR_MS - at, {})
    await build(ports)
    const memory = searchMemory(ports)
    await memory.current()
    counted()
    const costs: { rounds: number; units: number }[] = []
    for (const seconds of [0.5, 1, 2, 58, 61, 3600, 2, 2, 300, 60, 1, 3600, 36_000]) {
      time.now += seconds * 1000
      await memory.current()
      costs.push(counted())
    }
    expect(costs[0]).toMatchObject({ rounds: 0, units: 0 })
    for (const { rounds, units } of costs.slice(1)) {
      expect(rounds).toBe(1)
      expect(units).toBeLessThanOrEqual(1)
    }
    // Without one of the two rows, half a unit.
    expect(costs.map(({ units }) => units)).toContain(0.5)
    expect(costs.map(({ units }) => units)).toContain(1)
  })
})

describe('a damaged row', () => {
  it('is read once, and warned of once, while nothing changes', async () => {
    const { ports, put, counted, time } = world()
    const said: string[] = []
    put('sound', NOW - HOUR_MS, {})
    await build(ports)
    const memory = searchMemory({ ...ports, log: { ...noLog, warn: (message) => void said.push(message) } })
    await memory.current()
    put('damaged', NOW, { visible: 'many' })
    time.now += 2000
    await memory.current()
    expect(counted().partitions.get('repository damaged')).toBe(1)
    for (let at = 0; at < 30; at++) {
      time.now += at % 10 === 9 ? 61_000 : 2000
      await memory.current()
      const { rounds, units } = counted()
      expect(rounds).toBe(1)
      expect(units).toBeLessThanOrEqual(1)
    }
    expect(said).toEqual(['rows with invalid documents passed over'])
  })
})

describe('50 processes that start at once, at 100,000 documents', () => {
  it('read no partition key more than one partition gives in a second', async () => {
    const { ports, put, counted, time } = world()
    put('one', NOW - HOUR_MS, {})
    // Documents of 100,000 repositories are 8.9 MB when they are packed. Random bytes of that length can't be compressed any
    // further, and so cost the same.
    const random = randomFrom(1)
    const packed = Buffer.from(Array.from({ length: 8_900_000 }, () => random() * 256))
    await build({ ...ports, format: { version: 1, pack: () => packed } })
    // The processes start an hour later, as most do.
    time.now += HOUR_MS
    counted()
    const format = { ...ports.format, open: () => ports.format.open([]) }
    await Promise.all(Array.from({ length: 50 }, () => searchMemory({ ...ports, format }).current()))
    const { requests, units, bytes, partitions } = counted()
    const most = Math.max(...partitions.values())
    const chunks = [...partitions.keys()].filter((key) => key.includes('snapshot:')).length
    console.log({ requests, units, megabytes: Math.round(bytes / 1e6), chunks, most })
    // Each chunk has a partition key of its own, so that the load of a process is spread over 23 of them.
    expect(chunks).toBeGreaterThanOrEqual(23)
    expect(most).toBeLessThanOrEqual(PARTITION_UNITS)
    expect(requests).toBeLessThanOrEqual(50 * 5)
  })
})
