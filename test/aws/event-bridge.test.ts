// What the adapter asks of EventBridge and makes of its answers, over a real connection. test/aws/events.integration.test.ts
// has it before a bus.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { EventBridgeClient } from '@aws-sdk/client-eventbridge'
import { afterEach, expect, it } from 'vitest'
import { eventBridgeSink } from '../../lambda/aws/event-bridge.ts'
import type { RegistryEvent } from '../../lambda/events/event.ts'

const closes: (() => unknown)[] = []
afterEach(() => {
  for (const close of closes.splice(0)) close()
})

const serve = async (status: number, answer: object) => {
  const asked: unknown[] = []
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part)
    asked.push(JSON.parse(Buffer.concat(parts).toString()))
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  closes.push(
    () => server.close(),
    () => server.closeAllConnections(),
  )
  const client = new EventBridgeClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'none', secretAccessKey: 'none' },
    maxAttempts: 1,
  })
  return { sink: eventBridgeSink(client, 'pushes'), asked }
}

const events: readonly RegistryEvent[] = ['a', 'b', 'c', 'd', 'e', 'f'].map((repository, at) => ({
  type: 'repository.removed',
  at: Date.parse('2026-11-24T12:00:00Z') + at * 1000,
  detail: { registry: 'registry', repository, layout: 'distribution', rev: at },
}))

it('asks once for all of a batch, each with its own time', async () => {
  const { sink, asked } = await serve(200, {
    FailedEntryCount: 0,
    Entries: events.map((_, at) => ({ EventId: `${at}` })),
  })
  expect(await sink.send(events)).toEqual(events.map(() => 'sent'))
  expect(asked).toHaveLength(1)
  expect(asked[0]).toEqual({
    Entries: events.map(({ detail }, at) => ({
      EventBusName: 'pushes',
      Source: 'registry-index',
      DetailType: 'repository.removed',
      Time: Date.parse('2026-11-24T12:00:00Z') / 1000 + at,
      Detail: JSON.stringify(detail),
    })),
  })
})

it('says of each event what became of it', async () => {
  const failed = (ErrorCode: string) => ({ ErrorCode, ErrorMessage: 'so it is' })
  const { sink } = await serve(200, {
    FailedEntryCount: 5,
    // One answer less than there are events.
    Entries: [
      { EventId: '1' },
      failed('ThrottlingException'),
      failed('MalformedDetail'),
      failed('InvalidArgument'),
      failed('AccessDeniedException'),
    ],
  })
  expect(await sink.send(events)).toEqual([
    'sent',
    { failure: 'EventBridge answers ThrottlingException: so it is', mayPass: true },
    { failure: 'EventBridge answers MalformedDetail: so it is', mayPass: false },
    { failure: 'EventBridge answers InvalidArgument: so it is', mayPass: false },
    { failure: 'EventBridge answers AccessDeniedException: so it is', mayPass: true },
    { failure: 'EventBridge answers no answer: ', mayPass: true },
  ])
})

it('throws where the request itself fails', async () => {
  const { sink } = await serve(500, { __type: 'InternalException', message: 'not now' })
  await expect(sink.send(events)).rejects.toThrow('not now')
})
