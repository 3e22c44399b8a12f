import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb'
import { beforeEach, describe, expect, it } from 'vitest'
import { handleMessages, type Message, type MessagePorts } from '../../lambda/indexing/messages.ts'
import { ConflictError } from '../../lambda/model/commit-errors.ts'
import { readableBy } from '../../lambda/model/runs/schema-guard.ts'
import { memorySystem } from '../fakes/system.ts'

let system: ReturnType<typeof memorySystem>
let ports: MessagePorts
let logged: { level: string; message: string; fields: Record<string, unknown> }[]
let delayed: { messageId: string; seconds: number }[]

beforeEach(() => {
  system = memorySystem()
  logged = []
  delayed = []
  const log = (level: string) => (message: string, fields: Record<string, unknown>) =>
    void logged.push({ level, message, fields })
  ports = {
    ...system.ports,
    readable: async () => {},
    log: { info: log('info'), warn: log('warn'), error: log('error') },
    delay: async ({ messageId }, seconds) => void delayed.push({ messageId, seconds }),
  }
})

const message = (messageId: string, ...tags: [repository: string, tag: string][]): Message => ({
  messageId,
  receiptHandle: `handle of ${messageId}`,
  receives: 1,
  body: JSON.stringify({
    Records: tags.map(([repository, tag]) => ({
      s3: { bucket: { name: 'registry' }, object: { key: system.layout.tagKey({ repository, tag }) } },
    })),
  }),
})
const handle = (...messages: Message[]) => handleMessages(ports, messages, system.clock.now() + 1000)

