import { beforeEach, describe, expect, it } from 'vitest'
import { runStep } from '../../lambda/reconcile/run.ts'
import { parseRunEvent } from '../../lambda/reconcile/run-events.ts'
import type { Log } from '../../lambda/shared/log.ts'
import { FAR, filled, run, type System } from '../fakes/filled.ts'

let system: System
let logged: { level: string; fields: Record<string, unknown> }[]
beforeEach(() => {
  logged = []
  const log = (level: string) => (_: string, fields: Record<string, unknown>) => void logged.push({ level, fields })
  const logger: Log = { info: log('info'), warn: log('warn'), error: log('error') }
  system = filled()
  system = { ...system, ports: { ...system.ports, log: logger } }
  const now = system.clock.now()
  for (let at = 1; at <= 7; at++) system.letters.add(`old ${at}`, now - at)
  for (let at = 0; at < 2; at++) system.letters.add(`young ${at}`, now + at)
  system.letters.add('unknown', Number.POSITIVE_INFINITY)
})

const YOUNG = ['young 0', 'young 1', 'unknown']
const step = (event: unknown, ports = system.ports) => runStep(ports, parseRunEvent(event), FAR)

describe('a run over the whole bucket that is done', () => {
  it('deletes the dead letters that were sent before it began, leaves the others, and says so', async () => {
    await run(system)
    expect(system.letters.bodies()).toEqual(YOUNG)
    expect(system.said).toContainEqual(['deadLettersDeleted', 7])
    expect(system.said.map(([name]) => name)).not.toContain('deadLettersFailed')
    const began = new Date(system.clock.now()).toISOString()
    expect(logged).toEqual([{ level: 'info', fields: { deleted: 7, kept: 3, began } }])
    system.letters.show()
    await system.clock.sleep(1)
    await run(system)
    expect(system.letters.bodies()).toEqual(['young 1', 'unknown'])
  })

  it('counts none, and logs nothing, where there are none', async () => {
    await run(system)
    system.letters.show()
    for (;;) {
      const some = await system.ports.deadLetters.receive()
      if (some.length === 0) break
      await system.ports.deadLetters.remove(some)
    }
    Object.assign(logged, { length: 0 })
    system.said.length = 0
    await run(system)
    expect(system.said.map(([name]) => name)).not.toContain('deadLettersDeleted')
    expect(logged).toEqual([])
  })

  it('goes by when it began, even if it lost its lease and took it again later', async () => {
    const begun = (await step({ step: 'begin', run: 'r', request: {} })) as { ranges: unknown[] }
    await system.clock.sleep(3_600_000)
    await system.tables.version.lease('other', system.clock.now(), system.clock.now() + 1)
    await system.clock.sleep(1000)
    system.letters.add('meanwhile', system.clock.now())
    await system.clock.sleep(1000)
    const ranges = []
    for (const range of begun.ranges) ranges.push(await step(range))
    await step({ step: 'finish', checked: { ranges }, removed: [] })
    expect(system.letters.bodies()).toEqual([...YOUNG, 'meanwhile'])
  })

  it('leaves them all if an older version began it, which did not say when', async () => {
    const begun = (await step({ step: 'begin', run: 'r', request: {} })) as { ranges: { began: number }[] }
    const ranges = []
    for (const { began, ...range } of begun.ranges) ranges.push(await step(range))
    await step({ step: 'finish', checked: { ranges }, removed: [] })
    expect(system.letters.bodies()).toHaveLength(10)
  })

  it.each(['receive', 'remove'] as const)(
    'is done, and logs and counts it, if the queue refuses to %s',
    async (what) => {
      const refuse = () => Promise.reject(new Error('AccessDenied'))
      const ports = { ...system.ports, deadLetters: { ...system.ports.deadLetters, [what]: refuse } }
      expect(await run({ ...system, ports })).toMatchObject({ done: true, failed: 0 })
      expect((await system.tables.version.runs())?.last?.outcome).toBe('done')
      expect(system.said).toContainEqual(['deadLettersFailed', 1])
      expect(logged.map(({ level }) => level)).toEqual(['warn'])
    },
  )

  it('spends no more than a minute on them', async () => {
    let received = 0
    const deadLetters = {
      async receive() {
        await system.clock.sleep(1000)
        return [{ receiptHandle: `${received++}`, body: '', sentAt: 0 }]
      },
      async remove() {},
    }
    await run({ ...system, ports: { ...system.ports, deadLetters } })
    expect(received).toBe(60)
  })
})

describe('a run that says nothing of the whole bucket', () => {
  const expectNothingDeleted = () => expect(system.letters.bodies()).toHaveLength(10)

  it.each([{ prefix: 'redis' }, { repository: 'redis' }])('deletes no dead letter: over %j', async (request) => {
    await run(system, request)
    expectNothingDeleted()
  })

  it('deletes no dead letter where a repository failed, because it may be that of the letter', async () => {
    const { commit } = system.ports.store
    system.ports.store.commit = async (change) => {
      if (change.repository.name === 'redis') throw new TypeError('x is undefined')
      return commit(change)
    }
    expect(await run(system)).toMatchObject({ done: true, failed: 1 })
    expectNothingDeleted()
  })

  it('deletes no dead letter where it is refused', async () => {
    system.bucket.failing.list = 'AccessDenied'
    await expect(run(system)).rejects.toThrow('run refused')
    expectNothingDeleted()
  })
})
