// Deployments that index other layouts than before, and buckets that hold a registry of another layout.

import { describe, expect, it } from 'vitest'
import { LAYOUTS, type LayoutId } from '../../lambda/names/layouts.ts'
import { runStep } from '../../lambda/reconcile/run.ts'
import { parseRunEvent } from '../../lambda/reconcile/run-events.ts'
import { dockerV1 } from '../../lambda/registry/layouts/docker-v1.ts'
import { layouts as layoutsOf } from '../../lambda/registry/layouts/layouts.ts'
import { registryReader } from '../../lambda/registry/tag-reader.ts'
import { deliveryTo } from '../fakes/delivery.ts'
import { all, imageId, v1Registry } from '../fakes/docker-v1.ts'
import { actualIndex } from '../fakes/expected.ts'
import { FAR, inLine, run, type System } from '../fakes/filled.ts'
import { memorySystem } from '../fakes/system.ts'

const BOTH: LayoutId[] = ['distribution', 'docker-v1']
const bucketOf = (layouts: LayoutId[], holding: readonly LayoutId[] = BOTH) => {
  const system = memorySystem({ layouts })
  if (holding.includes('distribution')) system.registry.push('app', 'v1')
  if (holding.includes('docker-v1')) all(system.v1.push('redis', 'v1', [{ id: imageId('base') }]))
  return system
}

/** Returns the same bucket and tables, deployed with other layouts. */
const deployed = (system: System, ids: readonly LayoutId[], v1 = system.v1Layout): System => {
  const layouts = layoutsOf([system.layout, v1].filter(({ id }) => ids.some((one) => one === id)))
  return { ...system, layouts, ports: { ...system.ports, layouts, ...registryReader(system.bucket.bucket, layouts) } }
}

const refused = async (system: System, message: string, event: unknown = {}) => {
  const before = actualIndex(system)
  await expect(run(system, event)).rejects.toMatchObject({
    name: 'ReconcileRefused',
    message: `run refused: ${message}`,
  })
  expect(actualIndex(system)).toEqual(before)
  expect(system.said.at(-1)).toEqual(['refused', 1])
}
const dropped = (id: string, name: string) =>
  `the index has repositories of the layout ${id}, such as ${name}, which the deployment no longer has; set layout to distribution,docker-v1, or destroy the stack and deploy it again`
const names = ({ tables }: System) => Object.keys(actualIndex({ tables }).repositories)

describe('a layout that a deployment drops', () => {
  it.each([
    ['docker-v1', 'library/redis@docker-v1', ['distribution']],
    ['distribution', 'app', ['docker-v1']],
  ] as const)('is refused while the index has repositories of %s, even with force', async (id, name, left) => {
    const system = bucketOf(BOTH)
    await run(system)
    await refused(deployed(system, left), dropped(id, name))
    await refused(deployed(system, left), dropped(id, name), { force: true })
  })

  it.each(['distribution', 'docker-v1'] as const)(
    'is refused even if %s is indexed in its place, of which the index has nothing yet',
    async (to) => {
      const from = to === 'distribution' ? 'docker-v1' : 'distribution'
      const system = bucketOf([from])
      await run(system)
      await refused(deployed(system, [to]), dropped(from, names(system)[0] ?? ''))
    },
  )

  it('is refused even if the run that added it did not end', async () => {
    const system = bucketOf(['distribution'])
    await run(system)
    const both = deployed(system, BOTH)
    const begin = parseRunEvent({ step: 'begin', run: 'one', request: {} })
    const { ranges } = (await runStep(both.ports, begin, FAR)) as { ranges: { layout: string }[] }
    await runStep(both.ports, parseRunEvent(ranges.find(({ layout }) => layout === 'docker-v1')), FAR)
    expect(names(system)).toEqual(['app', 'library/redis@docker-v1'])
    await system.clock.sleep(30 * 60_000)
    await refused(deployed(system, ['distribution']), dropped('docker-v1', 'library/redis@docker-v1'))
    expect(await run(both)).toMatchObject({ repositories: 2 })
  })

  it('is accepted if the index has no repositories of it', async () => {
    const system = bucketOf(BOTH, ['distribution'])
    await run(system)
    const less = deployed(system, ['distribution'])
    expect(await run(less)).toMatchObject({ repositories: 1, changed: 0 })
    expect(await system.tables.version.read()).toEqual({
      id: 'index',
      schema: 1,
      minReader: 1,
      bucket: 'registry',
      roots: { distribution: '' },
    })
  })
})

