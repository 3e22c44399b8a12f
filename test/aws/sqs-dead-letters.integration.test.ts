import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs'
import { beforeAll, describe, expect, inject, it } from 'vitest'
import { sqsDeadLetters } from '../../lambda/aws/sqs-dead-letters.ts'
import { clientConfig } from '../../local/clients.ts'

let sqs: SQSClient
const queue = async (QueueName: string, Attributes = {}) =>
  (await sqs.send(new CreateQueueCommand({ QueueName, Attributes }))).QueueUrl ?? ''
const send = (QueueUrl: string, MessageBody: string) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))
const show = (QueueUrl: string, ReceiptHandle: string | undefined) =>
  sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }))

beforeAll(() => {
  sqs = new SQSClient(clientConfig(inject('endpoint')))
})

describe('the dead-letter queue on SQS', () => {
  it('gives every letter once, ten at a time, and deletes those that it is told to', async () => {
    const url = await queue('letters')
    const bodies = Array.from({ length: 23 }, (_, at) => `letter ${at}`)
    for (const body of bodies) await send(url, body)
    const letters = sqsDeadLetters(sqs, url)
    const received = []
    for (;;) {
      const some = await letters.receive()
      if (some.length === 0) break
      expect(some.length).toBeLessThanOrEqual(10)
      received.push(...some)
    }
    expect(received.map(({ body }) => body).sort()).toEqual(bodies.sort())
    await letters.remove(received.slice(0, 10))
    for (const { receiptHandle } of received.slice(10)) await show(url, receiptHandle)
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['ApproximateNumberOfMessages'] }),
    )
    expect(Attributes).toEqual({ ApproximateNumberOfMessages: '13' })
  })

  it('knows when a letter was first sent, not when it became one', async () => {
    const url = await queue('dead')
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }),
    )
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: Attributes?.QueueArn, maxReceiveCount: 1 })
    const alive = await queue('alive', { RedrivePolicy })
    const before = Date.now()
    await send(alive, 'given up')
    const after = Date.now()
    const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: alive }))
    await show(alive, Messages?.[0]?.ReceiptHandle)
    await sqs.send(new ReceiveMessageCommand({ QueueUrl: alive }))
    const [letter] = await sqsDeadLetters(sqs, url).receive()
    expect(letter?.body).toBe('given up')
    expect(letter?.sentAt).toBeGreaterThanOrEqual(before)
    expect(letter?.sentAt).toBeLessThanOrEqual(after)
  })

  it('throws if SQS does not delete a letter', async () => {
    const url = await queue('fussy')
    const letters = sqsDeadLetters(sqs, url)
    const letter = { receiptHandle: 'x', body: '', sentAt: 0 }
    await expect(letters.remove([letter])).rejects.toThrow('SQS did not delete 1 of 1 dead letters: ')
  })
})
