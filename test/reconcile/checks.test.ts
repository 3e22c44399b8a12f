// The checks before a run, each by itself: at which figures and rows they refuse, and what they write.

import { beforeEach, describe, expect, it } from 'vitest'
import { NOTHING } from '../../lambda/model/runs/run-totals.ts'
import { readableBy } from '../../lambda/model/runs/schema-guard.ts'
import type { VersionRow } from '../../lambda/model/runs/version-row.ts'
import type { LayoutId } from '../../lambda/names/layouts.ts'
import { checkListings, checkMissing, checkVersion } from '../../lambda/reconcile/refusals.ts'
import { runStep } from '../../lambda/reconcile/run.ts'
import { parseRunEvent } from '../../lambda/reconcile/run-events.ts'
import type { RunPorts } from '../../lambda/reconcile/run-ports.ts'
import { FAR } from '../fakes/filled.ts'
import { memorySystem } from '../fakes/system.ts'

const BOTH: LayoutId[] = ['distribution', 'docker-v1']

describe('repositories that are missing', () => {
  const missing = (count: number, repositories: number) => () =>
    checkMissing({
      ...NOTHING,
      repositories,
      missing: count,
      missingNames: Array.from({ length: 7 }, (_, at) => `app${at}`),
    })

  it.each([
    [20, 0],
    [20, 5],
    [21, 189],
    [30, 270],
  ])('may be %i beside %i others', (count, repositories) => {
    expect(missing(count, repositories)).not.toThrow()
  })

  it.each([
    [21, 0],
    [21, 188],
    [30, 269],
  ])('may not be %i beside %i others', (count, repositories) => {
    expect(missing(count, repositories)).toThrow(`${count} of ${count + repositories} repositories`)
  })

  it('are named, five of them', () => {
    expect(missing(21, 0)).toThrow(/\(app0, app1, app2, app3, app4 …\), at most 20 are removed/)
  })
})

describe('listings', () => {
  it('make the index empty only if no layout has a repository in it', async () => {
    const system = memorySystem({ layouts: BOTH })
    expect(await checkListings(system.ports, false)).toEqual({ isEmpty: true })
    system.registry.push('app', 'v1')
    await system.index('app', 'v1')
    expect(await checkListings(system.ports, false)).toEqual({ isEmpty: false })
    expect(await checkListings(system.ports, true)).toEqual({ isEmpty: false })
  })

  it('are refused if they are empty, whatever else the bucket holds, unless that is forced', async () => {
    const system = memorySystem()
    system.registry.push('app', 'v1')
    await system.index('app', 'v1')
    for (const key of system.bucket.keys()) system.bucket.remove(key)
    system.bucket.put('another/thing', 'x')
    await expect(checkListings(system.ports, false)).rejects.toThrow(/lists nothing, but the index has app/)
    expect(await checkListings(system.ports, true)).toEqual({ isEmpty: false })
  })
})

