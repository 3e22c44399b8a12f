import { describe, expect, it } from 'vitest'
import { BucketError } from '../../../lambda/registry/bucket/bucket-error.ts'
import { day, digestOf, linkWriter } from '../../fakes/links.ts'
import { manifestWriter } from '../cleanup/cleanup-world.ts'
import { fakeCli } from '../fake-context.ts'

/** A registry with something of each kind. The clock shows 2026-11-24, noon. */
const filled = (options = {}) => {
  const cli = fakeCli(options)
  const { layout, bucket } = cli.system
  const link = linkWriter(layout, bucket.put)
  const { image, index, buildCache } = manifestWriter(link.blob)
  const [first, second, child] = [image('shared', 'first'), image('shared', 'second'), image('child')]
  const list = index([child])
  link.push('team/app', 'v1', first, day(1))
  link.push('team/app', 'v1', second, day(20))
  link.revision('team/app', child)
  link.push('team/app', 'multi', list, day(2))
  link.push('team/app', 'cache', buildCache('cached'), day(10))
  link.push('redis', 'old', second, day(1))
  link.current('redis', 'gone', digestOf('gone'))
  link.blob('nobody needs it')
  link.revision('redis', digestOf('gone as well'))
  return Object.assign(cli, { link, first, second, child, list })
}

