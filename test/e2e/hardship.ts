// npm run hardship: many pushes at once, and functions and the whole local AWS killed meanwhile. Prints figures, and
// fails where a tag is missing at the end or a message ended among the dead letters.

import { spawnSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { paginateQuery } from '@aws-sdk/lib-dynamodb'
import { startBackfill, waitForExecution } from '../../local/backfill-wait.ts'
import { clientConfig } from '../../local/clients.ts'
import { image, layer } from '../../local/sample/image.ts'
import { deployStack, restartEmulator, startWorld } from './deployment.ts'
import { pushImage } from './registry-client.ts'

const world = await startWorld()
const { outputs } = await deployStack(world, { auth: 'none' })
// So that the deployment is saved: what it was told last, the emulator loses when it is killed.
await restartEmulator(world, 'orderly')

const of = (salt: string) =>
  image({
    format: 'oci',
    layers: [layer({ 'etc/motd': 'the same for all' })],
    created: '2026-11-01T00:00:00Z',
    labels: { 'org.opencontainers.image.description': 'Pushed in hard times', salt },
    annotations: {},
  })

/** Does all of the work, so many at a time; a push that fails is tried again, as people do. */
const all = async (names: readonly string[], atOnce: number, push: (name: string) => Promise<void>): Promise<void> => {
  const left = [...names]
  const one = async () => {
    for (let name = left.pop(); name !== undefined; name = left.pop())
      for (let attempt = 1; ; attempt++) {
        try {
          await push(name)
          break
        } catch (error) {
          if (attempt === 60) throw error
          await sleep(500)
        }
      }
  }
  await Promise.all(Array.from({ length: atOnce }, one))
}

const tagsOf = async (repository: string): Promise<number> => {
  let count = 0
  const query = {
    TableName: outputs['TagTable'],
    KeyConditionExpression: 'repository = :name AND tag > :details',
    ExpressionAttributeValues: { ':name': repository, ':details': '$' },
    ConsistentRead: true,
  }
  for await (const { Count = 0 } of paginateQuery({ client: world.table }, query)) count += Count
  return count
}

const until = async (what: string, seconds: number, look: () => Promise<boolean>): Promise<void> => {
  const end = Date.now() + seconds * 1000
  while (!(await look().catch(() => false))) {
    if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s`)
    await sleep(200)
  }
}

const waiting = async (queue: 'IndexerQueue' | 'DeadLetterQueue'): Promise<number> => {
  const { Attributes = {} } = await new SQSClient(clientConfig(world.emulator.endpoint)).send(
    new GetQueueAttributesCommand({ QueueUrl: outputs[queue], AttributeNames: ['All'] }),
  )
  return Number(Attributes['ApproximateNumberOfMessages']) + Number(Attributes['ApproximateNumberOfMessagesNotVisible'])
}

const timed = async (what: string, work: () => Promise<void>): Promise<void> => {
  const start = Date.now()
  await work()
  console.log(
    `${what}: ${((Date.now() - start) / 1000).toFixed(1)} s; dead letters: ${await waiting('DeadLetterQueue')}`,
  )
}

const tags = (count: number) => Array.from({ length: count }, (_, at) => `v1.${at}`)
const pushTag = (repository: string) => (tag: string) => pushImage(world.registry.url, repository, tag, of(tag))

const killWorkers = (): number => {
  const found = spawnSync('pgrep', ['-f', `^node ${world.dir}.*ministack-lambda`], { encoding: 'utf8' }).stdout
  const pids = found.split('\n').filter((pid) => pid !== '')
  for (const pid of pids) {
    try {
      process.kill(Number(pid), 'SIGKILL')
    } catch {
      // It ended by itself meanwhile.
    }
  }
  return pids.length
}

const HARD = 300
const REPOSITORIES = 30

try {
  await timed('100 tags of one repository, all at once, until all are indexed', async () => {
    await all(tags(100), 100, pushTag('crowd/hundred'))
    await until('100 tags', 120, async () => (await tagsOf('crowd/hundred')) === 100)
  })
  if (!process.env['SKIP'])
    await timed('1,000 tags of one repository, 20 at a time, until all are indexed', async () => {
      await all(tags(1000), 20, pushTag('crowd/thousand'))
      await until('1,000 tags', 300, async () => (await tagsOf('crowd/thousand')) === 1000)
    })
  let killed = 0
  await timed(
    `${HARD} pushes to ${REPOSITORIES} repositories while everything is killed, and one run over the bucket`,
    async () => {
      let done = false
      const killing = (async () => {
        for (let round = 1; !done; round++) {
          await sleep(400)
          killed += killWorkers()
          if (round === 6) await restartEmulator(world, 'kill')
        }
      })()
      const names = Array.from(
        { length: HARD },
        (_, at) => `hard/app${at % REPOSITORIES}:v1.${Math.floor(at / REPOSITORIES)}`,
      )
      await all(names, 4, async (name) => {
        const [repository = '', tag = ''] = name.split(':')
        await pushTag(repository)(tag)
        await sleep(30)
      })
      done = true
      await killing
      // What killed workers held comes back only after the queue's six minutes: the run does not wait for that.
      await sleep(5_000)
      const run = await startBackfill(world.emulator, outputs['BackfillStateMachine'] ?? '')
      console.log(`the run over the bucket: ${JSON.stringify(await waitForExecution(world.emulator, run))}`)
      for (let at = 0; at < REPOSITORIES; at++) {
        const found = await tagsOf(`hard/app${at}`)
        if (found !== HARD / REPOSITORIES)
          throw new Error(`hard/app${at} has ${found} tags, not ${HARD / REPOSITORIES}`)
      }
    },
  )
  console.log(`function workers killed: ${killed}; the local AWS killed and started again: once`)
  if ((await waiting('DeadLetterQueue')) > 0) throw new Error('messages ended among the dead letters')
} finally {
  await world.stop()
}
