import { describe } from 'vitest'
import { memoryStore } from '../fakes/memory-store.ts'
import { storeContract } from './store-contract.ts'

describe('the store in memory', () => storeContract(async () => memoryStore()))
