import { describe, expect, it } from 'vitest'
import { parseChallenges } from '../../../lambda/http/registry-sign-in/challenges.ts'
import { subjectOf, tokenAddress, tokenIn } from '../../../lambda/http/registry-sign-in/tokens.ts'
import { jwt } from '../../fakes/sign-in.ts'

const HOSTS = ['registry.example.com', 'auth.example.com:5001', '[fd00::1]:5000', '127.0.0.1:5001']
const addressIn = (header: string) => {
  const [challenge] = parseChallenges(header) ?? []
  if (challenge === undefined) throw new Error(`no challenge in ${header}`)
  return tokenAddress(challenge, HOSTS)
}

describe('tokens are had where a challenge says', () => {
  it.each([
    ['Bearer realm="https://registry.example.com/token"', 'https://registry.example.com/token'],
    ['Bearer realm="https://REGISTRY.example.com:443/token"', 'https://registry.example.com/token'],
    [
      'Bearer realm="https://auth.example.com:5001/token/?a=b",service="r & co",scope="registry:catalog:*"',
      'https://auth.example.com:5001/token/?a=b&service=r+%26+co&scope=registry%3Acatalog%3A*',
    ],
    // What a challenge says counts more than what its address says.
    ['Bearer realm="https://registry.example.com/?service=a",service="b"', 'https://registry.example.com/?service=b'],
    ['Bearer realm="https://[FD00:0::1]:5000/token"', 'https://[fd00::1]:5000/token'],
    ['Bearer realm="http://127.0.0.1:5001/token"', 'http://127.0.0.1:5001/token'],
  ])('%s', (header, address) => {
    expect(addressIn(header)).toBe(address)
  })

  it.each([
    ['another host', 'https://evil.example.com/token'],
    ['another port', 'https://registry.example.com:5001/token'],
    ['the port of TLS of a host that is allowed by another', 'https://auth.example.com/token'],
    ['a host that only begins so', 'https://registry.example.com.evil.example/token'],
    ['a host behind a name', 'https://registry.example.com@evil.example/token'],
    ['a name and a password', 'https://a:b@registry.example.com/token'],
    ['a name', 'https://a@registry.example.com/token'],
    ['no TLS', 'http://registry.example.com/token'],
    ['another scheme', 'ftp://registry.example.com/token'],
    ['a path alone', '/token'],
    ['nothing', ''],
    ['a backslash', 'https://evil.example\\\\@registry.example.com/'],
  ])('but never from an address with %s', (_, realm) => {
    expect(addressIn(`Bearer realm="${realm}"`)).toBeUndefined()
  })

  it('and not without an address', () => {
    expect(addressIn('Bearer service="a"')).toBeUndefined()
  })
})

describe('an answer of a token service', () => {
  it.each([
    ['{"token":"a.b.c"}', 'a.b.c'],
    ['{"access_token":"abc=="}', 'abc=='],
    ['{"token":"one","access_token":"two","expires_in":"x","more":{}}', 'one'],
    ['{"token":"","access_token":"two"}', 'two'],
    ['{"token":null,"access_token":"two"}', 'two'],
    ['{"token":7}', undefined],
    ['{"token":["a"]}', undefined],
    ['{"token":"a b"}', undefined],
    ['{"token":"a\\r\\nX: y"}', undefined],
    [`{"token":"${'a'.repeat(20_000)}"}`, undefined],
    ['{}', undefined],
    ['[]', undefined],
    ['null', undefined],
    ['"token"', undefined],
    ['{"token":', undefined],
    ['<html>', undefined],
    ['', undefined],
  ])('%.60s', (body, token) => {
    expect(tokenIn(body)).toBe(token)
  })
})

it('a token says of whom it is if it is a JWT with a subject', () => {
  expect(subjectOf(jwt({ sub: 'alice' }))).toBe('alice')
  expect(subjectOf(jwt({ sub: '' }))).toBe('')
  expect(subjectOf(jwt({ sub: 'Jürgen' }))).toBe('Jürgen')
  for (const claims of [{}, { sub: null }, { sub: 7 }, { sub: ['alice'] }, [], 'alice']) {
    expect(subjectOf(jwt(claims as object))).toBeUndefined()
  }
  const [head = '', body = ''] = jwt({ sub: 'alice' }).split('.')
  for (const token of ['', 'abc', '..', `${head}.${body}`, `${jwt({ sub: 'a' })}.x.y`, `${head}.*.x`])
    expect(subjectOf(token)).toBeUndefined()
})
