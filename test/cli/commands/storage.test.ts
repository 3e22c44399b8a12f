import { describe, expect, it } from 'vitest'
import { csvRow } from '../../../cli/storage/storage-text.ts'
import { run } from '../../fakes/filled.ts'
import { day, digestOf, linkWriter } from '../../fakes/links.ts'
import { fakeCli } from '../fake-context.ts'

/** Returns a registry of three repositories, and its index. The clock shows 2026-11-24, noon. */
const filled = async (options = {}) => {
  const cli = fakeCli(options)
  const { layout, bucket } = cli.system
  const link = linkWriter(layout, bucket.put)
  const image = (salt: string) => link.blob(JSON.stringify({ schemaVersion: 2, layers: [], annotations: { salt } }))
  link.layer('team/app', link.blob('x'.repeat(3000)))
  for (const name of ['redis', 'team/app']) link.layer(name, link.blob('y'.repeat(1000)))
  link.push('team/app', 'v1', image('old'), day(1))
  link.push('team/app', 'v1', image('new'), day(20))
  link.push('redis', 'latest', image('redis'), day(2))
  link.upload('team/new', 'id', 'startedat', '2026')
  link.layer('team/new', digestOf('gone'))
  link.blob('nobody needs it')
  await run(cli.system)
  bucket.calls.get.length = 0
  bucket.calls.list = 0
  return Object.assign(cli, { image, link })
}