describe('the version row', () => {
  let system: ReturnType<typeof memorySystem>
  let writes: number
  beforeEach(() => {
    system = memorySystem()
    writes = 0
  })

  const recorded = { schema: 2, minReader: 2, bucket: 'registry', roots: { distribution: '' } }
  const row = () => system.tables.version.read()
  /** Checks for code of this schema against a recorded row. */
  const check = async (
    before: Partial<VersionRow> | undefined,
    code: Partial<RunPorts> = {},
    { force = false, isEmpty = false } = {},
  ) => {
    if (before !== undefined) await system.tables.version.write({ ...recorded, ...before })
    const { version } = system.tables
    const counting = {
      ...version,
      write: (to: Omit<VersionRow, 'id'>) => {
        writes++
        return version.write(to)
      },
    }
    return checkVersion({ ...system.ports, schema: 2, minReader: 2, ...code, version: counting }, { force, isEmpty })
  }

  it('is created by the first run, which migrates nothing', async () => {
    expect(await check(undefined)).toEqual({ migrates: false })
    expect(await row()).toEqual({ id: 'index', ...recorded })
  })

  it('stays as it is if nothing changed', async () => {
    expect(await check({})).toEqual({ migrates: false })
    expect(await check({ minReader: 2 }, { minReader: 1 }, { isEmpty: true })).toEqual({ migrates: false })
    expect(writes).toBe(0)
    expect(await row()).toMatchObject({ minReader: 2 })
  })

  it('refuses code that is older than it needs, and no other', async () => {
    await expect(check({ schema: 4, minReader: 3 })).rejects.toThrow(/needs code of schema 3 or newer, this is 2/)
    await expect(check({ schema: 4, minReader: 2 })).resolves.toEqual({ migrates: true })
  })

  it('records a migration that begins, and which code it stops', async () => {
    expect(await check({ schema: 1, minReader: 1 })).toEqual({ migrates: true })
    expect(await row()).toMatchObject({ schema: 1, minReader: 2, migratingTo: 2 })
    expect(await check({ schema: 3, minReader: 2 }, { minReader: 1 })).toEqual({ migrates: true })
    expect(await row()).toMatchObject({ schema: 3, minReader: 2, migratingTo: 2 })
  })

  it('makes a migration go on that was begun, or be taken back', async () => {
    expect(await check({ schema: 1, migratingTo: 2 })).toEqual({ migrates: true })
    expect(writes).toBe(0)
    expect(await check({ schema: 2, migratingTo: 3 })).toEqual({ migrates: true })
    expect(await row()).toMatchObject({ schema: 2, migratingTo: 2 })
    // What was begun to be written for older code is older than this code's.
    expect(await check({ schema: 2, migratingTo: 1 })).toEqual({ migrates: true })
    expect(await row()).toMatchObject({ schema: 1, migratingTo: 2 })
  })

  it('refuses another bucket, and keeps the recorded one until a forced run ends', async () => {
    const other = { bucketName: 'another' }
    await expect(check({}, other)).rejects.toThrow(/made from bucket registry.*would read bucket another/)
    expect(await check({}, other, { force: true })).toEqual({ migrates: false })
    expect(await row()).toMatchObject({ bucket: 'registry' })
  })

  it('is written anew for an empty index, with any bucket', async () => {
    const before = { schema: 1, minReader: 1, migratingTo: 3 }
    expect(await check(before, { bucketName: 'another' }, { isEmpty: true })).toEqual({ migrates: true })
    expect(await row()).toMatchObject({ bucket: 'another', schema: 1, minReader: 2, migratingTo: 2 })
    expect(writes).toBe(1)
    expect(await check({ minReader: 1 }, { bucketName: 'another' }, { isEmpty: true })).toEqual({ migrates: false })
    expect(await row()).toMatchObject({ bucket: 'another', schema: 2, minReader: 2 })
  })

  it.each([{ schema: 'x' }, { roots: 5 }, { minReader: 'x' }, { bucket: 5 }, { schema: 2, bucket: 5, roots: 5 }])(
    'is written anew where it was damaged: %j',
    async (damage) => {
      system.registry.push('app', 'v1')
      system.tables.version.put({ id: 'index', schema: 1, minReader: 1, bucket: 'registry', roots: {}, ...damage })
      await expect(readableBy(1, system.tables.version, system.clock)()).resolves.toBeUndefined()
      expect(await runStep(system.ports, parseRunEvent({}), FAR)).toMatchObject({ done: true, changed: 1 })
      expect(await row()).toEqual({ id: 'index', ...recorded, schema: 1, minReader: 1 })
    },
  )

  it('makes all rows be written where it no longer says their schema', async () => {
    system.tables.version.put({ id: 'index', ...recorded, schema: 'x' })
    expect(await check(undefined)).toEqual({ migrates: true })
    expect(await row()).toMatchObject({ migratingTo: 2 })
  })

  it('protects by what is left of it where it was damaged', async () => {
    const put = (damage: object) => system.tables.version.put({ id: 'index', ...recorded, ...damage })
    put({ schema: 'x' })
    await expect(check(undefined, { bucketName: 'another' })).rejects.toThrow(/made from bucket registry/)
    put({ schema: 'x', roots: 5, minReader: 3 })
    await expect(check(undefined)).rejects.toThrow(/needs code of schema 3/)
    await expect(readableBy(2, system.tables.version, system.clock)()).rejects.toThrow(/needs code of schema 3/)
  })

  it('gets the layouts that a deployment adds', async () => {
    await check({}, { layouts: memorySystem({ layouts: BOTH }).layouts })
    expect(await row()).toMatchObject({ roots: { distribution: '', 'docker-v1': 'registry' } })
  })
})
