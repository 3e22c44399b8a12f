// Entry point of the search function: wires the HTTP API to DynamoDB, S3 and Secrets Manager.

import { handle } from 'hono/aws-lambda'
import { dynamoReader } from './aws/dynamo-search-reader.ts'
import { dynamoTags } from './aws/dynamo-tag-reader.ts'
import { dynamoVersion } from './aws/dynamo-version-store.ts'
import { environment } from './aws/environment.ts'
import { indexPorts } from './aws/index-ports.ts'
import { logger } from './aws/logger.ts'
import { listingOnDemand, secretOnDemand } from './aws/on-demand.ts'
import { secretCredentials } from './aws/secret-credentials.ts'
import type { Access } from './http/access.ts'
import { app } from './http/app.ts'
import { readableBy } from './model/schema-guard.ts'
import { AUTH_MODES, SCHEMA, SERVICES } from './names.ts'
import { UnavailableError } from './search/unavailable-error.ts'
import { systemClock } from './shared/clock.ts'

const access = (): Access => {
  const mode = AUTH_MODES.find((one) => one === environment('auth'))
  if (mode === 'none') return { mode }
  // Any other value means `basic`, so that a mistake can't open the index to everybody.
  return {
    mode: 'basic',
    credentials: secretCredentials(secretOnDemand(environment('authSecret')), systemClock),
  }
}

const { client, bucketName, layouts, store, tables } = indexPorts()
const version = dynamoVersion(client, environment('versionTable'))

/** Serves the HTTP API. */
export const handler = handle(
  app({
    // Search is not wired yet: the loader of documents and the reader of lookups come with the switch to schema 3.
    documents: async () => {
      throw new UnavailableError('search is not wired yet', 60)
    },
    lookups: { lookups: dynamoReader(client, tables).shelf, entriesExist: async () => new Set<string>() },
    store,
    tags: dynamoTags(client, tables.tag),
    bucket: listingOnDemand(bucketName),
    layouts,
    access: access(),
    log: logger(SERVICES.api),
    version,
    clock: systemClock,
    readable: readableBy(SCHEMA, version, systemClock),
  }),
)
