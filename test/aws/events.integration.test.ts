// Events that a bus takes, and the queue of those that it does not.

import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge'
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { eventBridgeSink } from '../../lambda/aws/event-bridge.ts'
import { sqsLostEvents } from '../../lambda/aws/sqs-lost-events.ts'
import type { RegistryEvent } from '../../lambda/events/event.ts'
import { EVENTS } from '../../lambda/names/events.ts'
import { clientConfig } from '../../local/clients.ts'

let sqs: SQSClient
let bridge: EventBridgeClient

const queue = async (QueueName: string) => {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName }))
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }))
  return { url: QueueUrl, arn: Attributes?.QueueArn ?? '' }
}
const received = async (QueueUrl: string) => {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 5 }),
  )
  return Messages.map(({ Body = '' }) => JSON.parse(Body))
}

const removal = (repository: string): RegistryEvent => ({
  type: EVENTS.repositoryRemoved,
  at: Date.parse('2026-11-24T12:00:00Z'),
  detail: { registry: 'registry', repository, layout: 'distribution', rev: 3 },
})

beforeAll(() => {
  sqs = new SQSClient(clientConfig(inject('endpoint')))
  bridge = new EventBridgeClient(clientConfig(inject('endpoint')))
})

describe('a bus', () => {
  it('hands on what a rule asks for, as it was sent', async () => {
    const { url, arn } = await queue('told')
    const EventPattern = JSON.stringify({
      source: [EVENTS.source],
      'detail-type': [EVENTS.repositoryRemoved],
      detail: { repository: [{ prefix: 'team/' }] },
    })
    await bridge.send(new PutRuleCommand({ Name: 'removals', EventPattern }))
    await bridge.send(new PutTargetsCommand({ Rule: 'removals', Targets: [{ Id: 'queue', Arn: arn }] }))
    const sink = eventBridgeSink(bridge, 'default')
    expect(await sink.send([removal('other/app'), removal('team/app')])).toEqual(['sent', 'sent'])
    expect(await received(url)).toEqual([
      expect.objectContaining({
        source: 'registry-index',
        'detail-type': 'repository.removed',
        detail: { registry: 'registry', repository: 'team/app', layout: 'distribution', rev: 3 },
      }),
    ])
  })
})

it('the queue of lost events has each with what was said of it', async () => {
  const { url } = await queue('lost-events')
  await sqsLostEvents(sqs, url).keep(removal('team/app'), 'EventBridge answers MalformedDetail')
  expect(await received(url)).toEqual([{ failure: 'EventBridge answers MalformedDetail', event: removal('team/app') }])
})
