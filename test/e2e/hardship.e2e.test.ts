// Hard times: many pushes to one repository at once, an outage of S3, a throttled function, and a storm in which functions
// and the whole local AWS are killed. What it takes is printed. `npm run hardship` runs the large counts of this file alone.

import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { DeleteFunctionConcurrencyCommand, LambdaClient, PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda'
import { GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn'
import { GetQueueAttributesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { GetCommand, paginateQuery } from '@aws-sdk/lib-dynamodb'
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest'
import { MAX_RECEIVES } from '../../lambda/names/runs.ts'
import { startBackfill, waitForExecution } from '../../local/backfill-wait.ts'
import { clientConfig } from '../../local/clients.ts'
import { image, layer } from '../../local/sample/image.ts'
import { isLong, runs } from '../effort.ts'
import { deployStack, restartEmulator, startWorld, type World } from './deployment.ts'
import { eventually } from './eventually.ts'
import { killWorkers } from './kill-workers.ts'
import { missingPrograms, skipLoudly } from './programs.ts'
import { pushImage } from './registry-client.ts'
import { gateBeforeS3 } from './s3-gate.ts'

const remedy = 'Debian: apt-get install docker-registry'
const skipped = skipLoudly('the test of hard times', missingPrograms(['docker-registry']), remedy)

/** Milliseconds for a thousand tags, on a machine that does much else. */
const PATIENCE = 600_000
/** Pushes during the storm, and to how many repositories. */
const HARD = runs(60, 300)
const REPOSITORIES = runs(6, 30)
/** How often each tag is tried at least during the outage of S3. */
const OUTAGE_TRIES = runs(4, 8)
/** How often a step of a run is throttled before it may go on. It ended a run when steps were retried five times only. */
const THROTTLED_TRIES = runs(2, 7)
/** How long the outage of S3 lasts at least. In the long run, longer than 20 tries within 30 seconds take. */
const OUTAGE_MS = isLong ? 400_000 : 0

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

const timed = async (what: string, work: () => Promise<void>): Promise<void> => {
  const start = Date.now()
  await work()
  console.log(`${what}: ${((Date.now() - start) / 1000).toFixed(1)} s`)
}

describe.skipIf(skipped)('in hard times', () => {
  let world: World
  let outputs: Awaited<ReturnType<typeof deployStack>>['outputs']

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
  const deadLetters = async (): Promise<number> => {
    const { Attributes = {} } = await new SQSClient(clientConfig(world.running.emulator.endpoint)).send(
      new GetQueueAttributesCommand({ QueueUrl: outputs['DeadLetterQueue'], AttributeNames: ['All'] }),
    )
    const { ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible } = Attributes
    return Number(ApproximateNumberOfMessages) + Number(ApproximateNumberOfMessagesNotVisible)
  }
  const pushTag = (repository: string, tag: string) => pushImage(world.registry.url, repository, tag, of(tag))

  beforeAll(async () => {
    world = await startWorld()
    ;({ outputs } = await deployStack(world, { auth: 'none' }))
    // So that the deployment is saved: what it was told last, the emulator loses when it is killed.
    await restartEmulator(world, 'shutdown')
  })
  afterAll(async () => {
    await world?.stop()
  })
  afterEach(async () => {
    expect(await deadLetters()).toBe(0)
  })

  it.each([
    { count: runs(20, 100), atOnce: runs(20, 100) },
    { count: runs(60, 1000), atOnce: 20 },
  ])('$count tags of one repository, $atOnce at a time, are all indexed', async ({ count, atOnce }) => {
    const repository = `crowd/of-${count}`
    await timed(`${count} tags of one repository, ${atOnce} at a time, until all are indexed`, async () => {
      const tags = Array.from({ length: count }, (_, at) => `v1.${at}`)
      await all(tags, atOnce, (tag) => pushTag(repository, tag))
      await eventually(async () => expect(await tagsOf(repository)).toBe(count), PATIENCE)
    })
  })

  it('what was pushed while the indexer could not read S3 is indexed afterwards, with nothing in the dead letters', async () => {
    const { emulator } = world.running
    const gate = await gateBeforeS3(emulator.endpoint, outputs['IndexerQueue'] ?? '')
    onTestFinished(gate.remove)
    const names = ['a', 'b', 'c', 'd', 'e', 'f'].flatMap((name) => [`dark/${name}:v1`, `dark/${name}:v2`])
    const tags = async () => {
      const counts = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => tagsOf(`dark/${name}`)))
      return counts.reduce((sum, count) => sum + count, 0)
    }
    await timed(`an outage of S3 with ${names.length} pushes, until all are indexed`, async () => {
      gate.shut()
      const until = Date.now() + OUTAGE_MS
      await all(names, 4, (name) => pushTag(...(name.split(':') as [string, string])))
      // Each tag was tried so often that the outage is longer than the first delays.
      await eventually(async () => {
        const links = [...gate.denied].filter(([path]) => /\/dark\/.*\/current\/link$/.test(path))
        expect(links.filter(([, tries]) => tries >= OUTAGE_TRIES)).toHaveLength(names.length)
        expect(await readFile(emulator.log, 'utf8')).toContain(`try ${OUTAGE_TRIES} of ${MAX_RECEIVES}`)
        expect(Date.now()).toBeGreaterThan(until)
      }, PATIENCE)
      expect(await tags()).toBe(0)
      gate.open()
      await timed('the backlog after the outage', async () => {
        await eventually(async () => expect(await tags()).toBe(names.length), 2 * PATIENCE)
      })
    })
  })

  it('a run goes on after its function was throttled, and gives its lease back', async () => {
    const { endpoint } = world.running.emulator
    const lambda = new LambdaClient(clientConfig(endpoint))
    const sfn = new SFNClient(clientConfig(endpoint))
    const backfill = { FunctionName: outputs['BackfillFunction'] }
    await lambda.send(new PutFunctionConcurrencyCommand({ ...backfill, ReservedConcurrentExecutions: 0 }))
    const executionArn = await startBackfill(world.running.emulator, outputs['BackfillStateMachine'] ?? '')
    await timed(`a run whose first step was throttled ${THROTTLED_TRIES} times`, async () => {
      await eventually(async () => {
        const { events = [] } = await sfn.send(new GetExecutionHistoryCommand({ executionArn }))
        expect(events.filter(({ type }) => type === 'TaskFailed').length).toBeGreaterThanOrEqual(THROTTLED_TRIES)
      }, PATIENCE)
      await lambda.send(new DeleteFunctionConcurrencyCommand(backfill))
      expect(await waitForExecution(world.running.emulator, executionArn)).toMatchObject({ failed: 0 })
    })
    const { Item } = await world.table.send(
      new GetCommand({ TableName: outputs['VersionTable'], Key: { id: 'reconcile' }, ConsistentRead: true }),
    )
    expect(Item).toMatchObject({ last: { outcome: 'done' } })
    expect(Item).not.toHaveProperty('lease')
  })

  it('a dead letter is gone after a run over the whole bucket that is done', async () => {
    const { emulator } = world.running
    const sqs = new SQSClient(clientConfig(emulator.endpoint))
    await sqs.send(new SendMessageCommand({ QueueUrl: outputs['DeadLetterQueue'], MessageBody: '{}' }))
    expect(await deadLetters()).toBe(1)
    const run = await startBackfill(emulator, outputs['BackfillStateMachine'] ?? '')
    expect(await waitForExecution(emulator, run)).toMatchObject({ failed: 0 })
    expect(await deadLetters()).toBe(0)
  })

  it('a storm that kills everything loses nothing but what one run over the bucket brings back', async () => {
    const names = Array.from(
      { length: HARD },
      (_, at) => `hard/app${at % REPOSITORIES}:${Math.floor(at / REPOSITORIES)}`,
    )
    let killed = 0
    await timed(`${HARD} pushes to ${REPOSITORIES} repositories in a storm, and one run over the bucket`, async () => {
      let pushed = 0
      let blown = false
      const killing = (async () => {
        while (!blown) {
          await sleep(400)
          killed += killWorkers(world)
        }
      })()
      // Once, in the midst: the push that is the half of all kills the local AWS, and waits until it is there again.
      await all(names, 4, async (name) => {
        if (++pushed === HARD / 2) await restartEmulator(world, 'kill')
        const [repository = '', tag = ''] = name.split(':')
        await pushTag(repository, tag)
        await sleep(30)
      }).finally(() => {
        blown = true
      })
      await killing
      // What killed workers held comes back only after the queue's six minutes: the run does not wait for that.
      await sleep(5_000)
      const { emulator } = world.running
      const run = await startBackfill(emulator, outputs['BackfillStateMachine'] ?? '')
      console.log(`the run over the bucket: ${JSON.stringify(await waitForExecution(emulator, run))}`)
    })
    console.log(`function workers killed: ${killed}; the local AWS killed and started again: once`)
    expect(killed).toBeGreaterThan(0)
    for (let at = 0; at < REPOSITORIES; at++)
      expect(await tagsOf(`hard/app${at}`), `tags of hard/app${at}`).toBe(HARD / REPOSITORIES)
  })
})
