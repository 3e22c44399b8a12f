// A deployed index gets code of other schemas, made up here, and code of this one again, while search is asked all the
// time. Every answer must be complete, or 503 with a reason and a time to ask again.

import { cp, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { GetCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { tableNames } from '../../lambda/names/deployment.ts'
import { MIN_READER, MIN_SEARCHABLE, SCHEMA } from '../../lambda/names/versions.ts'
import type { Outputs } from '../../local/deploy.ts'
import { ROOT } from '../../local/paths.ts'
import { image, layer } from '../../local/sample/image.ts'
import { deployStack, openDoor, startWorld, type World } from './deployment.ts'
import { eventually } from './eventually.ts'
import { missingPrograms, skipLoudly } from './programs.ts'
import { pushImage } from './registry-client.ts'

const NEEDED = ['docker-registry']
const skipped = skipLoudly('the test of upgrades', missingPrograms(NEEDED), `Debian: apt-get install ${NEEDED}`)

const SETTINGS = { auth: 'none' }

/** What a version of the code says of schemas, by the names of lambda/names/versions.ts. */
interface Schemas {
  readonly SCHEMA: number
  readonly MIN_READER: number
  readonly MIN_SEARCHABLE: number
}

/** The next version: older code can read what it writes, and it can search what older code wrote. */
const NEXT: Schemas = { SCHEMA: SCHEMA + 1, MIN_READER, MIN_SEARCHABLE }
/** A version after which nothing is as before: neither reads or searches what the other wrote. */
const OTHER: Schemas = { SCHEMA: SCHEMA + 2, MIN_READER: SCHEMA + 2, MIN_SEARCHABLE: SCHEMA + 2 }

/** Copies what is deployed, with these schemas. Returns the command that runs the CDK app of the copy. */
const versionOf = async (folder: string, schemas: Schemas): Promise<string> => {
  for (const part of ['lambda', 'infra', 'front', 'build', 'package.json'])
    await cp(join(ROOT, part), join(folder, part), { recursive: true })
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
  const file = join(folder, 'lambda', 'names', 'versions.ts')
  let text = await readFile(file, 'utf8')
  for (const [name, value] of Object.entries(schemas)) {
    const constant = new RegExp(`(?<=^export const ${name} = )\\d+$`, 'm')
    expect(text).toMatch(constant)
    text = text.replace(constant, `${value}`)
  }
  await writeFile(file, text)
  return `cd ${folder} && node build/functions.ts && node infra/app.ts`
}

interface Asked {
  readonly status: number
  readonly retryAfter: string | null
  readonly text: string
}

describe.skipIf(skipped)('an upgrade', () => {
  let world: World
  let url: string
  let next: string
  let other: string
  let outputs: Outputs
  let asked: Asked[] = []
  const pushed: string[] = []
  const asking = new AbortController()
  let ended: Promise<void>

  const ask = async (): Promise<Asked> => {
    const answer = await fetch(`${url}/v1/search?q=upgraded&n=100`)
    return { status: answer.status, retryAfter: answer.headers.get('retry-after'), text: await answer.text() }
  }
  const askAllTheTime = async () => {
    while (!asking.signal.aborted) {
      asked.push(await ask())
      await sleep(50)
    }
  }
  const found = ({ text }: Asked): string[] =>
    (JSON.parse(text) as { results: { name: string }[] }).results.map(({ name }) => name).sort()
  const refusals = () => asked.filter(({ status }) => status !== 200)
  const push = async (name: string) => {
    const layers = [layer({ 'etc/motd': name })]
    const what = image({ format: 'oci', layers, created: '2026-11-01T00:00:00Z', labels: {}, annotations: {} })
    await pushImage(world.registry.url, `upgraded/${name}`, 'v1', what)
    pushed.push(`upgraded/${name}`)
  }
  /** The row that says of which schema the index is, in the tables of these outputs. */
  const recorded = async ({ VersionTable: TableName } = outputs) =>
    (await world.table.send(new GetCommand({ TableName, Key: { id: 'index' } }))).Item
  /**
   * Deploys while search is asked, and pushes a repository meanwhile.
   * @returns what was answered until the deployment and its run were done, apart from what is complete
   */
  const deployed = async (name: string, app?: string, settings: Record<string, string> = {}) => {
    asked = []
    const known = [...pushed].sort()
    const start = Date.now()
    const deployment = deployStack(world, { ...SETTINGS, ...settings }, app).finally(() => {
      const seconds = ((Date.now() - start) / 1000).toFixed(1)
      console.log(`${name}: ${seconds} s, ${asked.length} searches, ${refusals().length} of them refused`)
    })
    await Promise.all([deployment, push(name)])
    const refused = refusals()
    expect(asked.length).toBeGreaterThan(5)
    const incomplete = asked.filter(
      (one) => one.status === 200 && !known.every((repository) => found(one).includes(repository)),
    )
    return { refused, incomplete, outputs: (await deployment).outputs, totals: (await deployment).totals }
  }
  /** Waits until all that was ever pushed is found. */
  const allFound = () => eventually(async () => expect(found(await ask())).toEqual([...pushed].sort()))

  beforeAll(async () => {
    world = await startWorld()
    ;[next, other] = await Promise.all([
      versionOf(join(world.dir, 'next'), NEXT),
      versionOf(join(world.dir, 'other'), OTHER),
    ])
    for (const name of ['one', 'two', 'three']) await push(name)
    ;({ outputs } = await deployStack(world, SETTINGS))
    const door = await openDoor(world.emulator, outputs, world.registry.url)
    world.onStop(door.close)
    url = door.url
    await allFound()
    ended = askAllTheTime()
    // Whoever waits for it in the end is told.
    ended.catch(() => {})
  })
  afterAll(async () => {
    asking.abort()
    await ended
    await world?.stop()
  })

  it('to a schema whose code can search older rows writes all anew, and no search fails', async () => {
    const { refused, incomplete, totals } = await deployed('to-next', next)
    expect([refused, incomplete]).toEqual([[], []])
    expect(totals).toMatchObject({ repositories: expect.any(Number), changed: expect.any(Number), failed: 0 })
    expect(totals?.['changed']).toBeGreaterThanOrEqual(3)
    expect(await recorded()).toMatchObject({ schema: NEXT.SCHEMA, minReader: MIN_READER })
    expect(await recorded()).not.toHaveProperty('migratingTo')
    await allFound()
  })

  it('is taken back by the older code, which can read what was written', async () => {
    const { refused, incomplete } = await deployed('back')
    expect([refused, incomplete]).toEqual([[], []])
    expect(await recorded()).toMatchObject({ schema: SCHEMA, minReader: MIN_READER })
    await allFound()
  })

  it('to a schema whose code can not search older rows closes search until all is written anew', async () => {
    const { refused, incomplete } = await deployed('to-other', other)
    expect(incomplete).toEqual([])
    for (const { status, retryAfter, text } of refused) {
      expect([status, retryAfter]).toEqual([503, '30'])
      expect(text).toContain(`the index is of schema ${SCHEMA}, and is being written anew`)
    }
    expect(refused.length).toBeGreaterThan(0)
    expect(await recorded()).toMatchObject({ schema: OTHER.SCHEMA, minReader: OTHER.MIN_READER })
    await eventually(async () => expect((await ask()).status).toBe(200))
    await allFound()
  })

  it('is not taken back by code that can not read it: that says so, and which ways out there are', async () => {
    const ways =
      /needs code of schema \d+ or newer, this is \d+; deploy the version .*, or deploy this one with another database/
    await expect(deployed('refused')).rejects.toThrow(ways)
    await eventually(async () => {
      const { status, retryAfter, text } = await ask()
      expect([status, retryAfter]).toEqual([503, '60'])
      expect(text).toMatch(ways)
    })
    expect(await recorded()).toMatchObject({ schema: OTHER.SCHEMA, minReader: OTHER.MIN_READER })
  })

  it('is left behind by another database, which the run fills, in the same stack', async () => {
    const { outputs: there, totals } = await deployed('elsewhere', undefined, { database: 'elsewhere' })
    expect(totals).toMatchObject({ failed: 0 })
    expect(there).toMatchObject({ Url: outputs['Url'], VersionTable: tableNames('elsewhere').version })
    expect(await recorded(there)).toMatchObject({ schema: SCHEMA })
    // What is gone is deleted with all that was in it.
    await expect(recorded()).rejects.toThrow('not found')
    await allFound()
  })
})
