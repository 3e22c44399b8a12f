import { beforeEach, describe, expect, it } from 'vitest'
import { handleMessages, type Message, type MessagePorts } from '../../lambda/index/messages.ts'
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
    log: { info: log('info'), warn: log('warn'), error: log('error') },
    delay: async ({ messageId }, seconds) => void delayed.push({ messageId, seconds }),
  }
})

const message = (messageId: string, ...tags: [repository: string, tag: string][]): Message => ({
  messageId,
  receiptHandle: `handle of ${messageId}`,
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

  it('gives back only the messages of a repository that failed, each after a time of its own', async () => {
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
    for (const { seconds } of delayed) expect(seconds).toBeGreaterThanOrEqual(1)
    expect(system.tables.repositories.get('good')).toMatchObject({ visible: 1 })
    expect(logged).toContainEqual(
      expect.objectContaining({ level: 'error', fields: expect.objectContaining({ messageIds: ['2', '3'] }) }),
    )
  })

  it('is done with what can never succeed, and says why', async () => {
    system.registry.push('app', 'v1')
    const failed = await handle(message('1', ['app', 'v1']), { messageId: '2', receiptHandle: '', body: 'no json' })
    expect(failed).toEqual([])
    expect(logged.filter(({ level }) => level === 'warn')).toEqual([
      {
        level: 'warn',
        message: 'message ignored',
        fields: { messageId: '2', reason: 'the message is no S3 notification' },
      },
    ])
    expect(system.tables.briefs.size).toBe(1)
  })

  it('comes back also where the delay can not be set', async () => {
    system.bucket.failing.get = 'SlowDown'
    ports = { ...ports, delay: () => Promise.reject(new Error('no')) }
    expect(await handle(message('1', ['app', 'v1']))).toEqual(['1'])
  })
})
