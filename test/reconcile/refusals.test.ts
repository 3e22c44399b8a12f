import { describe, expect, it } from 'vitest'
import { runStep } from '../../lambda/reconcile/run.ts'
import { parseRunEvent } from '../../lambda/reconcile/run-events.ts'
import { distribution } from '../../lambda/registry/layouts/distribution.ts'
import { layouts } from '../../lambda/registry/layouts/layouts.ts'
import { actualIndex } from '../fakes/expected.ts'
import { FAR, filled, run, type System } from '../fakes/filled.ts'
import { memorySystem } from '../fakes/system.ts'

describe('a run', () => {
  const refused = async (system: System, message: RegExp, event: unknown = {}) => {
    const before = actualIndex(system)
    await expect(run(system, event)).rejects.toMatchObject({
      name: 'ReconcileRefused',
      message: expect.stringMatching(message),
    })
    expect(actualIndex(system)).toEqual(before)
    expect(system.said.at(-1)).toEqual(['refused', 1])
  }

  it.each(['AccessDenied', 'NoSuchBucket'])(
    'is refused and removes nothing if S3 answers the listing with %s',
    async (code) => {
      const system = filled()
      await run(system)
      system.bucket.failing.list = code
      await refused(system, new RegExp(`${code}.*removed nothing because of it`))
    },
  )

  it('is refused and removes nothing if S3 answers reads with AccessDenied', async () => {
    const system = filled()
    await run(system)
    system.registry.push('redis', 'v3.0')
    system.bucket.failing.get = 'AccessDenied'
    await refused(system, /kms:Decrypt.*removed nothing because of it/)
  })

  it('is refused and removes nothing if nothing is listed, but the index has repositories', async () => {
    const system = filled()
    await run(system)
    for (const key of system.bucket.keys()) system.bucket.remove(key)
    await refused(system, /lists nothing, but the index has 0start/)
  })

  it('is refused and removes nothing if the index was made from another bucket', async () => {
    const system = filled()
    await run(system)
    const other = { ...system, ports: { ...system.ports, bucketName: 'another' } }
    await refused(other, /made from bucket registry, layout distribution in \/, this run would read bucket another/)
  })

  it('accepts another root directory if the index is empty, since the settings were wrong before', async () => {
    const system = memorySystem()
    await run({ ...system, ports: { ...system.ports, layouts: layouts([distribution('wrong')]) } })
    system.registry.push('app', 'v1')
    expect(await run(system)).toMatchObject({ repositories: 1 })
    expect(await system.tables.version.read()).toMatchObject({ roots: { distribution: '' } })
  })

  it('is refused if a deployment changed its root, or if more is missing at the removal than before', async () => {
    const system = memorySystem()
    for (let at = 0; at < 30; at++) system.registry.push(`app${at}`, 'v1')
    await run(system)
    for (const key of system.bucket.keys()) if (key.includes('/app7/')) system.bucket.remove(key)
    const step = (event: unknown, ports = system.ports) => runStep(ports, parseRunEvent(structuredClone(event)), FAR)
    const { ranges } = (await step({ step: 'begin', run: 'one', request: {} })) as { ranges: object[] }
    const compared: unknown[] = []
    for (const range of ranges) compared.push(await step(range))
    const { removals } = (await step({ step: 'check', ranges: compared })) as { removals: object[] }
    expect(removals).toHaveLength(1)
    await expect(step(removals[0], { ...system.ports, layouts: layouts([distribution('wrong')]) })).rejects.toThrow(
      /the run began over/,
    )
    for (const key of system.bucket.keys()) system.bucket.remove(key)
    await expect(step(removals[0])).rejects.toThrow(/more repositories are missing now than/)
    expect(system.tables.briefs.size).toBeGreaterThan(20)
  })

  it('is refused if its event is invalid', () => {
    expect(() => parseRunEvent({ rebuld: true })).toThrow(/rebuld.*allowed by hand are/)
    expect(() => parseRunEvent({ step: 'begin', request: { wait: -1 } })).toThrow(/is invalid/)
  })

  it('is refused and removes nothing if too many repositories are missing', async () => {
    const system = memorySystem()
    for (let at = 0; at < 30; at++) system.registry.push(`app${at}`, 'v1')
    await run(system)
    for (const key of system.bucket.keys()) if (/app\d\d/.test(key)) system.bucket.remove(key)
    await run(system)
    system.registry.push('one', 'v1')
    for (let at = 0; at < 30; at++) system.registry.push(`app${at}`, 'v1')
    await run(system)
    for (const key of system.bucket.keys()) if (/app\d/.test(key)) system.bucket.remove(key)
    await refused(system, /30 of 31 repositories.*at most 20 are removed/)
    expect(await run(system, { force: true })).toMatchObject({ removed: 30 })
  })

  it('is refused while another run is under way, but not after its lease expired', async () => {
    const system = filled()
    const begin = (name: string) => runStep(system.ports, parseRunEvent({ step: 'begin', run: name, request: {} }), FAR)
    await begin('first')
    await begin('first')
    await expect(begin('second')).rejects.toThrow(/the run first has been under way since/)
    await system.clock.sleep(21 * 60_000)
    await begin('second')
    await expect(begin('first')).rejects.toThrow(/the run second has been under way/)
  })

  it('is refused and removes nothing if the index needs newer code', async () => {
    const system = filled()
    await run(system)
    await system.tables.version.write({
      schema: 3,
      minReader: 2,
      bucket: 'registry',
      roots: { distribution: '' },
    })
    await refused(system, /needs code of schema 2 or newer, this is 1/)
  })

  it('accepts an empty listing and another bucket if it is forced', async () => {
    const system = filled()
    await run(system)
    for (const key of system.bucket.keys()) system.bucket.remove(key)
    expect(await run(system, { force: true })).toMatchObject({ removed: 5 })
    const other = { ...system, ports: { ...system.ports, bucketName: 'another' } }
    await run(other, { force: true })
    expect(await system.tables.version.read()).toMatchObject({ bucket: 'another' })
  })

  it('fails but is not refused if S3 is only slow, so that it may be retried', async () => {
    const system = filled()
    system.bucket.failing.list = 'SlowDown'
    await expect(run(system)).rejects.toMatchObject({ name: 'BucketError' })
  })
})
