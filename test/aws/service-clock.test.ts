import { GetCommand } from '@aws-sdk/lib-dynamodb'
import { describe, expect, it } from 'vitest'
import { documentClient, dynamoClient } from '../../lambda/aws/dynamo/dynamo-client.ts'
import { correctedClock, serviceClock } from '../../lambda/aws/dynamo/service-clock.ts'
import { systemClock } from '../../lambda/shared/clock.ts'
import { Refusal } from '../engine/refusal.ts'
import { clientConfig, dynamoAnswer, dynamoError } from '../engine/wire.ts'

const HOUR_MS = 3_600_000
const NOW = Date.parse('2026-11-24T10:00:00Z')

/** A machine whose clock is wrong by so much, and DynamoDB, whose answers have this status. */
const world = (wrong: number, status = 200) => {
  const time = { now: NOW }
  const machine = { ...systemClock, now: () => time.now + wrong }
  const answer =
    status === 200 ? dynamoAnswer({}) : dynamoError(new Refusal('ResourceNotFoundException', 'simulated', status))
  const client = documentClient(
    dynamoClient(
      clientConfig(async () => ({ ...answer, headers: { ...answer.headers, date: new Date(time.now).toUTCString() } })),
    ),
  )
  const clock = serviceClock(client, machine)
  const request = () => client.send(new GetCommand({ TableName: 'any', Key: { id: 'x' } })).catch(() => {})
  return { time, clock, request }
}

describe("a clock that DynamoDB's answers correct", () => {
  it.each([HOUR_MS, -HOUR_MS, 20 * 60_000])('is right after the first one, where it was %i ms wrong', async (wrong) => {
    const { clock, request, time } = world(wrong)
    expect(clock.now()).toBe(NOW + wrong)
    await request()
    expect(clock.now()).toBe(NOW)
    time.now += 1234
    expect(clock.now()).toBe(NOW + 1234)
  })

  it('is right after a refusal too', async () => {
    const { clock, request } = world(HOUR_MS, 400)
    await request()
    expect(clock.now()).toBe(NOW)
  })

  it("is the machine's own where that is right within seconds, as answers tell whole seconds", async () => {
    const { clock, request } = world(1500)
    await request()
    expect(clock.now()).toBe(NOW + 1500)
  })

  it("is the machine's own again once that was put right", () => {
    const time = { now: NOW + HOUR_MS }
    const { clock, told } = correctedClock({ ...systemClock, now: () => time.now })
    told(NOW, NOW + HOUR_MS)
    expect(clock.now()).toBe(NOW)
    time.now = NOW
    told(NOW, NOW)
    expect(clock.now()).toBe(NOW)
  })

  it('learns nothing from an answer that came while the process stood still', () => {
    const time = { now: NOW + HOUR_MS }
    const { clock, told } = correctedClock({ ...systemClock, now: () => time.now })
    told(NOW, NOW)
    expect(clock.now()).toBe(NOW + HOUR_MS)
  })
})
