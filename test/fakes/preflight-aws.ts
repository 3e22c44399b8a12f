// What preflight asks of AWS, in memory: a bucket, and an account as new ones are. Counts requests, and fails when told to.

import {
  CallError,
  type Encryption,
  type KmsKey,
  type NotificationRule,
  type PreflightAws,
  type RegionalAws,
  type StackState,
  type Table,
} from '../../cli/preflight/ports.ts'
import { type Request, RIGHTS } from '../../cli/preflight/rights.ts'

const PAGE = 1000
const ACCOUNT = '111122223333'

interface StoredObject {
  readonly body: Buffer
  readonly storageClass: string
  readonly kmsKey: string | undefined
}

/** The methods of the port, and the requests that they make. */
const REQUESTS: Readonly<Record<keyof RegionalAws, Request>> = {
  caller: 'GetCallerIdentity',
  stack: 'DescribeStacks',
  isOwnedBy: 'HeadBucket',
  list: 'ListObjectsV2',
  read: 'GetObject',
  versioning: 'GetBucketVersioning',
  notifications: 'GetBucketNotificationConfiguration',
  policy: 'GetBucketPolicy',
  encryption: 'GetBucketEncryption',
  key: 'DescribeKey',
  hasDestination: 'GetQueueUrl',
  table: 'DescribeTable',
  concurrency: 'GetAccountSettings',
  simulate: 'SimulatePrincipalPolicy',
}

const inOrder = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))

// The place of the first key that has the prefix, or comes behind it, and is behind `after`.
const firstIn = (sorted: readonly string[], prefix: string, after: string | undefined): number => {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const at = Math.floor((low + high) / 2)
    const key = sorted[at] ?? ''
    const isBefore = inOrder(key, prefix) < 0 || (after !== undefined && inOrder(key, after) <= 0)
    if (isBefore) low = at + 1
    else high = at
  }
  return low
}

/** Returns an AWS with the bucket `registry` in eu-central-1, which is empty and has nothing set. */
export const fakePreflightAws = ({ pageSize = PAGE } = {}) => {
  const objects = new Map<string, StoredObject>()
  let sorted: string[] | undefined
  /** What may be changed before preflight runs. */
  const world = {
    configuredRegion: 'eu-central-1' as string | undefined,
    region: 'eu-central-1' as string | undefined,
    access: 'allowed' as 'allowed' | 'denied' | 'absent',
    placeError: undefined as CallError | undefined,
    account: ACCOUNT,
    owner: ACCOUNT,
    stacks: new Map<string, StackState>(),
    versioning: undefined as string | undefined,
    rules: [] as NotificationRule[],
    eventBridge: false,
    policy: undefined as string | undefined,
    encryption: { algorithm: 'AES256', kmsKey: undefined, bucketKey: false } as Encryption | undefined,
    keys: new Map<string, KmsKey>(),
    destinations: new Set<string>(),
    tables: new Map<string, Table>(),
    concurrency: { total: 1000, unreserved: 1000 },
    /** True if `cdk bootstrap` was run. */
    isBootstrapped: true,
    allowedByOrganization: undefined as boolean | undefined,
    /** Errors of requests, by the methods of the port. */
    failing: new Map<keyof RegionalAws, CallError>(),
    /** Errors of objects that are read, by a part of their keys. */
    unreadable: new Map<string, CallError>(),
  }
  const calls: (keyof RegionalAws | 'placeOf')[] = []
  const count = (method: keyof RegionalAws) => {
    calls.push(method)
    const failure = world.failing.get(method)
    if (failure !== undefined) throw failure
  }

  const regional: RegionalAws = {
    async caller() {
      count('caller')
      return { account: world.account, arn: `arn:aws:iam::${world.account}:user/admin` }
    },
    async stack(name) {
      count('stack')
      return world.stacks.get(name)
    },
    async isOwnedBy(_, account) {
      count('isOwnedBy')
      return account === world.owner
    },
    async list(_, { prefix, after, byFolder }) {
      count('list')
      sorted ??= [...objects.keys()].sort(inOrder)
      const entries: { key: string; isFolder: boolean }[] = []
      for (let at = firstIn(sorted, prefix, after); at < sorted.length; at++) {
        const key = sorted[at] ?? ''
        if (!key.startsWith(prefix)) break
        const slash = byFolder ? key.indexOf('/', prefix.length) : -1
        const entry = slash < 0 ? { key, isFolder: false } : { key: key.slice(0, slash + 1), isFolder: true }
        // All keys of a folder are one entry.
        if (entry.key === entries.at(-1)?.key) continue
        if (entries.length === pageSize) return { ...page(entries), more: true }
        entries.push(entry)
      }
      return { ...page(entries), more: false }
    },
    async read(_, key, maxBytes) {
      count('read')
      for (const [part, failure] of world.unreadable) if (key.includes(part)) throw failure
      const found = objects.get(key)
      if (found === undefined) return undefined
      const body = found.body.byteLength > maxBytes ? new Uint8Array() : found.body
      return { body, ...(found.kmsKey === undefined ? {} : { kmsKey: found.kmsKey }) }
    },
    async versioning() {
      count('versioning')
      return world.versioning
    },
    async notifications() {
      count('notifications')
      return { rules: world.rules, eventBridge: world.eventBridge }
    },
    async policy() {
      count('policy')
      return world.policy
    },
    async encryption() {
      count('encryption')
      return world.encryption
    },
    async key(id) {
      count('key')
      return world.keys.get(id)
    },
    async hasDestination({ arn }) {
      count('hasDestination')
      return world.destinations.has(arn)
    },
    async table(name) {
      count('table')
      return world.tables.get(name)
    },
    async concurrency() {
      count('concurrency')
      return world.concurrency
    },
    async simulate() {
      count('simulate')
      return world.isBootstrapped ? { allowedByOrganization: world.allowedByOrganization } : undefined
    },
  }
  const page = (entries: readonly { key: string; isFolder: boolean }[]) => ({
    keys: entries
      .filter(({ isFolder }) => !isFolder)
      .map(({ key }) => {
        const { body, storageClass } = objects.get(key) as StoredObject
        return { key, size: body.byteLength, storageClass }
      }),
    prefixes: entries.filter(({ isFolder }) => isFolder).map(({ key }) => key),
  })
  const aws: PreflightAws = {
    configuredRegion: async () => world.configuredRegion,
    async placeOf() {
      calls.push('placeOf')
      if (world.placeError !== undefined) throw world.placeError
      return { region: world.region, access: world.access }
    },
    in: () => regional,
  }
  return {
    aws,
    regional,
    world,
    calls,
    put(
      key: string,
      body: string,
      { storageClass = 'STANDARD', kmsKey }: { storageClass?: string; kmsKey?: string } = {},
    ) {
      objects.set(key, { body: Buffer.from(body), storageClass, kmsKey })
      sorted = undefined
    },
    keys: () => [...objects.keys()],
  }
}

/** The error of a request that IAM denies. */
export const denied = (method: keyof RegionalAws, message?: string): CallError => {
  const right: string | undefined = RIGHTS[REQUESTS[method]]
  return new CallError(message ?? `AWS denies ${right}`, {
    kind: 'denied',
    code: 'AccessDenied',
    ...(right === undefined ? {} : { right }),
  })
}

/** All methods of the port to the AWS of a region. */
export const METHODS = Object.keys(REQUESTS) as (keyof RegionalAws)[]
