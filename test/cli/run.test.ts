import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { CliError, UsageError } from '../../cli/cli-error.ts'
import { COMMANDS } from '../../cli/commands/all.ts'
import { explain } from '../../cli/explain.ts'
import { fakeCli } from './fake-context.ts'

describe('the command line interface', () => {
  it.each([['--help'], ['-h'], ['help']])('lists all commands for %s', async (argument) => {
    const cli = fakeCli()
    expect(await cli.run(argument)).toBe(0)
    for (const { name, summary } of COMMANDS) expect(cli.out.join('\n')).toMatch(new RegExp(`${name} +${summary}`))
  })

  it.each(COMMANDS.flatMap(({ name }) => [[[name, '--help']], [['help', name]], [[name, '-h', '--nonsense']]]))(
    'lists all options of the command for %j, in lines of at most 120 characters',
    async (argv) => {
      const cli = fakeCli()
      expect(await cli.run(...argv.flatMap((one) => one.split(' ')))).toBe(0)
      const text = cli.out.join('\n')
      const { options } = COMMANDS.find(({ name }) => argv.includes(name)) ?? { options: {} }
      for (const name of Object.keys(options)) expect(text).toContain(`--${name}`)
      expect(Math.max(...text.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(120)
    },
  )

  it('prints its version', async () => {
    const cli = fakeCli()
    expect(await cli.run('--version')).toBe(0)
    expect(cli.out).toEqual(['1.2.3'])
  })

  it.each([
    [
      [],
      'no command was given; the commands are preflight, status, doctor, search, reconcile, verify, storage, cleanup, redrive, bucket-setup, user add, user remove, user list (see registry-index --help)',
    ],
    [
      ['stauts'],
      'unknown command "stauts"; the commands are preflight, status, doctor, search, reconcile, verify, storage, cleanup, redrive, bucket-setup, user add, user remove, user list (see registry-index --help)',
    ],
    [
      ['--deep', 'verify'],
      'unknown option --deep; options follow the command, the commands are preflight, status, doctor, search, reconcile, verify, storage, cleanup, redrive, bucket-setup, user add, user remove, user list (see registry-index --help)',
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
      '--prefix and --repository were both given; give only one of them',
    ],
    [
      ['reconcile', '--repository', 'Team App'],
      '--repository is "Team App"; it must have lower-case letters and digits with single separators (. _ - /) between them, such as team/app; in a registry v1 also capitals, such as team/App or team/App@docker-v1',
    ],
    [
      ['reconcile', '--prefix', '/'],
      '--prefix is "/"; it must start with a letter or digit and have only letters, digits and . _ - /',
    ],
    [
      ['reconcile', '--prefix', 'a'.repeat(256)],
      'the value of --prefix or --repository is too long; names have at most 255 characters',
    ],
    [['verify', '--limit', '0'], '--limit is "0"; it must be a whole number from 1 to 999999999'],
    [
      ['verify', '--registry', 'example.com'],
      '--registry is "example.com"; it must be an http or https address, such as https://registry.example.com',
    ],
    [
      ['verify', '--registry', 'https://a:b@example.com'],
      '--registry contains a name or password; give them with --user NAME:PASSWORD',
    ],
    [['verify', '--user', 'me'], '--user has no name before a colon; it must have the form NAME:PASSWORD'],
    [['storage', '--older', '1.5'], '--older is "1.5"; it must be a whole number from 0 to 999999999'],
    [['storage', '--older='], '--older is ""; it must be a whole number from 0 to 999999999'],
    [['storage', '--older', '1e3'], '--older is "1e3"; it must be a whole number from 0 to 999999999'],
    [['storage', '--largest', '0'], '--largest is "0"; it must be a whole number from 1 to 999999999'],
    [['storage', '--csv', '--json'], '--json and --csv were both given; give only one of them'],
  ])('fails for %j with one line and exit status 2, and starts no run', async (argv, message) => {
    const cli = fakeCli()
    expect(await cli.run(...argv)).toBe(2)
    expect(cli.notes).toEqual([`registry-index: ${message}`])
    expect(cli.started).toEqual([])
    if (argv.includes('--json'))
      expect(JSON.parse(cli.out.join(''))).toEqual({
        command: argv[0],
        exitStatus: 2,
        findings: [{ check: 'command', level: 'error', message }],
      })
    else expect(cli.out).toEqual([])
  })

  it.each([
    [['--local', 'status', '--stack', 'other']],
    [['--local', '--stack', 'other', 'status']],
    [['--stack=other', '--json', 'status', '--local']],
    [['status', '--local', '--stack', 'other']],
  ])('takes %j for the same', async (argv) => {
    const cli = fakeCli()
    await cli.run(...argv)
    expect(cli.targets).toEqual([{ stack: 'other', local: true }])
  })

  it('fails with one line and exit status 1 if there is no such deployment', async () => {
    const cli = fakeCli()
    expect(await cli.run('status', '--stack', 'other', '--local')).toBe(1)
    expect(cli.notes).toEqual(['registry-index: there is no stack "other"'])
    expect(cli.targets).toEqual([{ stack: 'other', local: true }])
  })
})

const named = (name: string, message: string, more: object = {}) => Object.assign(new Error(message), { name, ...more })

describe('explain', () => {
  it.each<[string, unknown, string]>([
    ['a CliError', new UsageError('give it'), 'give it'],
    [
      'missing credentials',
      named('CredentialsProviderError', 'Could not load credentials from any providers'),
      'no AWS credentials were found; sign in (aws sso login), set AWS_PROFILE, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; for the local system of npm start give --local',
    ],
    [
      'a missing region',
      new Error('Region is missing'),
      'no AWS region is set; set AWS_REGION, or set AWS_PROFILE to a profile that has a region',
    ],
    ['expired credentials', named('ExpiredTokenException', 'x'), 'the AWS credentials have expired; sign in again'],
    [
      'a missing permission',
      named('AccessDeniedException', 'User x is not authorized to perform: dynamodb:Scan'),
      'AWS denies access: User x is not authorized to perform: dynamodb:Scan',
    ],
    [
      'a host that does not answer',
      Object.assign(
        new AggregateError([named('Error', 'x', { code: 'ECONNREFUSED', address: '127.0.0.1', port: 81 })]),
        {
          code: 'ECONNREFUSED',
        },
      ),
      "can't connect to 127.0.0.1:81: ECONNREFUSED; nothing listens there; check host and port, and whether the server runs",
    ],
    [
      'a server without TLS, as fetch reports it',
      new TypeError('fetch failed', { cause: named('Error', 'x', { code: 'ERR_SSL_WRONG_VERSION_NUMBER' }) }),
      'the server does not speak TLS on this port; write http:// in place of https:// (ERR_SSL_WRONG_VERSION_NUMBER)',
    ],
    [
      'a certificate that nobody signed',
      new TypeError('fetch failed', { cause: named('Error', 'x', { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }) }),
      "nobody that this machine trusts has signed the server's certificate; give the file of its authority in NODE_EXTRA_CA_CERTS (DEPTH_ZERO_SELF_SIGNED_CERT)",
    ],
    ['what fetch refuses by itself', new TypeError('fetch failed', { cause: new Error('bad port') }), 'bad port'],
    [
      'an unknown host, as fetch reports it',
      new TypeError('fetch failed', { cause: named('Error', 'x', { code: 'ENOTFOUND', hostname: 'nowhere.example' }) }),
      "can't connect to nowhere.example: ENOTFOUND; there is no host of that name; check its spelling, and the DNS of this machine",
    ],
    ['any other error, of which it takes the first', new Error('one\n  at two'), 'one'],
    [
      'a row of another form',
      z.safeParse(z.object({ until: z.number() }), { until: 'never' }).error,
      'data has another form than this version reads: until: Invalid input',
    ],
    ['an error without a message, of which it takes the name', new AggregateError([]), 'AggregateError'],
    ['a thrown value that is not an error', 'text', 'text'],
  ])('returns one line for %s', (_, error, text) => expect(explain(error)).toBe(text))
})

describe('UsageError', () => {
  it('is a CliError', () => expect(new UsageError('x')).toBeInstanceOf(CliError))
})
