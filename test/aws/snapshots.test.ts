import { describe } from 'vitest'
import { countedDynamo } from '../fakes/counted-dynamo.ts'
import { memorySnapshots } from '../fakes/memory-snapshots.ts'
import { snapshotContract } from './snapshot-contract.ts'
import { snapshotStoreContract } from './snapshot-store-contract.ts'

describe('snapshots over the engine', () => snapshotContract(async () => countedDynamo()))

describe('snapshots in memory', () => snapshotStoreContract(async () => memorySnapshots()))
