import { describe, expect, it } from 'vitest'
import { COMMANDS } from '../../cli/commands/all.ts'
import { fakeCli } from './fake-context.ts'

/** What a command needs besides its name, where it needs something. */
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  preflight: ['registry'],
  search: ['redis'],
  'user add': ['alice', '--password-stdin'],
  'user remove': ['alice'],
}

const answers = async (cli: ReturnType<typeof fakeCli>, name: string, ...more: string[]) => {
  cli.out.length = 0
  cli.typed.stdin = 'a-long-password'
  const status = await cli.run(...name.split(' '), ...(ARGUMENTS[name] ?? []), '--json', ...more)
  return { status, printed: cli.out }
}

describe('--json', () => {
  it.each(COMMANDS.map(({ name }) => [name]))(
    'of %s prints one object, with command, status and findings',
    async (name) => {
      const cli = fakeCli()
      cli.secret.text = JSON.stringify({ username: 'registry', password: 'generated', users: ['alice:$2y$12$x:team/'] })
      cli.web.answer = async () => ({ status: 200, headers: new Map(), body: JSON.stringify({ items: [], total: 0 }) })
      const { status, printed } = await answers(cli, name)
      expect(printed).toHaveLength(1)
      const answer = JSON.parse(printed[0] ?? '')
      expect(answer).toMatchObject({ command: name, exitStatus: status, findings: expect.any(Array) })
      for (const finding of answer.findings)
        expect(finding).toMatchObject({
          check: expect.any(String),
          level: expect.any(String),
          message: expect.any(String),
        })
    },
  )

  const deployed = COMMANDS.map(({ name }) => name).filter((name) => name !== 'preflight')
  it.each(deployed.map((name) => [name]))('of %s says why it failed, with the same exit status', async (name) => {
    const { status, printed } = await answers(fakeCli(), name, '--stack', 'other')
    expect(status).toBe(1)
    expect(printed.map((text) => JSON.parse(text))).toEqual([
      {
        command: name,
        exitStatus: 1,
        findings: [{ check: 'command', level: 'error', message: 'there is no stack "other"' }],
      },
    ])
  })

  it.each([
    [['nonsense', '--json'], '', 2],
    [['--json'], '', 2],
    [['status', '--json', '--fast'], 'status', 2],
  ])('of a command line that is wrong says so: %j', async (argv, command, exitStatus) => {
    const cli = fakeCli()
    expect(await cli.run(...argv)).toBe(exitStatus)
    expect(JSON.parse(cli.out.join(''))).toMatchObject({ command, exitStatus, findings: [{ check: 'command' }] })
  })

  it('behind -- is no option', async () => {
    const cli = fakeCli()
    expect(await cli.run('search', '--stack', 'other', '--', '--json')).toBe(1)
    expect(cli.out).toEqual([])
  })
})
