import { describe, expect, it } from 'vitest'
import { CliError, UsageError } from '../../cli/cli-error.ts'
import { COMMANDS } from '../../cli/commands/all.ts'
import { explain } from '../../cli/explain.ts'
import { fakeCli } from './fake-context.ts'

describe('the command line', () => {
  it.each([['--help'], ['-h'], ['help']])('of %s names all commands', async (argument) => {
    const cli = fakeCli()
    expect(await cli.run(argument)).toBe(0)
    for (const { name, summary } of COMMANDS) expect(cli.out.join('\n')).toMatch(new RegExp(`${name} +${summary}`))
  })

  it.each(COMMANDS.flatMap(({ name }) => [[[name, '--help']], [['help', name]], [[name, '-h', '--nonsense']]]))(
    'of %j names all options of the command, in lines that fit a screen',
    async (argv) => {
      const cli = fakeCli()
      expect(await cli.run(...argv)).toBe(0)
      const text = cli.out.join('\n')
      const { options } = COMMANDS.find(({ name }) => argv.includes(name)) ?? { options: {} }
      for (const name of Object.keys(options)) expect(text).toContain(`--${name}`)
      expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(120)
    },
  )

  it('says its version', async () => {
    const cli = fakeCli()
    expect(await cli.run('--version')).toBe(0)
    expect(cli.out).toEqual(['1.2.3'])
  })

  it.each([
    [[], 'no command was given; the commands are status, reconcile, verify, storage (see registry-index --help)'],
    [
      ['stauts'],
      'unknown command "stauts"; the commands are status, reconcile, verify, storage (see registry-index --help)',
    ],
    [
      ['--json', 'status'],
      'unknown option --json; options come after a command, the commands are status, reconcile, verify, storage (see registry-index --help)',
    ],
    [['status', '--fast'], "status: unknown option '--fast'; the options are --json, --stack, --local"],
    [['status', 'now'], "status: unexpected argument 'now'; the options are --json, --stack, --local"],
    [
      ['status', '--stack'],
      "status: option '--stack <value>' argument missing; the options are --json, --stack, --local",
    ],
    [
      ['status', '--json=1'],
      "status: option '--json' does not take an argument; the options are --json, --stack, --local",
    ],
    [
      ['reconcile', '--prefix', 'a', '--repository', 'b'],
      '--prefix and --repository were both given; give one of them',
    ],
    [
      ['reconcile', '--repository', 'Team App'],
      '--repository is "Team App"; a name has lower-case letters, digits and single separators (. _ - /), as in team/app; of a registry v1 also capitals, as in team/App or team/App@docker-v1',
    ],
    [['reconcile', '--prefix', '/'], '--prefix is "/"; names start with letters and digits, then also . _ - and /'],
    [['reconcile', '--prefix', 'a'.repeat(256)], '--prefix is longer than a name can be: at most 255 characters'],
    [['verify', '--limit', '0'], '--limit is "0"; it must be a whole number from 1'],
    [
      ['verify', '--registry', 'example.com'],
      '--registry is "example.com"; it must be an address as https://registry.example.com',
    ],
    [
      ['verify', '--registry', 'https://a:b@example.com'],
      '--registry has a name or password in it; give those by --user NAME:PASSWORD',
    ],
    [['verify', '--user', 'me'], '--user must be NAME:PASSWORD'],
    [['storage', '--older', '1.5'], '--older is "1.5"; it must be a whole number from 0'],
    [['storage', '--older='], '--older is ""; it must be a whole number from 0'],
    [['storage', '--older', '1e3'], '--older is "1e3"; it must be a whole number from 0'],
    [['storage', '--largest', '0'], '--largest is "0"; it must be a whole number from 1'],
    [['storage', '--csv', '--json'], '--json and --csv were both given; give one of them'],
  ])('fails for %j with one line and status 2, and starts nothing', async (argv, message) => {
    const cli = fakeCli()
    expect(await cli.run(...argv)).toBe(2)
    expect(cli.notes).toEqual([`registry-index: ${message}`])
    expect(cli.out).toEqual([])
    expect(cli.started).toEqual([])
  })

  it('fails with one line and status 1 where there is no such deployment', async () => {
    const cli = fakeCli()
    expect(await cli.run('status', '--stack', 'other', '--local')).toBe(1)
    expect(cli.notes).toEqual(['registry-index: there is no stack "other"'])
    expect(cli.targets).toEqual([{ stack: 'other', local: true }])
  })
})

const named = (name: string, message: string, more: object = {}) => Object.assign(new Error(message), { name, ...more })

describe('explain', () => {
  it.each<[string, unknown, string]>([
    ['an error of ours', new UsageError('give it'), 'give it'],
    [
      'no credentials',
      named('CredentialsProviderError', 'Could not load credentials from any providers'),
      'no AWS credentials were found; sign in (aws sso login), set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; for the system of npm start give --local',
    ],
    [
      'no region',
      new Error('Region is missing'),
      'no AWS region is set; set AWS_REGION, or AWS_PROFILE to a profile that has one',
    ],
    [
      'credentials that expired',
      named('ExpiredTokenException', 'x'),
      'the AWS credentials have expired; sign in again',
    ],
    [
      'a missing right',
      named('AccessDeniedException', 'User x is not authorized to perform: dynamodb:Scan'),
      'AWS refuses it: User x is not authorized to perform: dynamodb:Scan',
    ],
    [
      'a host that does not answer',
      Object.assign(
        new AggregateError([named('Error', 'x', { code: 'ECONNREFUSED', address: '127.0.0.1', port: 81 })]),
        {
          code: 'ECONNREFUSED',
        },
      ),
      "can't reach 127.0.0.1:81: ECONNREFUSED; check the network",
    ],
    [
      'a host that nobody knows, as fetch says it',
      new TypeError('fetch failed', { cause: named('Error', 'x', { code: 'ENOTFOUND', hostname: 'nowhere.example' }) }),
      "can't reach nowhere.example: ENOTFOUND; check the network",
    ],
    ['the first line of anything else', new Error('one\n  at two'), 'one'],
    ['what has no message', new AggregateError([]), 'AggregateError'],
    ['what is no error', 'text', 'text'],
  ])('is of %s one line', (_, error, text) => expect(explain(error)).toBe(text))

  it('keeps the kinds apart', () => expect(new UsageError('x')).toBeInstanceOf(CliError))
})
