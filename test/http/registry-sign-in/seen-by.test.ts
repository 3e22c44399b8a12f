import { describe, expect, it } from 'vitest'
import { lineFor, restrictsAnybody } from '../../../lambda/http/registry-sign-in/seen-by.ts'
import { usersIn } from '../../../lambda/http/users/users.ts'

const HASH = `$2y$12$${'a'.repeat(53)}`
const seen = (text: string, ...names: string[]) => lineFor(names, usersIn(text))

describe('somebody whom the registry let in sees', () => {
  it('everything that no line speaks of', () => {
    expect(seen('', 'alice')).toBeUndefined()
    expect(seen('bob::team/', 'alice')).toBeUndefined()
  })

  it('what a line of theirs says, whether or not it has a hash', () => {
    expect(seen('alice::team/,shared/', 'alice')).toEqual(['team/', 'shared/'])
    expect(seen(`alice:${HASH}:team/`, 'alice')).toEqual(['team/'])
    expect(seen(`alice:${HASH}`, 'alice')).toBe('everything')
    expect(seen('{"username":"registry","password":"x","users":["alice::team/"]}', 'alice')).toEqual(['team/'])
  })

  it('nothing if their line is wrong', () => {
    expect(seen('alice::', 'alice')).toEqual([])
    expect(seen('alice:plain password:team/', 'ALICE')).toEqual([])
    expect(seen('*::/', 'bob')).toEqual([])
  })

  it.each([
    '{"users": ["alice::team/",]}',
    '{\n  "users": [\n    "alice::team/",\n  ]\n}',
    '{"users": {"alice": "team/"}}',
    '{"users": ["alice::team/\\nbob::team/"]}',
    '{"users": [["alice::team/"]]}',
    '{"users": [null]}',
    '{"Users": ["alice::team/"]}',
    '{"username": "registry", "password": "x", "user": "alice::team/"}',
    '{"alice": "team/"}',
    '["alice::team/"]',
    '"alice::team/"',
    'alice team/',
    'alice;:team/',
    'alice：：team/',
    '"alice":secret:team/',
    '::team/',
  ])('what nobody knows, if %s may have meant them', (text) => {
    for (const more of ['', '*::public/']) {
      const users = usersIn(text.startsWith('{') ? text : `${text}\n${more}`)
      expect(lineFor(['alice'], users)).toBe('unknown')
      expect(lineFor([], users)).toBe('unknown')
      expect(restrictsAnybody(users)).toBe(true)
    }
  })

  it('what their own line says, whatever is wrong with others', () => {
    expect(seen('alice::team/\nbob team/', 'Alice')).toEqual(['team/'])
    expect(seen('{"users": ["alice::team/", 5]}', 'alice')).toEqual(['team/'])
  })

  it('what a document says behind a byte order mark', () => {
    expect(seen('\ufeff{"users": ["alice::team/"]}', 'alice')).toEqual(['team/'])
  })

  it('what other tools keep beside users is not wrong', () => {
    expect(seen('{"username":"registry","password":"x","host":"h","user_pool":"p"}', 'alice')).toBeUndefined()
    expect(seen('{"users":["bob::team/"],"engine":"none"}', 'alice')).toBeUndefined()
    expect(seen('{}', 'alice')).toBeUndefined()
  })

  it('nothing, if their line has the name of the generated user, which passes it over', () => {
    expect(seen('{"username":"alice","password":"x","users":["alice::team/"]}', 'alice')).toEqual([])
  })

  it('what the line of all others says, if they have none', () => {
    expect(seen('*::public/\nalice::team/', 'bob')).toEqual(['public/'])
    expect(seen('*::public/\nalice::team/')).toEqual(['public/'])
    expect(seen('*::public/\nalice::team/', 'alice')).toEqual(['team/'])
    expect(seen(`*::public/\nbob:${HASH}`, 'bob')).toBe('everything')
  })

  it.each(['ALICE', 'Alice ', ' alice', 'álice', 'ａｌｉｃｅ', 'al\u200bice', 'alice\u0000', 'a lice'])(
    'what their line says, however a directory may take %j',
    (name) => {
      expect(seen('alice::team/', name)).toEqual(['team/'])
    },
  )

  it('what the line says that has the very name, where others only mean the same', () => {
    const lines = 'ALICE::one/\nalice::two/'
    expect(seen(lines, 'alice')).toEqual(['two/'])
    expect(seen(lines, 'Alice')).toEqual(['one/'])
    expect(seen(lines, 'Alice', 'alice')).toEqual(['two/'])
    expect(seen('alice::two/\nAlice::', 'Alice')).toEqual([])
  })

  it('what the line says for the first of their names that has one', () => {
    expect(seen('alice::team/', 'alice', 'alice@example.com')).toEqual(['team/'])
    expect(seen('alice@example.com::mail/', 'alice', 'alice@example.com')).toEqual(['mail/'])
    expect(seen('alice::team/\nalice@example.com::mail/', 'alice', 'alice@example.com')).toEqual(['team/'])
  })

  it.each(['constructor', '__proto__', 'toString'])('everything, called %s without a line', (name) => {
    expect(seen('bob::team/', name)).toBeUndefined()
  })
})

it('lines restrict somebody if one has prefixes or is wrong', () => {
  const restricts = (text: string) => restrictsAnybody(usersIn(text))
  expect([restricts(''), restricts(`bob:${HASH}`), restricts('{"username":"a","password":"b"}')]).toEqual([
    false,
    false,
    false,
  ])
  expect([restricts('alice::team/'), restricts('alice')]).toEqual([true, true])
})