describe('a layout that a deployment adds', () => {
  it.each(['distribution', 'docker-v1'] as const)(
    'is accepted beside %s without force, and its repositories are indexed',
    async (first) => {
      const system = bucketOf([first])
      await run(system)
      expect(names(system)).toHaveLength(1)
      const both = deployed(system, BOTH)
      expect(await run(both)).toMatchObject({ repositories: 2, changed: 1 })
      expect(names(system).sort()).toEqual(['app', 'library/redis@docker-v1'])
      await inLine(both)
      expect(await system.tables.version.read()).toMatchObject({ roots: { distribution: '', 'docker-v1': 'registry' } })
    },
  )

  it('is accepted before the bucket holds anything of it', async () => {
    const system = bucketOf(BOTH, ['distribution'])
    expect(await run(system)).toMatchObject({ repositories: 1 })
    all(system.v1.push('redis', 'v1', [{ id: imageId('base') }]))
    expect(await run(system)).toMatchObject({ repositories: 2 })
    await inLine(system)
  })
})

describe('a run over both layouts', () => {
  it.each([
    [
      'registry/',
      's3://registry/registry/repositories/ lists nothing, but the index has library/redis@docker-v1 and more; check the settings bucket and storage_path',
    ],
    [
      'docker/',
      's3://registry/docker/registry/v2/repositories/ lists nothing, but the index has app and more; check the settings bucket and rootdirectory',
    ],
  ])('is refused if nothing is listed in %s, although the other root has everything', async (root, why) => {
    const system = bucketOf(BOTH)
    await run(system)
    for (const key of system.bucket.keys()) if (key.startsWith(root)) system.bucket.remove(key)
    await refused(
      system,
      `${why}. If the registry really was emptied, start the run by registry-index reconcile --force`,
    )
    expect(await run(system, { force: true })).toMatchObject({ removed: 1, repositories: 1 })
    await inLine(system)
  })

  it('is refused if most of a small registry is missing, although that is few of both together', async () => {
    const system = memorySystem({ layouts: BOTH })
    for (let at = 0; at < 300; at++) system.registry.push(`app${at}`, 'v1')
    for (let at = 0; at < 25; at++) all(system.v1.push(`redis${at}`, 'v1', [{ id: imageId('base') }]))
    await run(system)
    for (const key of system.bucket.keys())
      if (key.includes('/repositories/library/') && !key.includes('/redis0/')) system.bucket.remove(key)
    await refused(
      system,
      '24 of 25 repositories are in the index but no longer in the bucket (library/redis1@docker-v1, library/redis10@docker-v1, library/redis11@docker-v1, library/redis12@docker-v1, library/redis13@docker-v1 …), at most 20 are removed; check the bucket. If they really are gone, start the run by registry-index reconcile --force',
    )
    expect(await run(system, { force: true })).toMatchObject({ removed: 24, repositories: 301 })
    await inLine(system)
  })

  it('is refused if the registry v1 has another storage path than recorded', async () => {
    const system = bucketOf(BOTH)
    await run(system)
    const place = (path: string) => `bucket registry, layout distribution in / and layout docker-v1 in /${path}`
    const { v1 } = memorySystem({ storagePath: 'prod' })
    system.bucket.put(`${v1.directory('redis')}tag_v1`, imageId('base'))
    await refused(
      deployed(system, BOTH, dockerV1('/prod')),
      `the index was made from ${place('registry')}, this run would read ${place('prod')}; deploy with the recorded bucket, rootdirectory and storage_path, or with another database, or start the run by registry-index reconcile --force`,
    )
  })
})

describe('a run over one repository by its id', () => {
  it.each([
    [['distribution'], 'library/redis@docker-v1', 'docker-v1, but the deployment indexes only distribution'],
    [['docker-v1'], 'app@distribution', 'distribution, but the deployment indexes only docker-v1'],
    [BOTH, 'app@other', 'other, but the deployment indexes only distribution, docker-v1'],
  ] as [LayoutId[], string, string][])(
    'is refused if none of the layouts %j is its layout: %s',
    async (layouts, repository, why) => {
      const system = bucketOf(layouts)
      await run(system)
      const message = `${repository} has the layout ${why}; give a repository of an indexed layout, or change the setting layout`
      await refused(system, message, { repository })
    },
  )

  it.each([
    ['app@distribution', 'distribution'],
    ['redis@docker-v1', 'docker-v1'],
    ['library/@docker-v1', 'docker-v1'],
    ['@docker-v1', 'docker-v1'],
  ])('is refused if the id is not valid: %s', async (repository, layout) => {
    const system = bucketOf(BOTH)
    await run(system)
    const message = `${repository} is not a valid id of a repository of the layout ${layout}; give the repository's name`
    await refused(system, message, { repository })
  })
})

