// What others are told by the deployed stack: real streams, a bus, rules, and queues as their targets.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge'
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { EVENTS } from '../../lambda/names/events.ts'
import { startBackfill, waitForExecution } from '../../local/backfill-wait.ts'
import { clientConfig } from '../../local/clients.ts'
import { ROOT } from '../../local/paths.ts'
import { type Image, image, layer, signature } from '../../local/sample/image.ts'
import { documentedEvent } from '../events/documented-event.ts'
import { BUCKET, deployStack, destroyStack, startWorld, type World } from './deployment.ts'
import { eventually } from './eventually.ts'
import { missingPrograms, skipLoudly } from './programs.ts'
import { pushImage } from './registry-client.ts'

const skipped = skipLoudly(
  'the test of events for others',
  missingPrograms(['docker-registry']),
  'Debian: apt-get install docker-registry',
)

/** The rule that the docs show. */
const [, , EXAMPLE = ''] = readFileSync(join(ROOT, 'docs/events.md'), 'utf8').split('```json\n')
const [EXAMPLE_PATTERN = ''] = EXAMPLE.split('```')

const imageOf = (salt: string): Image =>
  image({
    format: 'oci',
    layers: [layer({ 'etc/motd': salt })],
    created: '2026-11-01T00:00:00Z',
    labels: { secret: 'told to nobody' },
    annotations: {},
  })

type Event = Readonly<Record<string, unknown>>

describe.skipIf(skipped)('others are told', () => {
  let world: World
  let outputs: Awaited<ReturnType<typeof deployStack>>['outputs']
  let sqs: SQSClient
  /** What came to the queue of every event, and of the rule that the docs show, with its type and without its envelope. */
  const told: Event[] = []
  const matched: Event[] = []
  const queues = { all: '', example: '' }

  const followBy = async (name: keyof typeof queues, EventPattern: string) => {
    const bridge = new EventBridgeClient(clientConfig(world.emulator.endpoint))
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }))
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }))
    await bridge.send(new PutRuleCommand({ Name: name, EventPattern }))
    await bridge.send(
      new PutTargetsCommand({ Rule: name, Targets: [{ Id: 'queue', Arn: Attributes?.QueueArn ?? '' }] }),
    )
    queues[name] = QueueUrl
  }
  const receive = async (QueueUrl: string, into: Event[]) => {
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }))
    for (const { Body = '', ReceiptHandle } of Messages) {
      const { source, 'detail-type': type, detail } = JSON.parse(Body)
      expect(source).toBe(EVENTS.source)
      expect(Body).not.toContain('told to nobody')
      documentedEvent(type, detail)
      into.push({ type, ...detail })
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
    }
  }
  /** Waits until so many events have come since the last call, and returns them. */
  const next = async (count: number): Promise<Event[]> => {
    const took = await eventually(async () => {
      await receive(queues.all, told)
      expect(told.length).toBeGreaterThanOrEqual(count)
    })
    console.log(`${count} events: after ${took} ms`)
    return told.splice(0)
  }
  const push = (name: string, tag: string, what: Image) => pushImage(world.registry.url, name, tag, what)
  const remove = async (name: string, { manifest: { digest } }: Image) =>
    expect((await fetch(`${world.registry.url}/v2/${name}/manifests/${digest}`, { method: 'DELETE' })).status).toBe(202)

  const about = (repository: string) => ({ registry: BUCKET, repository, layout: 'distribution' })
  const [old, first, second] = [imageOf('old'), imageOf('first'), imageOf('second')]

  beforeAll(async () => {
    world = await startWorld()
    sqs = new SQSClient(clientConfig(world.emulator.endpoint))
    await followBy('all', JSON.stringify({ source: [EVENTS.source] }))
    await followBy('example', EXAMPLE_PATTERN)
    await push('archive/elder', 'v1', old)
    ;({ outputs } = await deployStack(world, { auth: 'none', events: 'eventbridge' }))
  })
  afterAll(async () => {
    await world?.stop()
  })

  it('of what was pushed in the week before the index was there', async () => {
    expect(await next(1)).toMatchObject([
      { type: 'tag.pushed', ...about('archive/elder'), tag: 'v1', rev: expect.any(Number) },
    ])
  })

  it('of a push, and of a tag that is moved', async () => {
    await push('team/app', 'latest', first)
    const [digest, moved] = [first.manifest.digest, second.manifest.digest]
    const event = { type: 'tag.pushed', ...about('team/app'), tag: 'latest', kind: 'image', platforms: ['linux/amd64'] }
    expect(await next(1)).toMatchObject([{ ...event, digest, rev: 1 }])
    await push('team/app', 'latest', second)
    expect(await next(1)).toMatchObject([{ ...event, digest: moved, previousDigest: digest, rev: 2 }])
  })

  it('of a signature as of a hidden tag', async () => {
    const signed = second.manifest.digest
    const tag = `${signed.replace(':', '-')}.sig`
    await push('team/app', tag, signature(signed, 'team/app'))
    expect(await next(1)).toMatchObject([{ type: 'tag.pushed', tag, hidden: true }])
  })

  it('by the rule that the docs show of images of a team alone', async () => {
    await eventually(async () => {
      await receive(queues.example, matched)
      expect(matched.length).toBeGreaterThanOrEqual(2)
    })
    expect(matched).toMatchObject([
      { ...about('team/app'), tag: 'latest', digest: first.manifest.digest },
      { ...about('team/app'), tag: 'latest', digest: second.manifest.digest },
    ])
  })

  it('of a repository and of its last tag when they are removed', async () => {
    const only = imageOf('only')
    await push('team/shortlived', 'v1', only)
    await next(1)
    await remove('team/shortlived', only)
    const removals = await next(2)
    // Each table has a stream of its own.
    expect(removals.sort((a, b) => String(a['type']).localeCompare(String(b['type'])))).toMatchObject([
      { type: 'repository.removed', ...about('team/shortlived'), rev: 2 },
      { type: 'tag.removed', ...about('team/shortlived'), tag: 'v1', digest: only.manifest.digest, rev: 1 },
    ])
  })

  it('nothing of a rebuild, and nothing is lost', async () => {
    const execution = await startBackfill(world.emulator, outputs['BackfillStateMachine'] ?? '', { rebuild: true })
    expect(await waitForExecution(world.emulator, execution)).toMatchObject({ changed: 3 })
    await push('team/app', 'after', imageOf('after'))
    expect(await next(1)).toMatchObject([{ type: 'tag.pushed', tag: 'after' }])
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: outputs['LostEvents'] ?? '' }))
    expect(Messages).toEqual([])
  })

  it('nothing any more where the setting is turned off, and nothing of it is left behind', async () => {
    const deployed = await deployStack(world, { auth: 'none' })
    expect(deployed.outputs).not.toHaveProperty('LostEvents')
    const left = await destroyStack(world)
    expect(left['functions']).toEqual([])
    expect(left['queues']).toEqual([queues.all, queues.example])
    await receive(queues.all, told)
    expect(told).toEqual([])
  })
})
