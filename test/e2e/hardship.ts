// Entry point of `npm run hardship`: pushes many tags in parallel, and kills function workers and the whole local AWS
// meanwhile. Prints figures. Fails if a tag is missing at the end or a message is in the dead-letter queue.
//
// SKIP=1 leaves out the part with 1,000 tags.

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
// A shutdown saves the deployment. Without it the emulator would lose its latest changes when it is killed.
await restartEmulator(world, 'shutdown')

const imageFor = (salt: string) =>
  image({
    format: 'oci',
    layers: [layer({ 'etc/motd': 'the same for all' })],
    created: '2026-11-01T00:00:00Z',
    labels: { 'org.opencontainers.image.description': 'Pushed in hard times', salt },
    annotations: {},
  })

/** Pushes all names, `parallel` at a time. Retries a push that fails, as people do, up to 60 attempts. */
const pushAll = async (
  names: readonly string[],
  parallel: number,
  push: (name: string) => Promise<void>,
): Promise<void> => {
  const left = [...names]
  const worker = async () => {
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
  await Promise.all(Array.from({ length: parallel }, worker))
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
    if (Date.now() > end) throw new Error(`${what} did not appear within ${seconds} s`)
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
    `${what}: ${((Date.now() - start) / 1000).toFixed(1)} s; messages in the dead-letter queue: ${await waiting('DeadLetterQueue')}`,
  )
}

const tags = (count: number) => Array.from({ length: count }, (_, at) => `v1.${at}`)
const pushTag = (repository: string) => (tag: string) => pushImage(world.registry.url, repository, tag, imageFor(tag))

const killWorkers = (): number => {
  const found = spawnSync('pgrep', ['-f', `^node ${world.dir}.*ministack-lambda`], { encoding: 'utf8' }).stdout
  const pids = found.split('\n').filter((pid) => pid !== '')
  for (const pid of pids) {
    try {
      process.kill(Number(pid), 'SIGKILL')
    } catch {
      // The worker has ended by itself.
    }
  }
  return pids.length
}

const PUSHES = 300
const REPOSITORIES = 30

try {
  await timed('100 tags of one repository, pushed in parallel, until all are indexed', async () => {
    await pushAll(tags(100), 100, pushTag('crowd/hundred'))
    await until('100 tags', 120, async () => (await tagsOf('crowd/hundred')) === 100)
  })
  if (!process.env['SKIP'])
    await timed('1,000 tags of one repository, pushed 20 at a time, until all are indexed', async () => {
      await pushAll(tags(1000), 20, pushTag('crowd/thousand'))
      await until('1,000 tags', 300, async () => (await tagsOf('crowd/thousand')) === 1000)
    })
  let killed = 0
  await timed(
    `${PUSHES} pushes to ${REPOSITORIES} repositories while workers and the local AWS are killed, and one run over the bucket`,
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
        { length: PUSHES },
        (_, at) => `hard/app${at % REPOSITORIES}:v1.${Math.floor(at / REPOSITORIES)}`,
      )
      await pushAll(names, 4, async (name) => {
        const [repository = '', tag = ''] = name.split(':')
        await pushTag(repository)(tag)
        await sleep(30)
      })
      done = true
      await killing
      // The queue delivers the messages of killed workers again only after its visibility timeout of six minutes. The
      // run over the bucket does not wait for them.
      await sleep(5_000)
      const run = await startBackfill(world.emulator, outputs['BackfillStateMachine'] ?? '')
      console.log(`the run over the bucket: ${JSON.stringify(await waitForExecution(world.emulator, run))}`)
      for (let at = 0; at < REPOSITORIES; at++) {
        const found = await tagsOf(`hard/app${at}`)
        if (found !== PUSHES / REPOSITORIES)
          throw new Error(`hard/app${at} has ${found} tags in the index, but ${PUSHES / REPOSITORIES} were pushed`)
      }
    },
  )
  console.log(`killed ${killed} function workers; killed and restarted the local AWS once`)
  if ((await waiting('DeadLetterQueue')) > 0) throw new Error('there are messages in the dead-letter queue')
} finally {
  await world.stop()
}
