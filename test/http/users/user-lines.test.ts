import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { userLines } from '../../../lambda/http/users/user-lines.ts'

/** Of no password that anybody knows. */
const hash = (cost = '12', kind = '2y') => `$${kind}$${cost}$${'abcdefghijklmnopqrstu.'}${'A'.repeat(31)}`
const H = hash()

const messagesOf = (text: string) => userLines(text).problems
const usersOf = (text: string) => [...userLines(text).users.values()]

describe('lines of users', () => {
  it('have a name, a hash and perhaps prefixes', () => {
    expect(usersOf(`alice:${H}:team/,shared/base\nbob:${H}\ncarol::team/`)).toEqual([
      { name: 'alice', hash: H, prefixes: ['team/', 'shared/base'] },
      { name: 'bob', hash: H, prefixes: undefined },
      { name: 'carol', hash: undefined, prefixes: ['team/'] },
    ])
  })

  it('may be in a file of htpasswd with comments, empty lines, spaces, a byte order mark and any ends of lines', () => {
    const text = `\ufeff# users\r\n\r\n  # more\r\nalice:${H}  \r\n\t\rbob : ${H} : team/ , shared/ \nzoë:${H}`
    expect(userLines(text)).toEqual({
      users: new Map([
        ['alice', { name: 'alice', hash: H, prefixes: undefined }],
        ['bob', { name: 'bob', hash: H, prefixes: ['team/', 'shared/'] }],
        ['zoë', { name: 'zoë', hash: H, prefixes: undefined }],
      ]),
      refused: new Set(),
      mayMeanOthers: false,
      problems: [],
    })
  })

  it.each(['2a', '2b', '2y'])('may have a hash of the kind $%s$', (kind) => {
    expect(usersOf(`alice:${hash('10', kind)}`)).toHaveLength(1)
  })

  it.each(['alice', '__proto__', 'constructor', 'a b', "o'brien", 'a@b.example', '漏洞', '"', '\\', 'a#'])(
    'may name %s',
    (name) => {
      const { users, problems } = userLines(`${name}:${H}:team/`)
      expect(problems).toEqual([])
      expect([...users.keys()]).toEqual([name])
    },
  )

  it('count a prefix once', () => {
    expect(usersOf(`alice:${H}:team/,team/`)[0]?.prefixes).toEqual(['team/'])
  })
})

describe('a line that is wrong', () => {
  const wrong: [string, RegExp][] = [
    ['alice', /no colon/],
    ['hunter2hunter2', /no colon/],
    [`:${H}`, /no name/],
    [`a\u0000b:${H}`, /its name has a character/],
    [`a\u001bb:${H}`, /its name has a character/],
    [`a\u2028b:${H}`, /its name has a character/],
    [`a\ud800:${H}`, /its name has a character/],
    [`${'a'.repeat(256)}:${H}`, /256 bytes; at most 255/],
    ['alice:', /neither a hash nor prefixes/],
    ['alice:hunter2', /no hash of bcrypt/],
    ['alice:$apr1$salt$0123456789012345678901', /no hash of bcrypt/],
    ['alice:{SHA}W6ph5Mm5Pz8GgiULbPgzG37mj9g=', /no hash of bcrypt/],
    ['alice:$6$salt$abc', /no hash of bcrypt/],
    [`alice:${hash('12', '2x')}`, /no hash of bcrypt/],
    [`alice:${H}x`, /no hash of bcrypt/],
    [`alice:${H.slice(0, -1)}`, /no hash of bcrypt/],
    [`alice:${H} hunter2`, /no hash of bcrypt/],
    [`alice:${hash('09')}`, /cost 9; 10 to 14/],
    [`alice:${hash('15')}`, /cost 15; 10 to 14/],
    [`alice:${hash('31')}`, /cost 31; 10 to 14/],
    [`alice:${H}:`, /list of prefixes is empty/],
    [`alice:${H}: `, /list of prefixes is empty/],
    [`alice:${H}:,`, /list of prefixes is empty/],
    ['alice::', /list of prefixes is empty/],
    [`alice:${H}:team/,`, /one of its prefixes is empty/],
    [`alice:${H}:,team/`, /one of its prefixes is empty/],
    [`alice:${H}:team/,,shared/`, /one of its prefixes is empty/],
    [`alice:${H}:*`, /can't begin the name/],
    [`alice:${H}:team/*`, /can't begin the name/],
    [`alice:${H}:/`, /can't begin the name/],
    [`alice:${H}:/team`, /can't begin the name/],
    [`alice:${H}:team//app`, /can't begin the name/],
    [`alice:${H}:team/ shared/`, /can't begin the name/],
    [`alice:${H}:team/:shared/`, /can't begin the name/],
    [`alice:${H}:Alice Liddell, who fell`, /can't begin the name/],
    [`alice:${H}:${'a'.repeat(256)}`, /can't begin the name/],
    [`alice:${H}:${Array.from({ length: 101 }, (_, at) => `a${at}/`)}`, /101 prefixes; at most 100/],
  ]

  it.each(wrong)('%j is reported by its number, and no other is', (line, message) => {
    const text = `# first\nbefore:${H}\n${line}\nafter:${H}`
    expect(messagesOf(text)).toEqual([{ line: 3, message: expect.stringMatching(message) }])
    expect(usersOf(text).map(({ name }) => name)).toEqual(['before', 'after'])
  })

  it.each(wrong)('%j is not quoted', (line) => {
    const [{ message } = { message: '' }] = messagesOf(line)
    for (const part of line.split(/[:,\s]/).filter((one) => one.length > 5 && one !== 'shared/'))
      expect(message).not.toContain(part)
  })

  it('keeps its name from seeing everything', () => {
    expect(userLines(`alice::\nbob\ncarol:${H}:*\ncarol:${H}:team/`).refused).toEqual(new Set(['alice', 'bob']))
  })
})

describe('two lines with one name', () => {
  it('are the first, and the second is reported', () => {
    const text = `alice:${H}:team/\nbob:${H}\nalice:${H}`
    expect(usersOf(text).map(({ name, prefixes }) => [name, prefixes])).toEqual([
      ['alice', ['team/']],
      ['bob', undefined],
    ])
    expect(messagesOf(text)).toEqual([
      { line: 3, message: 'its user is that of line 1, which counts; remove one of them' },
    ])
  })
})

it('any text is parsed, and nobody gets an empty prefix', () => {
  const part = fc.constantFrom('alice', ':', H, ',', 'team/', '\n', '\r', ' ', '#', '*', '\u0000')
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(part).map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(text, (any) => {
      for (const { name, hash: one, prefixes } of usersOf(any)) {
        expect(name).not.toBe('')
        expect(one).not.toBe('')
        expect(prefixes?.every((prefix) => prefix !== '') ?? one !== undefined).toBe(true)
        expect(prefixes).not.toEqual([])
      }
    }),
  )
})
