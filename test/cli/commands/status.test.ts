import { describe, expect, it } from 'vitest'
import { NOTHING } from '../../../lambda/model/runs/run-totals.ts'
import { progressId } from '../../../lambda/model/runs/version-store.ts'
import { LAYOUTS } from '../../../lambda/names/layouts.ts'
import { fakeCli } from '../fake-context.ts'

const done = {
  run: 'run-1',
  outcome: 'done' as const,
  startedAt: '2026-11-24T11:00:00.000Z',
  endedAt: '2026-11-24T11:58:00.000Z',
  totals: { ...NOTHING, repositories: 1, tags: 1234, changed: 2, missing: 3, removed: 3 },
  namespaces: Array.from({ length: 12 }, (_, at) => ({
    name: at === 0 ? '' : `n${at}`,
    repositories: 1,
    tags: 99 - at,
  })),
}

const used = async () => {
  const cli = fakeCli()
  const { version } = cli.system.ports
  await version.write({ schema: 1, minReader: 1, bucket: 'registry', roots: { distribution: 'sub' } })
  await version.ended(done)
  return Object.assign(cli, { version })
}

describe('registry-index status', () => {
  it('shows a new deployment, of which the registry is not known yet', async () => {
    const cli = fakeCli()
    expect(await cli.run('status')).toBe(0)
    expect(cli.out).toEqual([
      'index        registry-index, https://index.example/',
      'registry     not known before the first run over s3://registry',
      'events       0 waiting, 0 in flight, 0 dead letters',
    ])
  })

  it('shows the last run and the ten largest namespaces', async () => {
    const cli = await used()
    expect(await cli.run('status')).toBe(0)
    expect(cli.out.slice(1, 5)).toEqual([
      'registry     s3://registry: distribution (rootdirectory=/sub); schema 1',
      'last run     done 2 min ago (2026-11-24T11:58:00.000Z), took 58 min: 1 repository, 1,234 tags, 2 changed, 3 repositories missing from the bucket, 3 removed from the index, 0 problems',
      'events       0 waiting, 0 in flight, 0 dead letters',
      'largest      (no namespace): 1 repository, 99 tags',
    ])
    expect(cli.out.slice(-2)).toEqual([
      '             n9: 1 repository, 90 tags',
      '             and 2 more; --json shows them',
    ])
    expect(cli.out).toHaveLength(15)
  })

  it('shows the newest build of what search holds', async () => {
    const cli = await used()
    await cli.snapshots.nextNumber()
    const builtAt = cli.system.clock.now() - 90_000
    const sizes = { segments: [1], documents: 1234, bytes: 2 ** 20 }
    await cli.snapshots.point({ number: 1, format: 1, digest: '', watermark: 0, builtAt, ...sizes })
    await cli.run('status')
    expect(cli.out[3]).toBe(
      'search       1,234 documents, 1.0 MiB packed, built 1 min 30 s ago (2026-11-24T11:58:30.000Z)',
    )
    cli.out.length = 0
    await cli.run('status', '--json')
    const search = { documents: 1234, bytes: 2 ** 20, builtAt: '2026-11-24T11:58:30.000Z' }
    expect(JSON.parse(cli.out.join('\n'))).toMatchObject({ search })
  })

  it('names the settings that may be wrong if a run over the whole bucket found nothing', async () => {
    const cli = await used()
    await cli.version.ended({ ...done, run: 'run-2', totals: NOTHING, namespaces: [] })
    await cli.run('status')
    expect(cli.out[2]).toMatch(/check the settings bucket, layout, rootdirectory\b.*\band \w+$/)
    for (const { root } of LAYOUTS) expect(cli.out[2]).toContain(root.setting)
  })

  it('shows what the last deep run found, though later ones did not look', async () => {
    const cli = await used()
    const deepTotals = { ...done.totals, gone: 3 }
    const endedAt = '2026-11-22T12:00:00.000Z'
    await cli.version.ended({ ...done, endedAt, run: 'deep', totals: deepTotals, deep: { contents: 9 } })
    await cli.run('status')
    expect(cli.out[2]).toMatch(/^last run .* 3 tags of which something is gone$/)
    expect(cli.out[3]).toMatch(/^events/)
    cli.out.length = 0
    await cli.version.ended({ ...done, run: 'run-2' })
    await cli.run('status')
    expect(cli.out[3]).toBe('last deep    2 d ago (2026-11-22T12:00:00.000Z): 3 tags of which something is gone')
    cli.out.length = 0
    await cli.version.ended({ ...done, run: 'deep-2', deep: { contents: 0, why: '{"errorMessage":"too many blobs"}' } })
    await cli.version.ended({ ...done, run: 'run-3' })
    await cli.run('status')
    expect(cli.out[3]).toMatch(/^last deep .*: too many blobs$/)
  })

  it('shows what others were not told, where somebody is told', async () => {
    const cli = await used()
    for (const [lostEvents, text] of [
      [0, 'told others  nothing was lost'],
      [2, 'told others  2 messages of what they were not told, and will not be'],
    ] as const) {
      Object.assign(cli.queues, { lostEvents })
      cli.out.length = 0
      await cli.run('status')
      expect(cli.out[4]).toBe(text)
    }
  })

  it('shows that the index is being rebuilt with another schema', async () => {
    const cli = await used()
    const row = { schema: 1, minReader: 2, migratingTo: 2, bucket: 'registry', roots: { distribution: '' } }
    await cli.version.write(row)
    await cli.run('status')
    expect(cli.out[1]).toBe(
      'registry     s3://registry: distribution (rootdirectory=/); schema 1, being rebuilt as schema 2',
    )
  })

  it.each([
    ['a run was refused', { outcome: 'refused' as const, error: 'no \u001b[2Jlisting' }],
    ['nothing was looked at', { totals: NOTHING, deep: { contents: 0, why: 'no \u001b[2Jlisting' } }],
    ['repositories failed', { totals: { ...NOTHING, failed: 1, failures: ['a: no \u001b[2Jlisting'] } }],
  ])('shows what a terminal would obey in the reason why %s', async (_, run) => {
    const cli = await used()
    await cli.version.ended({ ...done, ...run })
    await cli.run('status')
    expect(cli.out.join('\n')).toContain('no \\u{1b}[2Jlisting')
  })

  it('shows a run in progress, a refused run with its reason, and dead letters', async () => {
    const cli = await used()
    await cli.version.ended({ ...done, run: 'run-2', outcome: 'refused', error: '{"errorMessage":"it lists nothing"}' })
    const now = cli.system.clock.now()
    const ids = ['progress:distribution:a', 'progress:distribution:b']
    await cli.version.lease('run-3', now - 10_000, now - 1, ids)
    const totals = { ...NOTHING, repositories: 5, tags: 20, problems: 1 }
    await cli.version.progress({ id: ids[0] ?? '', run: 'run-3', mode: 'compare', done: true, totals, namespaces: [] })
    Object.assign(cli.queues, { waiting: 7, inFlight: 2, deadLetters: 1 })
    await cli.run('status')
    expect(cli.out.slice(2, 6)).toEqual([
      'running      run-3, 50 %, 1 of 2 ranges, 5 repositories, 20 tags, 0 changed, 1 problem, 2 tags/s; it died: its lease has expired and another run may start',
      'last run     refused 2 min ago (2026-11-24T11:58:00.000Z), took 58 min: it lists nothing',
      expect.stringMatching(/^last success done 2 min ago/),
      'events       7 waiting, 2 in flight, 1 dead letter',
    ])
  })

  it('shows of a run how long it will take, and what it reads, whatever that is called', async () => {
    const cli = await used()
    const now = cli.system.clock.now()
    const ids = Array.from({ length: 36 }, (_, part) => progressId('distribution', part))
    await cli.version.lease('run-2', now - 200_000, now + 60_000, ids, { repositories: 1, tags: 1234 })
    const counts = { repositories: 0, tags: 234, changed: 1, problems: 0, removed: 0 }
    const beat = { run: 'run-2', mode: 'compare' as const, since: { at: now - 100_000, tags: 34 }, ...counts }
    const names = ['a\u001b[2J', 'b', 'c', 'd']
    for (const [at, reading] of names.entries())
      await cli.version.beat({ ...beat, of: ids[at] ?? '', at: now - at * 1000, reading })
    await cli.run('status')
    expect(cli.out[2]).toBe(
      'running      run-2, 75 %, 0 of 36 ranges, 0 repositories of 1, 936 tags of 1,234, 4 changed, 8 tags/s, 37 s left, reading a\\u{1b}[2J, b, c …',
    )
  })

  it('prints JSON with all namespaces for --json', async () => {
    const cli = await used()
    expect(await cli.run('status', '--json')).toBe(0)
    expect(JSON.parse(cli.out.join('\n'))).toMatchObject({
      stack: 'registry-index',
      url: 'https://index.example/',
      index: { bucket: 'registry', roots: { distribution: 'sub' }, schema: 1 },
      lastRun: { outcome: 'done', seconds: 3480, totals: done.totals },
      namespaces: done.namespaces,
      queues: { waiting: 0, inFlight: 0, deadLetters: 0 },
    })
  })
})
