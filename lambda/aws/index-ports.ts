// Wires what every function needs of a deployment: the tables of the index, and what it is of.

import { layoutsOf } from '../registry/layouts/layouts.ts'
import { systemClock } from '../shared/clock.ts'
import { documentClient } from './dynamo/dynamo-client.ts'
import { dynamoStore } from './dynamo/dynamo-index-store.ts'
import { environment, labelKeysFromEnvironment, rootFromEnvironment } from './environment.ts'

/** Builds the ports to the index on AWS from the environment variables. */
export const indexPorts = () => {
  const client = documentClient()
  const tables = {
    repository: environment('repositoryTable'),
    tag: environment('tagTable'),
    search: environment('searchTable'),
  }
  return {
    client,
    tables,
    bucketName: environment('bucket'),
    labelKeys: labelKeysFromEnvironment(),
    layouts: layoutsOf(environment('layouts'), rootFromEnvironment),
    store: dynamoStore(client, tables),
    clock: systemClock,
  }
}
