import { describe, expect, it } from 'vitest'
import type { Registry } from '../../../cli/registry-client.ts'
import { run } from '../../fakes/filled.ts'
import { fakeCli } from '../fake-context.ts'

const filled = async (options = {}) => {
  const cli = fakeCli(options)
  cli.system.registry.push('team/app', 'v1')
  cli.system.registry.push('team/app', 'v2')
  cli.system.registry.push('redis', 'latest')
  await run(cli.system)
  return cli
}

const registryOf = (all: Record<string, string[] | undefined>, unlisted: string[] = []): Registry => ({
  async *repositories() {
    yield* Object.keys(all).filter((name) => !unlisted.includes(name))
  },
  tags: async (name) => all[name],
})

describe('registry-index verify', () => {
  it('prints the counts and "no differences" for a consistent index', async () => {
    const cli = await filled()
    expect(await cli.run('verify')).toBe(0)
    expect(cli.out).toEqual([
      `2 repositories, 3 tags, ${cli.system.tables.entries().length} entries compared`,
      '2 documents of search compared with the rows',
      'no differences',
    ])
    expect(cli.notes).toEqual([])
  })

  it('names all rights that its reads need', async () => {
    const cli = fakeCli()
    await cli.run('verify', '--help')
    expect(cli.out.join('\n')).toMatch(/dynamodb:GetItem, BatchGetItem, Query and Scan/)
  })

  it('prints one line per difference, and returns exit status 1', async () => {
    const cli = await filled({ isTerminal: true })
    cli.system.registry.push('team/app', 'v3')
    cli.system.bucket.remove(cli.system.layout.tagKey({ repository: 'redis', tag: 'latest' }))
    expect(await cli.run('verify')).toBe(1)
    expect(cli.out).toEqual([
      expect.stringMatching(
        /^tag-gone redis:latest: in the index: ETag \w+ of 2026-11-01T10:00:00Z; according to the bucket: nothing$/,
      ),
      expect.stringMatching(
        /^tag-missing team\/app:v3: in the index: nothing; according to the bucket: ETag \w+ of \S+$/,
      ),
      expect.stringMatching(/^2 repositories, 3 tags, \d+ entries compared$/),
      '2 documents of search compared with the rows',
      '2 differences',
    ])
    expect(cli.shown).toContain('2 repositories, 3 tags so far')
    expect(cli.shown.at(-1)).toBe('')
  })

  it('stops at --limit, and says that there may be more differences', async () => {
    const cli = await filled()
    cli.system.tables.clearEntries()
    expect(await cli.run('verify', '--limit', '2')).toBe(1)
    expect(cli.out).toHaveLength(3)
    expect(cli.out.at(-1)).toBe('2 differences; stopped at --limit, there may be more')
  })

  it('prints JSON for --json', async () => {
    const cli = await filled()
    cli.system.registry.push('team/app', 'v3')
    expect(await cli.run('verify', '--json')).toBe(1)
    expect(JSON.parse(cli.out.join('\n'))).toEqual({
      command: 'verify',
      exitStatus: 1,
      findings: [
        {
          ...{ check: 'tag-missing', level: 'error', message: expect.stringMatching(/^tag-missing team\/app:v3: /) },
          ...{ repository: 'team/app', tag: 'v3', expected: expect.any(String) },
        },
      ],
      complete: true,
      index: { repositories: 2, tags: 4, entries: expect.any(Number), unsettled: 0 },
      search: { documents: 2 },
    })
  })

  it('reads tags only for --deep: of each its link, manifest and config', async () => {
    const cli = await filled()
    cli.system.bucket.calls.get.length = 0
    await cli.run('verify')
    expect(cli.system.bucket.calls.get).toEqual([])
    expect(await cli.run('verify', '--deep')).toBe(0)
    expect(cli.system.bucket.calls.get).toHaveLength(9)
  })

  it('warns of a run in progress', async () => {
    const cli = await filled()
    const now = cli.system.clock.now()
    await cli.system.ports.version.lease('run-9', now, now + 600_000)
    await cli.run('verify')
    expect(cli.notes).toEqual(['the run run-9 is in progress; repositories that it has not reached yet may differ'])
  })

  it('warns of no run whose lease was damaged, so that it seems to last for ever', async () => {
    const cli = await filled()
    const lease = { run: 'run-9', startedAt: '2026-11-24T12:00:00Z', until: 8.64e15, ranges: [] }
    cli.system.tables.version.put({ id: 'reconcile', lease })
    await cli.run('verify')
    expect(cli.notes).toEqual([])
  })
})

describe('registry-index verify --registry', () => {
  const whole = { 'team/app': ['v2', 'v1'], redis: ['latest'] }

  it('finds no difference in lists of another order, and counts repositories listed without tags or omitted', async () => {
    const cli = await filled()
    cli.registries.push(registryOf({ ...whole, ghost: undefined, empty: [] }, ['redis']))
    Object.assign(cli.env, { REGISTRY_USER: 'me', REGISTRY_PASSWORD: 'a:b' })
    expect(await cli.run('verify', '--registry', 'https://registry.example')).toBe(0)
    expect(cli.out.slice(2)).toEqual([
      '3 repositories and 3 tags of the registry compared; its _catalog lists 2 repositories without tags and omits 1 with tags',
      'no differences',
    ])
    expect(cli.logins).toEqual([{ username: 'me', password: 'a:b' }])
  })

  it('finds tags and repositories that only the registry or only the index has', async () => {
    const cli = await filled()
    cli.registries.push(registryOf({ 'team/app': ['v2', 'v3'], other: ['x'] }))
    expect(await cli.run('verify', '--registry', 'https://registry.example', '--user', 'me:a:b')).toBe(1)
    expect(cli.out.slice(0, -4)).toEqual([
      'registry-tag-missing other:x: in the index: nothing; according to the registry: listed',
      'registry-tag-extra redis:latest: in the index: listed; according to the registry: nothing',
      'registry-tag-missing team/app:v3: in the index: nothing; according to the registry: listed',
      'registry-tag-extra team/app:v1: in the index: listed; according to the registry: nothing',
    ])
    expect(cli.logins).toEqual([{ username: 'me', password: 'a:b' }])
  })

  it('does not report a difference that is gone at the second comparison', async () => {
    const cli = await filled()
    let requests = 0
    const tags = async (name: string) => {
      if (name === 'redis' && requests++ === 0) return ['latest', 'new']
      return { ...whole, none: [] }[name]
    }
    cli.registries.push({ ...registryOf(whole), tags })
    expect(await cli.run('verify', '--registry', 'https://registry.example')).toBe(0)
    expect(requests).toBe(2)
  })
})
