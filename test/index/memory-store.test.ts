import { describe } from 'vitest'
import { memoryStore } from '../fakes/memory-store.ts'
import { memoryVersion } from '../fakes/memory-version.ts'
import { storeContract } from './store-contract.ts'
import { versionContract } from './version-contract.ts'

describe('the store in memory', () => storeContract(async () => memoryStore()))

describe('the version table in memory', () => versionContract(async () => memoryVersion()))