describe('a bucket that holds a registry of another layout', () => {
  const hintOf = (id: string, key: string, settings: string) =>
    `the bucket holds tags of the layout ${id} that are not indexed, such as ${key}; to index them set ${settings}`
  const v1Key = 'registry/repositories/library/redis/tag_v1'
  const key = 'docker/registry/v2/repositories/app/_manifests/tags/v1/current/link'
  const others = async ({ tables }: System) => (await tables.version.runs())?.last?.others

  it.each([
    [['distribution'], hintOf('docker-v1', v1Key, 'layout=distribution,docker-v1 and storage_path=/registry')],
    [['docker-v1'], hintOf('distribution', key, 'layout=distribution,docker-v1 and rootdirectory=/')],
  ] as [LayoutId[], string][])('is reported by a run over %j', async (layouts, hint) => {
    const system = bucketOf(layouts)
    await run(system)
    expect(await others(system)).toEqual([hint])
    const only = bucketOf(
      layouts,
      BOTH.filter((id) => !layouts.includes(id)),
    )
    await run(only)
    expect(await others(only)).toEqual([hint])
  })

  it('is reported even if the other registry has the same root as the indexed one', async () => {
    const system = memorySystem({ rootDirectory: '/mine/', storagePath: '/mine/', layouts: ['distribution'] })
    system.registry.push('app', 'v1')
    all(system.v1.push('redis', 'v1', [{ id: imageId('base') }]))
    await run(system)
    const found = 'mine/repositories/library/redis/tag_v1'
    expect(await others(system)).toEqual([
      hintOf('docker-v1', found, 'layout=distribution,docker-v1 and storage_path=/mine'),
    ])
  })

  // What SETTINGS_FLAVOR=prod and an empty STORAGE_PATH made of the root (docker-registry, config_sample.yml).
  it.each([
    ['prod', ['distribution'], 'layout=distribution,docker-v1 and storage_path=/prod'],
    ['test', ['distribution'], 'layout=distribution,docker-v1 and storage_path=/test'],
    ['prod', ['docker-v1'], 'storage_path=/prod'],
  ] as [string, LayoutId[], string][])('is reported below /%s by a run over %j', async (root, layouts, settings) => {
    const system = memorySystem({ layouts })
    all(v1Registry(root, system.bucket).push('redis', 'v1', [{ id: imageId('base') }]))
    await run(system)
    expect(await others(system)).toEqual([hintOf('docker-v1', `${root}/repositories/library/redis/tag_v1`, settings)])
  })

  it('is not reported where it is indexed', async () => {
    const system = memorySystem({ layouts: ['docker-v1'], storagePath: 'prod' })
    all(system.v1.push('redis', 'v1', [{ id: imageId('base') }]))
    await run(system)
    expect(await others(system)).toBeUndefined()
  })

  it('is reported for a few LISTs even if its first repository has very many layers', async () => {
    const system = bucketOf(['docker-v1'])
    const start = `${system.layout.prefix}app/`
    for (let at = 0; at < 2500; at++) {
      system.bucket.put(`${start}_layers/sha256/${at}/link`, '')
      system.bucket.put(`${start}_manifests/revisions/sha256/${at}/link`, '')
    }
    await run(system)
    const before = system.bucket.calls.list
    await run(system)
    expect(await others(system)).toEqual([
      hintOf('distribution', key, 'layout=distribution,docker-v1 and rootdirectory=/'),
    ])
    // A layout that the bucket has nothing of is looked for at its default root and at the root of the v1.
    const absent = LAYOUTS.filter(({ id }) => !BOTH.includes(id)).flatMap(({ root }) => [
      ...new Set([root.default, 'registry']),
    ])
    // One LIST for the check and one for the range. Three at the default root of distribution, one at the root of the v1, and two at the other roots that a v1 may have.
    expect(system.bucket.calls.list - before).toBe(1 + 1 + 3 + 1 + 2 + absent.length)
  })

  it.each([[BOTH], [['distribution']], [['docker-v1']]] as [LayoutId[]][])(
    'is not reported if all its layouts are indexed: %j',
    async (ids) => {
      const system = bucketOf(ids, ids)
      // A key that is not the key of a tag does not count as a registry.
      if (!ids.includes('docker-v1')) system.bucket.put('registry/repositories/library/redis/_index_images', '[]')
      await run(system)
      expect(await system.tables.version.runs()).toMatchObject({ last: { outcome: 'done' } })
      expect(await others(system)).toBeUndefined()
    },
  )

  it('is reported for an event of its keys, but not for an event of no registry', async () => {
    const system = bucketOf(['docker-v1'])
    const { complaints, deliver } = deliveryTo(deployed(system, ['docker-v1'], dockerV1('')))
    const other = 'repositories/docker/registry/v2/repositories/app/_manifests/tags/v1/current/link'
    await deliver({ key: other, removed: false }, { key: 'repositories/odd', removed: false })
    const ignored = (messageId: string, what: string) => ({ messageId, reason: 'not-a-tag', what })
    expect(complaints.map(({ fields }) => fields)).toEqual([
      {
        ...ignored('0', other),
        hint: hintOf('distribution', other, 'layout=distribution,docker-v1 and rootdirectory=/repositories'),
      },
      ignored('1', 'repositories/odd'),
    ])
  })
})
