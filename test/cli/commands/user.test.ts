import { beforeEach, describe, expect, it } from 'vitest'
import { comparePassword, hashOfNobody } from '../../../lambda/http/users/bcrypt.ts'
import { usersIn } from '../../../lambda/http/users/users.ts'
import { fakeCli } from '../fake-context.ts'

const H = hashOfNobody(10)
const PASSWORD = 'correct horse'

let cli: ReturnType<typeof fakeCli>
beforeEach(() => {
  cli = fakeCli({ isTerminal: true })
  cli.typed.hidden = [PASSWORD, PASSWORD]
})
const users = () => usersIn(cli.secret.text ?? '')
const shown = () => [...cli.out, ...cli.notes, ...cli.typed.prompts].join('\n')

describe('registry-index user add', () => {
  it('lets a user sign in by a password that is asked for twice', async () => {
    expect(await cli.run('user', 'add', 'alice', '--prefix', 'team/', '--prefix', 'shared/')).toBe(0)
    const alice = users().lines.get('alice')
    expect(alice?.prefixes).toEqual(['team/', 'shared/'])
    expect(alice?.hash).toMatch(/^\$2b\$12\$/)
    expect(await comparePassword(PASSWORD, alice?.hash ?? '')).toBe(true)
    expect(users().generated?.password).toBe('generated')
    expect(cli.typed.prompts).toEqual(['Password for alice: ', 'The same again: '])
    expect(cli.out).toEqual(['alice may sign in and sees team/, shared/; it counts within a minute'])
    expect(shown()).not.toMatch(/\$2b|correct horse/)
  })

  it('takes the password from stdin without a terminal', async () => {
    cli = fakeCli()
    cli.typed.stdin = `\ufeff${PASSWORD}\r\n`
    expect(await cli.run('user', 'add', '--password-stdin', 'bob')).toBe(0)
    const bob = users().lines.get('bob')
    expect(bob?.prefixes).toBeUndefined()
    expect(await comparePassword(PASSWORD, bob?.hash ?? '')).toBe(true)
    expect(await cli.run('user', 'add', 'bob')).toBe(2)
    expect(cli.notes.join()).toContain('--password-stdin')
  })

  it('changes the password of a user who is there, and what he sees only if that is said', async () => {
    const seen: unknown[] = []
    cli.secret.text = `# people\nalice:${H}:team/\nbob:${H}\n alice :${H}:other/\n`
    for (const options of [[], ['--prefix', 'shared/'], [], ['--everything'], []]) {
      cli.typed.hidden = [PASSWORD, PASSWORD]
      expect(await cli.run('user', 'add', 'alice', ...options)).toBe(0)
      seen.push(users().lines.get('alice')?.prefixes)
    }
    expect(seen).toEqual([['team/'], ['shared/'], ['shared/'], undefined, undefined])
    expect(cli.secret.text).toMatch(/^# people\nalice:\$2b\$12\$[^:\n]+\nbob:[^\n]+\n$/)
  })

  it('says what somebody sees whom another sign-in lets in', async () => {
    expect(await cli.run('user', 'add', 'alice', '--no-password')).toBe(2)
    expect(await cli.run('user', 'add', 'alice', '--no-password', '--prefix', 'team/')).toBe(0)
    expect(users().lines.get('alice')).toEqual({ name: 'alice', hash: undefined, prefixes: ['team/'] })
    expect(cli.typed.prompts).toEqual([])
    expect(cli.out).toEqual(['alice sees team/; it counts within a minute'])
  })

  it('asks what a user sees whose line is wrong', async () => {
    cli.secret.text = `alice:${H}:\nbob:${H}\n`
    expect(await cli.run('user', 'add', 'alice')).toBe(1)
    expect(cli.notes.join()).toContain('say it by --prefix or --everything')
    expect(cli.typed.prompts).toEqual([])
    expect(await cli.run('user', 'add', 'alice', '--prefix', 'team/')).toBe(0)
    expect(users()).toMatchObject({ problems: [] })
  })

  it.each([
    [['', ''], /password is empty/],
    [['one', 'other'], /two passwords differ/],
    [['é'.repeat(37), ''], /74 bytes; bcrypt reads 72/],
    [['a\tb', ''], /control character/],
  ])('refuses the password %j', async (typed, message) => {
    const before = cli.secret.text
    cli.typed.hidden = [...typed]
    expect(await cli.run('user', 'add', 'alice')).toBe(1)
    expect(cli.notes.join()).toMatch(message)
    expect(cli.secret.text).toBe(before)
  })

  it.each([
    [['alice', '--prefix', ''], /prefixes is empty/],
    [['alice', '--prefix', 'team/*'], /can't begin the name/],
    [['alice', '--prefix', 'a,b'], /can't begin the name/],
    [['alice', '--prefix', 'a/', '--everything'], /exclude each other/],
    [['a:b'], /the name has a character/],
    [['#a'], /the name has a character/],
    [['{a'], /the name has a character/],
    [[''], /NAME is missing/],
    [[], /NAME is missing/],
    [['alice', 'bob'], /one argument too many/],
    [['alice', '--password', 'hunter2'], /unknown option/],
  ])('refuses %j', async (argv, message) => {
    expect(await cli.run('user', 'add', ...argv)).toBe(2)
    expect(cli.notes.join()).toMatch(message)
    expect(shown()).not.toContain('hunter2')
  })

  it('keeps what others change at the same time', async () => {
    cli.secret.text = `bob:${H}\n`
    cli.secret.before.push(() => {
      cli.secret.text = `bob:${H}\ncarol:${H}\n`
      cli.secret.version++
    })
    expect(await cli.run('user', 'add', 'alice')).toBe(0)
    expect([...users().lines.keys()]).toEqual(['bob', 'carol', 'alice'])
    // All the time is too often.
    cli.typed.hidden = [PASSWORD, PASSWORD]
    for (let time = 0; time < 9; time++) cli.secret.before.push(() => void cli.secret.version++)
    const before = cli.secret.text
    expect(await cli.run('user', 'add', 'dora')).toBe(1)
    expect(cli.notes.join()).toContain('nothing was written')
    expect(cli.secret.text).toBe(before)
  })

  it('keeps other fields of JSON, and either form of its lines', async () => {
    for (const lines of [undefined, [`bob:${H}`], `bob:${H}\r\n`]) {
      cli.typed.hidden = [PASSWORD, PASSWORD]
      cli.secret.text = JSON.stringify({ username: 'registry', password: 'generated', engine: 'x', users: lines })
      expect(await cli.run('user', 'add', 'alice')).toBe(0)
      expect(JSON.parse(cli.secret.text)).toMatchObject({ username: 'registry', password: 'generated', engine: 'x' })
      expect([...users().lines.keys()]).toEqual(lines === undefined ? ['alice'] : ['bob', 'alice'])
    }
  })

  it('refuses the generated user, a secret that is no secret of users, one that is full, and a stack without', async () => {
    expect(await cli.run('user', 'add', 'registry')).toBe(1)
    cli.secret.text = '{"username":'
    expect(await cli.run('user', 'add', 'alice')).toBe(1)
    cli.secret.text = `#${'x'.repeat(65_500)}\n`
    expect(await cli.run('user', 'add', 'alice')).toBe(1)
    cli.secret.text = undefined
    expect(await cli.run('user', 'add', 'alice')).toBe(1)
    expect(cli.notes).toEqual([
      expect.stringContaining('is the user that the deployment generated'),
      expect.stringContaining('mend it first'),
      expect.stringContaining('Secrets Manager keeps 65536'),
      expect.stringContaining('has no secret of users'),
    ])
  })
})

describe('registry-index user remove', () => {
  it('removes all lines of a user and nothing else', async () => {
    cli.secret.text = `# alice:\nalice:${H}\nbob:${H}\nalice:wrong\n`
    expect(await cli.run('user', 'remove', 'alice')).toBe(0)
    expect(cli.secret.text).toBe(`# alice:\nbob:${H}\n`)
    expect(cli.out).toEqual(['alice is removed; it counts within a minute'])
    expect(cli.notes).toEqual([])
    expect(await cli.run('user', 'remove', 'bob')).toBe(0)
    expect(cli.notes).toEqual(['nobody can sign in now; registry-index user add lets somebody'])
  })

  it.each([[`alice:${H}:team/`], ['alice::team/'], ['alice:wrong:team/']])(
    'says what becomes of who was restricted, where another sign-in lets people in: %s',
    async (line) => {
      cli.secret.text = `${line}\nbob:${H}\n`
      expect(await cli.run('user', 'remove', 'alice')).toBe(0)
      expect(cli.notes).toEqual([expect.stringContaining('with auth=registry')])
    },
  )

  it('refuses one who is not there, and the generated one', async () => {
    expect(await cli.run('user', 'remove', 'alice')).toBe(1)
    expect(await cli.run('user', 'remove', 'registry')).toBe(1)
    expect(cli.notes).toEqual([
      expect.stringContaining('there is no user "alice"'),
      expect.stringContaining('is the user that the deployment generated'),
    ])
  })
})

describe('registry-index user list', () => {
  it('shows names, costs and prefixes, and what is passed over; never a hash or a password', async () => {
    const lines = [`alice:${H}:team/,shared/`, 'carol::team/', 'dora:hunter2']
    cli.secret.text = JSON.stringify({ username: 'registry', password: 'generated-password', users: lines })
    expect(await cli.run('user', 'list')).toBe(1)
    expect(cli.out).toEqual([
      'NAME      PASSWORD       COST  SEES',
      'registry  in the secret        everything',
      'alice     bcrypt         10    team/, shared/',
      'carol     none here            team/',
    ])
    expect(cli.notes).toEqual([expect.stringMatching(/^passed over in the secret: line 3: .* no hash of bcrypt/)])
    cli.out.length = 0
    expect(await cli.run('user', 'list', '--json')).toBe(1)
    expect(JSON.parse(cli.out.join())).toEqual({
      command: 'user list',
      exitStatus: 1,
      users: [
        { name: 'registry', password: 'in the secret' },
        { name: 'alice', password: 'bcrypt', cost: 10, prefixes: ['team/', 'shared/'] },
        { name: 'carol', password: 'none here', prefixes: ['team/'] },
      ],
      findings: [{ check: 'users', level: 'warning', message: expect.stringContaining('line 3') }],
    })
    expect(shown()).not.toMatch(/\$10\$|hunter2|generated-password/)
  })

  it('ends well where nothing is wrong', async () => {
    expect(await cli.run('user', 'list')).toBe(0)
    expect(cli.notes).toEqual([])
  })
})

describe('a command of two words', () => {
  it('has its help, and is not found by the first alone', async () => {
    expect(await cli.run('help', 'user', 'add')).toBe(0)
    expect(cli.out.join()).toContain('registry-index user add NAME [options]')
    expect(await cli.run('user', 'add', '--help')).toBe(0)
    expect(await cli.run('user')).toBe(2)
    expect(await cli.run('user', 'ad')).toBe(2)
    expect(cli.notes).toEqual([
      expect.stringContaining('unknown command "user"; the commands are'),
      expect.stringContaining('unknown command "user ad"'),
    ])
  })
})
