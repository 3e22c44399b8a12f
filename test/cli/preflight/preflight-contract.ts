// What preflight relies on of AWS, tried on the fake of the tests and on the local AWS.

import { beforeAll, describe, expect, it } from 'vitest'
import type { NotificationRule, PreflightAws, RegionalAws } from '../../../cli/preflight/ports.ts'

/** An AWS that may be prepared: with a bucket, which is empty and has nothing set. */
export interface Prepared {
  readonly aws: PreflightAws
  readonly bucket: string
  readonly region: string
  put(key: string, body: string): Promise<void>
  setPolicy(json: string): Promise<void>
  setRule(rule: Omit<NotificationRule, 'service'>): Promise<void>
  setEventBridge(): Promise<void>
  setVersioning(status: 'Enabled' | 'Suspended'): Promise<void>
  setEncryption(kmsKey: string): Promise<void>
  /** Makes a key with this alias; its ARN. */
  makeKey(alias: string): Promise<string>
  makeTable(name: string, key: string, index: string): Promise<void>
  /** Makes a queue; its ARN. */
  makeQueue(name: string): Promise<string>
  makeStack(name: string, outputs: Readonly<Record<string, string>>): Promise<void>
}

/** Holds an AWS to what preflight relies on. `pageSize` is how many keys it lists on a page. */
export const preflightContract = (prepare: () => Promise<Prepared>, pageSize: number): void => {
  let world: Prepared
  let aws: RegionalAws
  beforeAll(async () => {
    world = await prepare()
    aws = world.aws.in(world.region)
  })

  describe('the place of a bucket', () => {
    it('is its region, where it is there', async () => {
      expect(await world.aws.placeOf(world.bucket)).toEqual({ region: world.region, access: 'allowed' })
    })
  })

  describe('a bucket with nothing set', () => {
    it('has no policy, no rule and no versions', async () => {
      expect(await aws.policy(world.bucket)).toBeUndefined()
      expect(await aws.notifications(world.bucket)).toEqual({ rules: [], eventBridge: false })
      expect(await aws.versioning(world.bucket)).toBeUndefined()
    })
  })

  describe('a listing', () => {
    beforeAll(async () => {
      for (const key of ['a/b/1', 'a/b/2', 'a/c', 'a-b/1', 'd', 'é/1']) await world.put(key, key)
    })

    it('has keys in the order of their bytes, with their sizes', async () => {
      const { keys, more } = await aws.list(world.bucket, { prefix: '' })
      expect(keys.map(({ key, size }) => [key, size])).toEqual([
        ['a-b/1', 5],
        ['a/b/1', 5],
        ['a/b/2', 5],
        ['a/c', 3],
        ['d', 1],
        ['é/1', 4],
      ])
      expect(keys[0]?.storageClass).toBe('STANDARD')
      expect(more).toBe(false)
    })

    it('has folders behind a prefix', async () => {
      expect(await aws.list(world.bucket, { prefix: '', byFolder: true })).toMatchObject({
        keys: [{ key: 'd' }],
        prefixes: ['a-b/', 'a/', 'é/'],
      })
      expect(await aws.list(world.bucket, { prefix: 'a/', byFolder: true })).toMatchObject({
        keys: [{ key: 'a/c' }],
        prefixes: ['a/b/'],
      })
    })

    it('goes on behind a key, and behind a folder by the character after the slash', async () => {
      const { keys } = await aws.list(world.bucket, { prefix: 'a/', after: 'a/b/1' })
      expect(keys.map(({ key }) => key)).toEqual(['a/b/2', 'a/c'])
      const behind = await aws.list(world.bucket, { prefix: '', byFolder: true, after: 'a0' })
      expect(behind.prefixes).toEqual(['é/'])
    })

    it('has pages, whose end says that there is more', async () => {
      const keys = Array.from({ length: pageSize + 1 }, (_, at) => `many/${String(at).padStart(5, '0')}`)
      await Promise.all(keys.map((key) => world.put(key, 'x')))
      const first = await aws.list(world.bucket, { prefix: 'many/' })
      expect([first.keys.length, first.more]).toEqual([pageSize, true])
      const second = await aws.list(world.bucket, { prefix: 'many/', after: first.keys.at(-1)?.key ?? '' })
      expect([second.keys.map(({ key }) => key), second.more]).toEqual([[keys.at(-1)], false])
    })
  })

  describe('an object', () => {
    it('is read, up to so many bytes', async () => {
      expect(Buffer.from((await aws.read(world.bucket, 'a/c', 10))?.body ?? []).toString()).toBe('a/c')
      expect((await aws.read(world.bucket, 'a/c', 2))?.body).toHaveLength(0)
    })

    it('that is not there is undefined', async () => {
      expect(await aws.read(world.bucket, 'nothing', 10)).toBeUndefined()
    })
  })

  describe('what others set', () => {
    it('is the policy, as it was written', async () => {
      const Statement = [
        { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${world.bucket}/*` },
      ]
      const policy = JSON.stringify({ Version: '2012-10-17', Statement })
      await world.setPolicy(policy)
      expect(JSON.parse((await aws.policy(world.bucket)) ?? '')).toEqual(JSON.parse(policy))
    })

    it('is versioning', async () => {
      await world.setVersioning('Enabled')
      expect(await aws.versioning(world.bucket)).toBe('Enabled')
      await world.setVersioning('Suspended')
      expect(await aws.versioning(world.bucket)).toBe('Suspended')
    })

    it('are rules with filters, and whether their destinations are there', async () => {
      const arn = await world.makeQueue('preflight-theirs')
      const rule = { id: 'theirs', arn, events: ['s3:ObjectCreated:Put'], prefix: 'logs/', suffix: '.gz' }
      await world.setRule(rule)
      expect((await aws.notifications(world.bucket)).rules).toEqual([{ ...rule, service: 'sqs' }])
      expect(await aws.hasDestination({ service: 'sqs', arn })).toBe(true)
      const [, , , region, account] = arn.split(':')
      const gone = `${region}:${account}:gone`
      expect(await aws.hasDestination({ service: 'sqs', arn: `arn:aws:sqs:${gone}` })).toBe(false)
      expect(await aws.hasDestination({ service: 'sns', arn: `arn:aws:sns:${gone}` })).toBe(false)
      expect(
        await aws.hasDestination({ service: 'lambda', arn: `arn:aws:lambda:${region}:${account}:function:gone` }),
      ).toBe(false)
    })

    it('is EventBridge', async () => {
      await world.setEventBridge()
      expect((await aws.notifications(world.bucket)).eventBridge).toBe(true)
    })

    it('is encryption by an alias, which has a key', async () => {
      const arn = await world.makeKey('alias/preflight')
      expect(await aws.key('alias/preflight')).toEqual({ arn, isCustomers: true, state: 'Enabled' })
      expect(await aws.key(arn)).toMatchObject({ arn })
      await world.setEncryption(arn)
      expect(await aws.encryption(world.bucket)).toMatchObject({ algorithm: 'aws:kms', kmsKey: arn })
    })
  })

  describe('the account', () => {
    it('has no table, and then one with keys and indexes', async () => {
      expect(await aws.table('preflight-none')).toBeUndefined()
      await world.makeTable('preflight-table', 'name', 'by-description')
      expect(await aws.table('preflight-table')).toEqual({ keys: ['name'], indexes: ['by-description'] })
    })

    it('has no stack, and then one with outputs', async () => {
      expect(await aws.stack('preflight-none')).toBeUndefined()
      await world.makeStack('preflight-stack', { RegistryBucket: 'registry' })
      const stack = await aws.stack('preflight-stack')
      expect(stack?.status).toBe('CREATE_COMPLETE')
      expect(stack?.outputs.get('RegistryBucket')).toBe('registry')
    })

    it('has no key of this name', async () => {
      expect(await aws.key('alias/none')).toBeUndefined()
    })

    it('is told with who asks, and runs so many functions at the same time', async () => {
      const { account, arn } = await aws.caller()
      expect(account).toMatch(/^\d{12}$/)
      expect(arn).toContain(`:${account}:`)
      expect(await aws.isOwnedBy(world.bucket, account)).toBe(true)
      const { total, unreserved } = await aws.concurrency()
      expect(total).toBeGreaterThan(0)
      expect(unreserved).toBeLessThanOrEqual(total)
    })
  })
}