describe('a batch of messages', () => {
  it('indexes each repository once, with all its tags', async () => {
    for (const tag of ['v1', 'v2', 'v3']) system.registry.push('app', tag)
    system.registry.push('other', 'v1')
    const failed = await handle(
      message('1', ['app', 'v1']),
      message('2', ['app', 'v2'], ['other', 'v1']),
      message('3', ['app', 'v3']),
      message('4', ['app', 'v1']),
    )
    expect(failed).toEqual([])
    expect(system.tables.calls.commits).toBe(2)
    expect(system.tables.briefs.size).toBe(4)
  })

  it('returns only the messages of a repository that failed, each with its own delay', async () => {
    system.registry.push('good', 'v1')
    system.registry.push('bad', 'v1')
    const commit = ports.store.commit
    ports.store.commit = async (change) => {
      if (change.repository.name === 'bad') throw new Error('DynamoDB is down')
      return commit(change)
    }
    const failed = await handle(
      message('1', ['good', 'v1']),
      message('2', ['bad', 'v1']),
      message('3', ['bad', 'v2'], ['good', 'v1']),
    )
    expect(failed.sort()).toEqual(['2', '3'])
    expect(delayed.map(({ messageId }) => messageId).sort()).toEqual(['2', '3'])
    expect(system.tables.repositories.get('good')).toMatchObject({ document: { visible: 1 } })
    expect(logged).toContainEqual(
      expect.objectContaining({
        level: 'error',
        fields: expect.objectContaining({
          repository: 'bad',
          kind: 'fault',
          messages: { 2: 'try 1 of 250', 3: 'try 1 of 250' },
        }),
      }),
    )
  })

  const failing = (repository: string, error: () => Error) => {
    system.registry.push(repository, 'v1')
    const { commit } = ports.store
    ports.store.commit = async (change) => {
      if (change.repository.name === repository) throw error()
      return commit(change)
    }
  }
  const outage = () => new DynamoDBServiceException({ name: 'x', $fault: 'server', $metadata: {}, message: 'x' })

  it('waits for seconds after a contention, and longer after each outage, and logs which try failed and why', async () => {
    failing('busy', () => new ConflictError('another writer'))
    failing('down', outage)
    await handle({ ...message('1', ['busy', 'v1']), receives: 200 })
    await handle({ ...message('2', ['down', 'v1']), receives: 11 })
    // The clock's random number is 0.5.
    expect(delayed).toEqual([
      { messageId: '1', seconds: 16 },
      { messageId: '2', seconds: 675 },
    ])
    expect(logged.map(({ fields }) => [fields['kind'], fields['messages']])).toEqual([
      ['contention', { 1: 'try 200 of 250' }],
      ['outage', { 2: 'try 11 of 250' }],
    ])
  })

  it('waits by chance, so that messages that met once come back one after the other', async () => {
    failing('busy', () => new ConflictError('another writer'))
    for (const random of [0, 0.999]) {
      ports = { ...ports, clock: { ...system.clock, random: () => random } }
      await handleMessages(ports, [message('1', ['busy', 'v1'])], system.clock.now())
    }
    expect(delayed.map(({ seconds }) => seconds)).toEqual([1, 30])
  })

  it('waits for the longest of the delays of its repositories', async () => {
    failing('busy', () => new ConflictError('another writer'))
    failing('down', outage)
    const both = message('1', ['busy', 'v1'], ['down', 'v1'])
    for (const receives of [1, 11]) await handle({ ...both, receives })
    expect(delayed.map(({ seconds }) => seconds)).toEqual([16, 675])
  })

  it('waits as long where nothing can be indexed, such as for a table that does not answer', async () => {
    ports = { ...ports, readable: () => Promise.reject(outage()) }
    expect(await handle({ ...message('1', ['app', 'v1']), receives: 7 }, message('2', ['app', 'v2']))).toHaveLength(2)
    expect(delayed).toEqual([
      { messageId: '1', seconds: 48 },
      { messageId: '2', seconds: 1 },
    ])
    expect(logged[0]?.fields).toMatchObject({ kind: 'outage', messages: { 1: 'try 7 of 250', 2: 'try 1 of 250' } })
  })

  it('does not return a message that can never succeed, and logs why', async () => {
    system.registry.push('app', 'v1')
    const failed = await handle(message('1', ['app', 'v1']), { ...message('2'), body: 'no json' })
    expect(failed).toEqual([])
    expect(logged.filter(({ level }) => level === 'warn')).toEqual([
      { level: 'warn', message: 'event ignored', fields: { messageId: '2', reason: 'not-json', what: 'no json' } },
    ])
    expect(system.said).toContainEqual(['ignored', 'not-json'])
    expect(system.tables.briefs.size).toBe(1)
  })

  it('counts indexed events, and measures the time from an event to its commit', async () => {
    system.registry.push('app', 'v1')
    const { body } = message('1', ['app', 'v1'])
    const at = new Date(system.clock.now() - 1500).toISOString()
    await handle({ ...message('1'), body: body.replace('{"s3"', `{"eventTime":"${at}","s3"`) })
    expect(system.said).toEqual([
      ['indexed', 1],
      ['lag', 1500],
    ])
  })

  it('writes nothing and returns all messages if the index needs newer code, and logs that', async () => {
    const { version } = system.tables
    await version.create({ schema: 2, minReader: 2, bucket: 'registry', roots: { distribution: '' } })
    ports = { ...ports, readable: readableBy(1, version, system.clock) }
    expect(await handle(message('1', ['app', 'v1']), message('2', ['app', 'v2']))).toEqual(['1', '2'])
    expect(system.tables.calls.commits).toBe(0)
    expect(String(logged[0]?.fields['error'])).toMatch(/needs code of schema 2 or newer, this is 1/)
  })

  it('returns a failed message even if its delay can not be set', async () => {
    system.bucket.failing.get = 'SlowDown'
    ports = { ...ports, delay: () => Promise.reject(new Error('no')) }
    expect(await handle(message('1', ['app', 'v1']))).toEqual(['1'])
  })

  it('logs that our code failed where it did so before anything was indexed', async () => {
    ports = { ...ports, readable: () => Promise.reject(new TypeError('x is undefined')) }
    expect(await handle(message('1', ['app', 'v1']))).toEqual(['1'])
    expect(logged[0]?.fields).toMatchObject({ kind: 'fault' })
  })

  it('returns every message of a repository that failed, and counts them', async () => {
    system.bucket.failing.get = 'SlowDown'
    expect(await handle(message('1', ['app', 'v1']), message('2', ['app', 'v2'], ['app', 'v3']))).toEqual(['1', '2'])
    expect(system.said).toEqual([['returned', 2]])
  })

  it('returns a message whose repository others keep writing until the deadline', async () => {
    system.registry.push('app', 'v1')
    const { commit } = ports.store
    const deadline = system.clock.now() + 1000
    ports.store.commit = async (change) => {
      if (system.clock.now() > deadline + 60_000) return commit(change)
      throw new ConflictError('another was first')
    }
    expect(await handleMessages(ports, [message('1', ['app', 'v1'])], deadline)).toEqual(['1'])
  })

  it('counts each event, and no time for one that has none or that is of the future', async () => {
    for (const tag of ['v1', 'v2']) system.registry.push('app', tag)
    const { body } = message('1', ['app', 'v1'])
    const at = new Date(system.clock.now() + 5000).toISOString()
    const future = { ...message('1'), body: body.replace('{"s3"', `{"eventTime":"${at}","s3"`) }
    expect(await handle(future, message('2', ['app', 'v2'], ['app', 'v1']))).toEqual([])
    expect(system.said).toEqual([
      ['indexed', 3],
      ['lag', 0],
    ])
    expect(logged).toContainEqual({
      level: 'info',
      message: 'indexed',
      fields: { repository: 'app', tags: ['v1', 'v2', 'v1'] },
    })
  })
})
