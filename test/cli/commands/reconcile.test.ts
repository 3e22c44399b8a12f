import { describe, expect, it } from 'vitest'
import { NOTHING } from '../../../lambda/model/runs/run-totals.ts'
import { run } from '../../fakes/filled.ts'
import { ARN, fakeCli } from '../fake-context.ts'

const totals = { ...NOTHING, repositories: 3, tags: 5, changed: 1 }
const running = { status: 'RUNNING' }
const succeeded = { status: 'SUCCEEDED', output: JSON.stringify(totals) }

const NO_FINDINGS = { command: 'reconcile', exitStatus: 0, findings: [] }

describe('registry-index reconcile', () => {
  it.each([
    [[], {}],
    [['--rebuild', '--force'], { rebuild: true, force: true }],
    [['--deep'], { deep: true }],
    [['--prefix', 'team/'], { prefix: 'team/' }],
    [['--repository', 'team/app', '--rebuild'], { rebuild: true, repository: 'team/app' }],
  ])('starts a run with only the given options for %j', async (argv, input) => {
    const cli = fakeCli()
    cli.system.registry.push('team/app', 'v1')
    expect(await cli.run('reconcile', ...argv)).toBe(0)
    expect(cli.started).toEqual([input])
    expect(cli.out).toEqual(['started run-1; registry-index status shows its progress'])
  })

  it.each([
    [['--repository', 'team/aap'], 'whose name is "team/aap"; no run was started; did you mean team/app?'],
    [['--repository', 'app'], 'whose name is "app"; no run was started; did you mean team/app?'],
    [['--repository', 'team'], 'whose name is "team"; no run was started'],
    [['--prefix', 'taem/'], 'whose name begins with "taem/"; no run was started; did you mean team/?'],
    [['--prefix', 'nothing/'], 'whose name begins with "nothing/"; no run was started'],
  ])('starts no run for %j, which nothing is called', async (argv, message) => {
    const cli = fakeCli()
    cli.system.registry.push('team/app', 'v1')
    await run(cli.system)
    expect(await cli.run('reconcile', ...argv)).toBe(1)
    expect(cli.notes).toEqual([`registry-index: neither the bucket nor the index has a repository ${message}`])
    expect(cli.started).toEqual([])
  })

  it('starts a run for what only the index has, and where the bucket may not be listed', async () => {
    const cli = fakeCli()
    cli.system.registry.push('team/app', 'v1')
    await run(cli.system)
    for (const key of cli.system.bucket.keys()) cli.system.bucket.remove(key)
    expect(await cli.run('reconcile', '--repository', 'team/app')).toBe(0)
    const denied = fakeCli()
    Object.assign(denied.deployment, { bucket: { list: () => Promise.reject(new Error('denied')) } })
    expect(await denied.run('reconcile', '--repository', 'team/app')).toBe(0)
    expect([...cli.started, ...denied.started]).toHaveLength(2)
  })

  it.each([
    [2, 0, 'done: 3 repositories, 5 tags, 1 changed, 0 problems, 2 tags of which something is gone'],
    [
      undefined,
      1,
      'done: 3 repositories, 5 tags, 1 changed, 0 problems; whether blobs are gone was not looked at: registry-index status says why',
    ],
  ])('tells for --deep of how many tags something is gone (%s)', async (gone, status, text) => {
    const cli = fakeCli()
    const output = JSON.stringify({ ...totals, gone })
    cli.executions.push(() => ({ status: 'SUCCEEDED', output }))
    expect(await cli.run('reconcile', '--deep', '--wait')).toBe(status)
    expect(cli.out).toEqual([text])
  })

  it('prints JSON for --json', async () => {
    const cli = fakeCli()
    await cli.run('reconcile', '--json')
    expect(JSON.parse(cli.out.join())).toEqual({ ...NO_FINDINGS, execution: ARN, outcome: 'started' })
    cli.executions.push(() => succeeded)
    await cli.run('reconcile', '--json', '--wait')
    expect(JSON.parse(cli.out[1] ?? '')).toEqual({ ...NO_FINDINGS, execution: ARN, outcome: 'done', totals })
  })

  it('prints a line every five seconds while it waits, if the output is not a terminal', async () => {
    const cli = fakeCli()
    const { version } = cli.system.ports
    const begin = async () => {
      const now = cli.system.clock.now()
      await version.lease('run-1', now - 10_000, now + 600_000, ['progress:distribution:a'])
      return running
    }
    cli.executions.push(...Array(6).fill(() => running), begin, ...Array(6).fill(() => running), () => succeeded)
    expect(await cli.run('reconcile', '--wait')).toBe(0)
    expect(cli.notes).toEqual([
      'started run-1; Ctrl-C stops the display, not the run',
      '5 s: starting',
      '10 s: 0 %, 0 of 1 range, 0 repositories, 0 tags, 0 changed, 0 tags/s',
    ])
    expect(cli.out).toEqual(['done: 3 repositories, 5 tags, 1 changed, 0 problems'])
  })

  it('ends with exit status 1 and the names where repositories failed', async () => {
    const cli = fakeCli()
    const failures = ['team/app: no', 'team/b: no', 'team/c: no']
    const output = JSON.stringify({ ...totals, failed: 4, failures })
    cli.executions.push(() => ({ status: 'SUCCEEDED', output }))
    expect(await cli.run('reconcile', '--wait')).toBe(1)
    expect(cli.out).toEqual([
      'done, with failures: 3 repositories, 5 tags, 1 changed, 0 problems, 4 repositories failed: team/app: no; team/b: no; team/c: no …',
    ])
  })

  it('shows a progress bar of its own run on a terminal, and clears it at the end', async () => {
    const cli = fakeCli({ isTerminal: true })
    const { version } = cli.system.ports
    const id = 'progress:distribution:a'
    const begin = (run: string) => async () => {
      await version.lease(run, cli.system.clock.now(), cli.system.clock.now(), [id, 'progress:distribution:b'])
      await version.progress({ id, run, mode: 'compare', done: true, totals, namespaces: [] })
      return running
    }
    cli.executions.push(begin('other'), begin('run-1'), () => succeeded)
    expect(await cli.run('reconcile', '--wait')).toBe(0)
    expect(cli.shown).toEqual([
      '[....................] 0 s: starting',
      '[##########..........] 1 s: 50 %, 1 of 2 ranges, 3 repositories, 5 tags, 1 changed, 5 tags/s',
      '',
    ])
  })

  it.each([
    [
      'was refused',
      {
        status: 'FAILED',
        error: 'ReconcileRefused',
        cause: '{"errorType":"ReconcileRefused","errorMessage":"the run x is under way"}',
      },
      'the run x is under way',
    ],
    ['was aborted', { status: 'ABORTED' }, 'it ended with status ABORTED'],
    ['took too long', { status: 'TIMED_OUT', error: 'States.Timeout' }, 'States.Timeout'],
  ])('fails with the reason if the run %s', async (_, execution, reason) => {
    const cli = fakeCli({ isTerminal: true })
    cli.executions.push(() => execution)
    expect(await cli.run('reconcile', '--wait', '--json')).toBe(1)
    expect(cli.notes[1]).toBe(`registry-index: the run failed: ${reason}`)
    expect(JSON.parse(cli.out.join())).toEqual({
      ...{ ...NO_FINDINGS, exitStatus: 1, execution: ARN, outcome: 'failed' },
      findings: [{ check: 'run', level: 'error', message: `the run failed: ${reason}` }],
    })
  })

  it('stops waiting on Ctrl-C, and says that the run continues', async () => {
    const cli = fakeCli()
    cli.executions.push(() => {
      cli.interrupt.abort()
      return running
    })
    expect(await cli.run('reconcile', '--wait')).toBe(130)
    expect(cli.notes.at(-1)).toBe('the run run-1 continues; registry-index status shows its progress')
    expect(cli.out).toEqual([])
  })

  it('fails if it cannot read the result of the run', async () => {
    const cli = fakeCli()
    cli.executions.push(() => ({ status: 'SUCCEEDED', output: '{}' }))
    expect(await cli.run('reconcile', '--wait')).toBe(1)
    expect(cli.notes.at(-1)).toMatch(/this version cannot read its result/)
  })
})
