// The seam below the AWS SDK: the adapters in lambda/aws/ and the SDK's clients are the real ones, with their marshaller,
// their retries and their errors. A request handler in the place of the network hands their requests to the engine.

import { isDeepStrictEqual } from 'node:util'
import { ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { documentClient, dynamoClient } from '../../lambda/aws/dynamo/dynamo-client.ts'
import { dynamoStore } from '../../lambda/aws/dynamo/dynamo-index-store.ts'
import { dynamoVersion } from '../../lambda/aws/dynamo/dynamo-version-store.ts'
import { s3Bucket, s3Client } from '../../lambda/aws/s3-bucket.ts'
import { readableBy } from '../../lambda/model/runs/schema-guard.ts'
import { runsRow } from '../../lambda/model/runs/version-store.ts'
import { REPOSITORY } from '../../lambda/names/tables.ts'
import { MIN_READER, SCHEMA } from '../../lambda/names/versions.ts'
import { Problem } from '../../lambda/registry/content/json/problem.ts'
import { registryReader } from '../../lambda/registry/tag-reader.ts'
import { dynamo } from '../engine/dynamo.ts'
import { indexTables } from '../engine/index-tables.ts'
import { Refusal } from '../engine/refusal.ts'
import { answerS3, cutOff, parseS3, s3Error } from '../engine/s3.ts'
import { createTables } from '../engine/tables.ts'
import {
  clientConfig,
  dynamoAnswer,
  dynamoError,
  parseDynamo,
  type WireRequest,
  type WireResponse,
} from '../engine/wire.ts'
import { memoryDeadLetters } from '../fakes/dead-letters.ts'
import type { IndexView } from '../fakes/expected.ts'
import { noLog } from '../fakes/log.ts'
import { keptMetrics } from '../fakes/metrics.ts'
import { type Deed, REJECTED } from './deeds.ts'
import type { Actor } from './scheduler.ts'
import type { Seam, Surroundings } from './seam.ts'
import { withVirtualTimers } from './virtual-timers.ts'
import { NAMES, readIndex, storedIndex, viewOf } from './wire-index.ts'
import { searchProcess } from './wire-search.ts'
import { connectionLost, type Request, type WireWeather, wireWeather } from './wire-weather.ts'
import { simulateAt } from './world.ts'

type Body = Readonly<Record<string, unknown>>

/** A planted fault that only this seam can see: what a fault of the adapters or the SDK would make of the requests. */
export interface WireFault {
  readonly name: string
  /** The request that is sent in the place of the right one. */
  readonly request?: (operation: string, input: Body) => Body
  /** What the adapters take for the answer. */
  readonly answer?: (operation: string, answer: WireResponse) => WireResponse
  readonly documentClient?: typeof documentClient
  /** The weather in which it is soon noticed. */
  readonly weather?: Partial<WireWeather>
}

const BUCKET = 'registry'
const MAX_LAG_STEPS = 100
const MAX_LATENCY_MS = 20
/** What can't be read is looked at again after three weeks at the latest. */
const LAST_RUN_AFTER_MS = 25 * 24 * 60 * 60 * 1000
const REFUSED = 'DynamoDB refused the facts of this tag, so only its digest is indexed'

// The first client in a process looks for configuration in files, which takes time that is not simulated.
const warmUp = async (): Promise<void> => {
  const client = dynamoClient(clientConfig(async () => dynamoAnswer({})))
  await client.send(new ListTablesCommand())
  const s3 = s3Client(clientConfig(async () => s3Error(new Refusal('NoSuchKey', 'simulated', 404))))
  await s3Bucket(s3, BUCKET).get('key', 0)
}
let warm: Promise<void> | undefined

/** Runs the deeds in this weather below the SDK; what is wrong at the end, or nothing. */
export const simulateWire = async (
  deeds: readonly Deed[],
  ofSchedule: WireWeather,
  fault?: WireFault,
): Promise<string[]> => {
  warm ??= warmUp()
  await warm
  const weather = { ...ofSchedule, ...fault?.weather }
  return simulateAt((surroundings) => wireSeam(surroundings, weather, fault), deeds, weather)
}

const wireSeam = (surroundings: Surroundings, weather: WireWeather, fault: WireFault | undefined): Seam => {
  const { scheduler, random, time, pass, isStormy, bucket, layouts, complain } = surroundings
  const sky = wireWeather(weather, random)
  // Most is replicated soon, and some takes long.
  const replicateAfter = (steps: number, apply: () => void): void =>
    surroundings.replicate(() => (steps === 0 ? apply() : replicateAfter(steps - 1, apply)))
  const rows = createTables(Object.values(indexTables(NAMES)), (apply) =>
    replicateAfter(surroundings.chance(weather.lag) ? Math.floor(random() * MAX_LAG_STEPS) : 0, apply),
  )
  let isReading = false
  const tables: IndexView = viewOf(rows)
  const database = dynamo(rows, {
    now: time.now,
    reveal: surroundings.reveal,
    pause: surroundings.pause,
    isStale: sky.isStale,
    pageItems: () => weather.pageItems,
    processed: (keys) => ((isStormy() || isReading) && sky.isPartial() ? Math.floor(random() * keys) : keys),
    rejects: (table, { labels }) =>
      table === NAMES.tag && typeof labels === 'object' && labels !== null && Object.hasOwn(labels, REJECTED),
    written(actions) {
      for (const { table, key } of actions)
        if (table === NAMES.repository) surroundings.committed(String(key[REPOSITORY.key]))
    },
  })

  // Every attempt of a request waits for its turn before it arrives and before its answer does.
  const exchange = async (
    actor: Actor,
    request: Request,
    work: () => Promise<WireResponse>,
    errorAnswer: (refusal: Refusal) => WireResponse,
  ): Promise<WireResponse> => {
    await actor.step()
    pass(Math.floor(random() * MAX_LATENCY_MS))
    const answer = await attempt(request, work).catch((error: unknown) => {
      if (error instanceof Refusal) return errorAnswer(error)
      if (!(error instanceof Error && 'syscall' in error)) complain(`the engine failed: ${error}`)
      return error
    })
    await actor.step()
    if (answer instanceof Error) throw answer
    return answer as WireResponse
  }
  const attempt = async (request: Request, work: () => Promise<WireResponse>): Promise<WireResponse> => {
    const error = isStormy() ? sky.before(request) : undefined
    if (error !== undefined) throw error
    const answer = work()
    if (!isStormy() || !sky.isUnanswered()) return answer
    // The connection is lost while the request takes effect, or after that, whatever the answer is.
    const done = answer.catch(() => {})
    if (random() < 0.5) await done
    throw connectionLost()
  }

  const dynamoOf = (actor: Actor) => (wire: WireRequest) => {
    const { operation, input } = parseDynamo(wire)
    const sent = fault?.request?.(operation, input) ?? input
    const actions = operation === 'TransactWriteItems' ? (sent['TransactItems'] as object[]).length : undefined
    const request = { service: 'dynamodb' as const, operation, ...(actions === undefined ? {} : { actions }) }
    const work = async () => dynamoAnswer(await database.answer(operation, sent))
    return exchange(actor, request, work, dynamoError).then((answer) => fault?.answer?.(operation, answer) ?? answer)
  }
  const s3Of = (actor: Actor) => (wire: WireRequest) => {
    const request = parseS3(wire)
    const work = async () => {
      const answer = await answerS3(bucket.bucket, request)
      return request.operation === 'GetObject' && isStormy() && sky.isBrokenOff() ? cutOff(answer) : answer
    }
    return exchange(actor, { service: 's3', ...request }, work, s3Error).then(
      (answer) => fault?.answer?.(request.operation, answer) ?? answer,
    )
  }

  const clientOf = (actor: Actor) =>
    (fault?.documentClient ?? documentClient)(dynamoClient(clientConfig(dynamoOf(actor))))
  const inTime = <T>(actor: Actor, work: () => T): T => withVirtualTimers(actor, random, work)
  const searcher = scheduler.actor('search')
  const search = searchProcess(clientOf(searcher), { now: time.now, random, sleep: searcher.sleep }, random)
  void inTime(searcher, () => search.live())

  return {
    tables,
    // Each function is a process with clients of its own.
    portsOf(actor) {
      const client = clientOf(actor)
      const s3 = s3Bucket(s3Client({ ...clientConfig(s3Of(actor)), forcePathStyle: false }), BUCKET)
      const version = dynamoVersion(client, NAMES.version)
      const clock = { now: time.now, random, sleep: actor.sleep }
      return {
        bucket: s3,
        layouts,
        store: dynamoStore(client, NAMES),
        ...registryReader(s3, layouts),
        clock,
        version,
        schema: SCHEMA,
        metrics: keptMetrics().metrics,
        log: noLog,
        deadLetters: memoryDeadLetters().deadLetters,
        minReader: MIN_READER,
        bucketName: BUCKET,
        readable: readableBy(SCHEMA, version, clock),
        async delay(message, seconds) {
          await actor.step()
          surroundings.delay(message, seconds)
        },
      }
    },
    body: undefined,
    within: inTime,
    async readAll() {
      isReading = true
      const actor = scheduler.actor('reader')
      const client = clientOf(actor)
      const found = await inTime(actor, () => readIndex(client, [...tables.repositories.keys()]))
      const there = storedIndex(tables)
      if (!isDeepStrictEqual(found, there))
        complain(`readers find ${JSON.stringify(found)}, but there is ${JSON.stringify(there)}`)
    },
    async search() {
      for (const one of await inTime(searcher, () => search.differences(tables))) complain(one)
    },
    expire: (name) => database.expire(NAMES.repository, { [REPOSITORY.key]: name }),
    losesMessages: weather.spell > 0,
    needsRun: sky.needsRun,
    needsRebuild: () => false,
    calmAt: 0,
    async leaseHolder() {
      const [holder] = [...rows.items(NAMES.version)].flatMap((item) => runsRow.safeParse(item).data?.lease ?? [])
      return holder?.run
    },
    lastRunAfterMs: LAST_RUN_AFTER_MS,
    expects: (reader) => ({
      async readTag(name) {
        const tag = await reader.readTag(name)
        const { labels = {} } = tag?.facts ?? {}
        return Object.hasOwn(labels, REJECTED) ? reader.readTagWith(name, new Problem(REFUSED)) : tag
      },
    }),
  }
}
