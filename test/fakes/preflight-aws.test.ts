import { type Prepared, preflightContract } from '../cli/preflight/preflight-contract.ts'
import { fakePreflightAws } from './preflight-aws.ts'

const PAGE_SIZE = 10

const prepare = async (): Promise<Prepared> => {
  const { aws, world, put } = fakePreflightAws({ pageSize: PAGE_SIZE })
  return {
    aws,
    bucket: 'registry',
    region: 'eu-central-1',
    put: async (key, body) => put(key, body),
    setPolicy: async (json) => void Object.assign(world, { policy: json }),
    setRule: async (rule) => void world.rules.push({ ...rule, service: 'sqs' }),
    setEventBridge: async () => void Object.assign(world, { eventBridge: true }),
    setVersioning: async (versioning) => void Object.assign(world, { versioning }),
    setEncryption: async (kmsKey) =>
      void Object.assign(world, { encryption: { algorithm: 'aws:kms', kmsKey, bucketKey: false } }),
    async makeKey(alias) {
      const arn = 'arn:aws:kms:eu-central-1:111122223333:key/1'
      for (const id of [alias, arn]) world.keys.set(id, { arn, isCustomers: true, state: 'Enabled' })
      return arn
    },
    makeTable: async (name, key, index) => void world.tables.set(name, { keys: [key], indexes: [index] }),
    async makeQueue(name) {
      const arn = `arn:aws:sqs:eu-central-1:111122223333:${name}`
      world.destinations.add(arn)
      return arn
    },
    makeStack: async (name, outputs) =>
      void world.stacks.set(name, { status: 'CREATE_COMPLETE', outputs: new Map(Object.entries(outputs)) }),
  }
}

preflightContract(prepare, PAGE_SIZE)
