import { describe } from 'vitest'
import { countedDynamo } from '../fakes/counted-dynamo.ts'
import { snapshotContract } from './snapshot-contract.ts'

describe('snapshots over the engine', () => snapshotContract(async () => countedDynamo()))
