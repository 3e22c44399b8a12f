import { describe } from 'vitest'
import { memoryStore } from '../fakes/memory-store.ts'
import { memoryVersion } from '../fakes/memory-version.ts'
import { storeContract } from './index-store-contract.ts'
import { versionContract } from './version-store-contract.ts'

describe('the store in memory', () => storeContract(async () => memoryStore()))

describe('the version table in memory', () =>
  versionContract(async () => {
    const version = memoryVersion()
    return { version, put: (row) => version.put(row) }
  }))
