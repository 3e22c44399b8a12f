import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { handle } from 'hono/aws-lambda'
import { systemClock } from './clock.ts'
import { environment } from './environment.ts'
import type { Access } from './http/access.ts'
import { app } from './http/app.ts'
import { secretCredentials } from './http/secret.ts'
import { dynamoVersion } from './index/dynamo-version.ts'
import { readableBy } from './index/readable.ts'
import { awsPorts } from './index/wiring.ts'
import { logger } from './log.ts'
import { AUTH_MODES, SCHEMA } from './names.ts'
import { dynamoReader } from './search/dynamo-reader.ts'
import { dynamoTags } from './search/dynamo-tags.ts'

const access = (): Access => {
  const mode = AUTH_MODES.find((one) => one === environment('auth'))
  if (mode === 'none') return { mode }
  // Whatever else it says, an index is not open by mistake.
  return {
    mode: 'basic',
    credentials: secretCredentials(new SecretsManagerClient(), environment('authSecret'), systemClock),
  }
}

const { client, bucket, layouts, store, tables } = awsPorts()
const version = dynamoVersion(client, environment('versionTable'))

/** The HTTP API. */
export const handler = handle(
  app({
    reader: dynamoReader(client, tables),
    store,
    tags: dynamoTags(client, tables.tag),
    bucket,
    layouts,
    access: access(),
    log: logger('search'),
    version,
    clock: systemClock,
    readable: readableBy(SCHEMA, version, systemClock),
  }),
)