describe('registry-index cleanup', () => {
  it('shows a table of repositories, and the totals', async () => {
    const cli = filled({ isTerminal: true })
    expect(await cli.run('cleanup', '--older-than', '10')).toBe(0)
    expect(cli.out).toEqual([
      'repository  untagged  old  cache  dangling  follows    frees',
      'team/app           1    1      1         0        1  1.6 KiB',
      'redis              0    1      0         1        0      0 B',
      '',
      'listed    5 manifests with 3 tags, and 1 tag without a manifest, in 2 repositories',
      'frees     1.6 KiB in 10 blobs, by all of these together',
      'unneeded  15 B in 1 blob, which no manifest needs even now',
      'dead      1 link of manifests that do not exist',
    ])
    expect(cli.notes).toEqual([])
    expect(cli.shown).toEqual(['repositories: 17 objects so far', 'blobs: 15 objects so far', 'manifests: 7 of 7', ''])
  })

  it('says what several repositories need', async () => {
    const cli = filled()
    cli.link.revision('other', cli.first)
    await cli.run('cleanup', '--only', 'untagged')
    expect(cli.out.join('\n')).toMatch(/^shared +\d+ B of that, needed in several of these repositories$/m)
  })

  it('lists what the options say', async () => {
    const cli = filled()
    const listed = async (...options: string[]) => {
      cli.out.length = 0
      expect(await cli.run('cleanup', '--format', 'csv', ...options)).toBe(0)
      return cli.out.slice(1).map((line) =>
        line
          .split(',')
          .filter((_, at) => at < 2 || at === 3)
          .join(' '),
      )
    }
    expect(cli.out).toEqual([])
    const byItself = ['team/app untagged ', 'team/app cache cache', 'redis dangling gone']
    expect((await listed()).sort()).toEqual([...byItself].sort())
    expect(await listed('--only', 'cache, dangling')).toEqual(['team/app cache cache', 'redis dangling gone'])
    // What was pushed on the 1st was pushed 23 days ago.
    expect(await listed('--only', 'old', '--older-than', '23')).toEqual([])
    expect(await listed('--only', 'old', '--older-than', '22')).toEqual(['redis old gone', 'redis old old'])
    expect(await listed('--only', 'old', '--older-than', '21', '--keep', 'g*e', '--keep', 'o.d')).toEqual([
      'team/app old multi',
      'team/app follows ',
      'redis old old',
    ])
    expect(await listed('--only', 'old', '--older-than', '21', '--grace', '22')).toEqual([
      'redis old gone',
      'redis old old',
    ])
    expect(await listed('--only', 'old', '--older-than', '21', '--repository', 'team/*')).toEqual([
      'team/app old multi',
      'team/app follows ',
    ])
    expect(await listed('--repository', 'team/*', '--only', 'dangling')).toEqual([])
    expect(await listed('--grace', '30')).toEqual([])
  })

  it('prints CSV and JSON with each deletion', async () => {
    const cli = filled()
    await cli.run('cleanup', '--only', 'untagged', '--format', 'csv')
    const [, row = ''] = cli.out
    expect(cli.out[0]).toBe('repository,reason,digest,tags,pushed_at,bytes')
    expect(row).toMatch(new RegExp(`^team/app,untagged,${cli.first},,2026-11-01T12:00:00Z,\\d+$`))
    cli.out.length = 0
    await cli.run('cleanup', '--only', 'untagged', '--json')
    const bytes = Number(row.split(',').at(-1))
    expect(JSON.parse(cli.out.join('\n'))).toEqual({
      command: 'cleanup',
      exitStatus: 0,
      findings: [],
      repositories: [
        {
          name: 'team/app',
          bytes,
          deletions: [{ reason: 'untagged', digest: cli.first, tags: [], pushedAt: '2026-11-01T12:00:00Z', bytes }],
        },
      ],
      freed: { count: 3, bytes },
      unneeded: { count: 1, bytes: 15 },
      deadLinks: 1,
      leftOut: [],
    })
  })

  it('prints a script for a program', async () => {
    const cli = filled()
    await cli.run('cleanup', '--only', 'untagged', '--format', 'crane', '--registry', 'https://r.example')
    expect(cli.out.at(-1)).toBe(`crane delete 'r.example/team/app@${cli.first}' # untagged`)
  })

  it('shows fifty repositories, and how many more there are', async () => {
    const cli = filled()
    for (let at = 0; at < 60; at++) cli.link.revision(`r${at}`, cli.first)
    await cli.run('cleanup', '--only', 'untagged')
    expect(cli.out.slice(0, 52).at(-1)).toBe('and 11 more; --format csv shows them')
  })

  it('names repositories that it leaves out, and the first ones only', async () => {
    const cli = filled()
    const broken = cli.link.blob('no manifest')
    for (let at = 0; at < 22; at++) cli.link.revision(`r${at}`, broken)
    await cli.run('cleanup')
    expect(cli.notes[0]).toBe(
      `r0 is left out, since something in it can't be read: manifest ${broken}: manifest ${broken} is not JSON in UTF-8`,
    )
    expect(cli.notes.slice(20)).toEqual(['and 2 more repositories are left out'])
  })

  it('leaves out the repository of a manifest that it may not read, and only that', async () => {
    const cli = filled()
    const { bucket } = cli.system.bucket
    const { get } = bucket
    const denied = cli.system.layout.blobKey(cli.list)
    bucket.get = async (key, max) => {
      if (key === denied) throw new BucketError(`can't read ${key}`, 'AccessDenied', undefined)
      return get(key, max)
    }
    expect(await cli.run('cleanup', '--format', 'csv')).toBe(0)
    expect(cli.out.slice(1).map((line) => line.split(',')[0])).toEqual(['redis'])
    expect(cli.notes).toEqual([
      `team/app is left out, since something in it can't be read: manifest ${cli.list}: it can't be read: AccessDeniedToThisObject`,
    ])
  })

  it('says what it costs before it reads much', async () => {
    const cli = filled()
    for (let at = 0; at < 10_000; at++) cli.link.revision('many', digestOf(`${at}`))
    await cli.run('cleanup')
    expect(cli.notes).toEqual([
      expect.stringMatching(
        /^reads 10,007 objects: less than 0\.01 \$ \(us-east-1, prices of .*\), and some 1 min \(not/,
      ),
    ])
  })

  it('says that it covers no other layout', async () => {
    const both = filled({ layouts: ['distribution', 'docker-v1'] })
    expect(await both.run('cleanup')).toBe(0)
    expect(both.notes).toEqual(['only distribution is covered; the deployment has other layouts as well'])
    const other = filled({ layouts: ['docker-v1'] })
    expect(await other.run('cleanup')).toBe(1)
    expect(other.notes.join()).toContain('the only one that cleanup supports')
  })

  it('writes nothing, and reads the bucket alone', async () => {
    const cli = filled()
    const before = cli.system.bucket.keys()
    Object.assign(cli.deployment, { scan: undefined, store: undefined, search: undefined })
    expect(await cli.run('cleanup')).toBe(0)
    expect(cli.system.bucket.keys()).toEqual(before)
  })

  it.each([
    [['--only', 'new'], '--only has "new"'],
    [['--only', ''], '--only has ""'],
    [['--only', 'old'], 'give --older-than DAYS'],
    [['--older-than', '0'], '--older-than is "0"'],
    [['--grace', '-1'], '--grace'],
    [['--format', 'sh'], '--format is "sh"; it must be one of table, csv, crane, regctl, curl'],
    [['--format', 'crane'], '--format crane needs --registry URL'],
    [['--registry', 'r.example'], '--registry is "r.example"'],
  ])('refuses %j', async (options, message) => {
    const cli = filled()
    expect(await cli.run('cleanup', ...options)).toBe(2)
    expect(cli.notes.join()).toContain(message)
  })
})
