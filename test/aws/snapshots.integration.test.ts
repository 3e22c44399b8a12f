import { describe } from 'vitest'
import { createTables, localAws } from '../fakes/aws.ts'
import { snapshotContract } from './snapshot-contract.ts'

describe('snapshots in the local AWS', () =>
  snapshotContract(async () => {
    const { dynamo, client } = localAws()
    return { client, tables: await createTables(dynamo, 'snapshots') }
  }))
