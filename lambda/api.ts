// Entry point of the search function: wires the HTTP API to DynamoDB, S3 and Secrets Manager.

import { countDynamoRequests } from './aws/count-requests.ts'
import { dynamoDocuments } from './aws/dynamo/dynamo-document-reader.ts'
import { dynamoLookups } from './aws/dynamo/dynamo-lookup-reader.ts'
import { dynamoSnapshots } from './aws/dynamo/dynamo-snapshot-store.ts'
import { dynamoTags } from './aws/dynamo/dynamo-tag-reader.ts'
import { dynamoVersion } from './aws/dynamo/dynamo-version-store.ts'
import { serviceClock } from './aws/dynamo/service-clock.ts'
import { environment, optionalEnvironment, registryFromEnvironment } from './aws/environment.ts'
import { frontSecret } from './aws/front-secret.ts'
import { indexPorts } from './aws/index-ports.ts'
import { logger } from './aws/logger.ts'
import { bucketOnDemand, metricsOnDemand, secretOnDemand } from './aws/on-demand.ts'
import { secretUsers } from './aws/secret-users.ts'
import { type Access, OPEN_ACCESS } from './http/access.ts'
import { app } from './http/app.ts'
import type { Front } from './http/front.ts'
import { lambdaHandler } from './http/lambda-handler.ts'
import { registryAccess } from './http/registry-sign-in/registry-access.ts'
import { usersAccess } from './http/users/users-access.ts'
import { corsOriginsIn } from './names/addresses.ts'
import { SERVICES } from './names/metrics.ts'
import { AUTH_MODES } from './names/modes.ts'
import { MIN_SEARCHABLE, SCHEMA } from './names/versions.ts'
import { manifestReader } from './registry/manifest-reader.ts'
import { COPY_NAMES, copyNames } from './search/memory/ranking/copies.ts'
import { documentFormatWith } from './search/snapshot/document-format.ts'
import { searchMemory } from './search/snapshot/search-memory.ts'
import { systemClock } from './shared/clock.ts'
import { defined } from './shared/defined.ts'
import { usageMeter } from './shared/usage-meter.ts'

const log = logger(SERVICES.api)

const access = (): Access => {
  const mode = AUTH_MODES.find((one) => one === environment('auth'))
  if (mode === 'none') return OPEN_ACCESS
  const users = secretUsers(secretOnDemand(environment('authSecret')), { clock: systemClock, log })
  const ports = { users, clock: systemClock, metrics: metricsOnDemand(SERVICES.api) }
  if (mode === 'registry') {
    const tokenHost = optionalEnvironment('registryTokenHost')
    return registryAccess({ ...ports, registry: registryFromEnvironment(), tokenHost, fetch, log })
  }
  // Any other value means `basic`, so that a mistake can't open the index to everybody.
  return usersAccess(ports)
}

const front = (): Front | undefined => {
  const id = optionalEnvironment('frontSecret')
  if (id === undefined) return undefined
  const secret = frontSecret(secretOnDemand(id), systemClock)
  // Each request needs it, so it is read before the first. Whether that failed is seen there.
  secret().catch(() => {})
  return { secret }
}

const { client, bucketName, labelKeys, layouts, store, tables } = indexPorts()
const meter = usageMeter()
countDynamoRequests(client, meter)
const bucket = bucketOnDemand(bucketName, meter)
const versionTable = environment('versionTable')
const snapshots = dynamoSnapshots(client, versionTable)
const copies = optionalEnvironment('copies')
const memory = searchMemory({
  reader: dynamoDocuments(client, tables.repository),
  store: snapshots,
  format: documentFormatWith(copies === undefined ? COPY_NAMES : copyNames(copies)),
  clock: serviceClock(client),
  log,
  schema: SCHEMA,
  minSearchable: MIN_SEARCHABLE,
})
// Lambda gives the time before the first request for nothing, and a whole core.
memory.begin()

/** Serves the HTTP API. */
export const handler = lambdaHandler(
  app({
    documents: () => memory.current(),
    readable: () => memory.readable(),
    lookups: dynamoLookups(client, tables),
    labelKeys,
    store,
    tags: dynamoTags(client, tables.tag),
    bucket,
    manifests: manifestReader(bucket, layouts),
    // Any other value leaves them out, so that a mistake shows nobody a secret.
    showsCommands: optionalEnvironment('showCommands') === 'yes',
    site: defined({ title: optionalEnvironment('title'), pullHost: optionalEnvironment('pullHost') }),
    layouts,
    access: access(),
    ...defined({ corsOrigins: corsOriginsIn(optionalEnvironment('corsOrigins') ?? ''), front: front() }),
    log,
    requests: { log, meter, callerKey: environment('callerKey') },
    version: dynamoVersion(client, versionTable),
    snapshots,
    clock: systemClock,
  }),
)