describe('registry-index storage', () => {
  it('shows a table of repositories, largest first, and the totals', async () => {
    const cli = await filled({ isTerminal: true })
    expect(await cli.run('storage')).toBe(0)
    expect(cli.out).toEqual([
      'repository  tags  logical   unique  shared  untagged  bytes',
      'team/app       1  4.0 KiB  3.0 KiB  1000 B         1   60 B',
      'redis          1  1.0 KiB     62 B  1000 B         0    0 B',
      'team/new       0      0 B      0 B     0 B         0    0 B',
      '',
      'total       3 repositories, 2 tags',
      'blobs       6 blobs, 4.1 KiB',
      'not linked  1 blob, 15 B; garbage-collect would free at least these',
      'untagged    1 manifest, 60 B without layers',
      'broken      1 link to missing blobs',
      'uploads     1 unfinished upload, 4 B',
    ])
    expect(cli.notes).toEqual([])
    expect(cli.shown).toEqual(['blobs: 6 objects so far', 'repositories: 13 objects so far', ''])
  })

  it('lists blobs and repositories once, and reads no object', async () => {
    const cli = await filled()
    await cli.run('storage')
    expect(cli.system.bucket.calls).toEqual({ list: 2, get: [] })
  })

  it('shows only the N largest for --largest N, and says how many more there are', async () => {
    const cli = await filled()
    await cli.run('storage', '--largest', '1')
    expect(cli.out.slice(1, 4)).toEqual([
      expect.stringMatching(/^team\/app /),
      'and 2 more; --largest N, --csv or --json shows them',
      '',
    ])
  })

  it.each([
    // The manifest was written on 1 November, noon, and the clock shows 24 November, noon.
    ['22', 1],
    ['23', 0],
  ])('with --older %s counts %s untagged manifests', async (days, count) => {
    const cli = await filled()
    await cli.run('storage', '--older', days)
    expect(cli.out).toContain(
      `untagged    ${count === 1 ? '1 manifest, 60 B' : '0 manifests, 0 B'} without layers, written more than ${days} days ago`,
    )
  })

  it('counts all untagged manifests by default, also if they were written later than the clock shows', async () => {
    const cli = await filled()
    cli.link.revision('redis', cli.image('future'), day(29))
    await cli.run('storage')
    expect(cli.out).toContain('untagged    2 manifests, 123 B without layers')
  })

  it('prints JSON with all repositories for --json', async () => {
    const cli = await filled()
    expect(await cli.run('storage', '--json', '--older', '1', '--largest', '1')).toBe(0)
    const none = { count: 0, bytes: 0 }
    const rest = { untagged: none, brokenLinks: 0, uploads: none }
    expect(JSON.parse(cli.out.join('\n'))).toEqual({
      command: 'storage',
      exitStatus: 0,
      findings: [],
      olderDays: 1,
      repositories: [
        {
          ...{ name: 'team/app', tags: 1, logicalBytes: 4120, uniqueBytes: 3120, sharedBytes: 1000 },
          ...{ ...rest, untagged: { count: 1, bytes: 60 } },
        },
        { name: 'redis', tags: 1, logicalBytes: 1062, uniqueBytes: 62, sharedBytes: 1000, ...rest },
        {
          ...{ name: 'team/new', tags: 0, logicalBytes: 0, uniqueBytes: 0, sharedBytes: 0 },
          ...{ untagged: none, brokenLinks: 1, uploads: { count: 1, bytes: 4 } },
        },
      ],
      tags: 2,
      blobs: { count: 6, bytes: 4197 },
      unlinked: { count: 1, bytes: 15 },
      untagged: { count: 1, bytes: 60 },
      brokenLinks: 1,
      uploads: { count: 1, bytes: 4 },
      childrenUnknown: 0,
    })
  })

  it('prints CSV with all repositories for --csv', async () => {
    const cli = await filled()
    expect(await cli.run('storage', '--csv', '--largest', '1')).toBe(0)
    expect(cli.out).toEqual([
      'repository,tags,logical_bytes,unique_bytes,shared_bytes,untagged_manifests,untagged_bytes,broken_links,uploads,upload_bytes',
      'team/app,1,4120,3120,1000,1,60,0,0,0',
      'redis,1,1062,62,1000,0,0,0,0,0',
      'team/new,0,0,0,0,0,0,1,1,4',
    ])
  })

  it('does not count children of an image index as untagged', async () => {
    const cli = await filled()
    const children = [{ digest: cli.image('old') }]
    for (const detail of cli.system.tables.details.values()) Object.assign(detail, { children })
    await cli.run('storage', '--csv')
    expect(cli.out[1]).toBe('team/app,1,4120,3120,1000,0,0,0,0,0')
    expect(cli.notes).toEqual([])
  })

  it('works with an empty index, and says that children are not known', async () => {
    const cli = await filled()
    cli.system.tables.briefs.clear()
    cli.system.tables.details.clear()
    expect(await cli.run('storage', '--csv')).toBe(0)
    expect(cli.out[1]).toBe('team/app,1,4120,3120,1000,1,60,0,0,0')
    expect(cli.notes).toEqual([
      'the index does not know all children of the image indexes in 1 repository; unknown ones count as untagged (registry-index reconcile --rebuild may add them)',
    ])
  })

  it('shows no table for an empty bucket', async () => {
    const cli = fakeCli()
    expect(await cli.run('storage')).toBe(0)
    expect(cli.out.slice(0, 2)).toEqual(['total       0 repositories, 0 tags', 'blobs       0 blobs, 0 B'])
  })

  it('fails with the layouts that are indexed if the one that it supports is not among them', async () => {
    const cli = fakeCli({ layouts: ['docker-v1'] })
    expect(await cli.run('storage')).toBe(1)
    expect(cli.notes).toEqual([
      expect.stringContaining(
        'the deployment does not index the layout distribution (registry v2 and v3), the only one that storage supports; it indexes docker-v1',
      ),
    ])
  })

  it('fails with one line if the bucket may not be listed, and clears the status line', async () => {
    const cli = await filled({ isTerminal: true })
    cli.system.bucket.failing.list = 'AccessDenied'
    expect(await cli.run('storage')).toBe(1)
    expect(cli.notes).toEqual([expect.stringContaining('AccessDenied')])
    expect(cli.shown.at(-1)).toBe('')
  })
})

describe('csvRow', () => {
  it.each([
    [['a/b', 1, 0], 'a/b,1,0'],
    [['', 'a b'], ',a b'],
    [['a,b', 'say "x"', 'two\nlines', 'cr\rhere'], '"a,b","say ""x""","two\nlines","cr\rhere"'],
  ])('quotes only fields of %j that need it', (fields, row) => expect(csvRow(fields)).toBe(row))
})
