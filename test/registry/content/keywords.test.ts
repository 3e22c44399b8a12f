import { describe, expect, it } from 'vitest'
import { keywordsOf, keywordsThatFit } from '../../../lambda/registry/content/annotations/keywords.ts'

describe('the keywords of a list', () => {
  it.each([
    ['a list of one', 'web', 'web'],
    ['several, with white space', ' web,  http server ,\tproxy', 'web, http server, proxy'],
    ['the same twice, as it is first written', 'Web,db,WEB', 'Web, db'],
    ['empty elements', ',,web,, ,', 'web'],
    ['names of properties', 'constructor,__proto__', 'constructor, __proto__'],
    ['invisible characters', '\u202eweb,\u200b,d\u0000b', 'web, d b'],
    ['credentials', 'https://ann:s3cret@files.example/a,web', 'https://files.example/a, web'],
    ['one that is too long', `${'x'.repeat(256)},web`, 'web'],
    ['one that is as long as all may be', `${'é'.repeat(127)}x,web`, `${'é'.repeat(127)}x`],
    ['more than all may be', `${'a'.repeat(126)},${'b'.repeat(127)},c`, `${'a'.repeat(126)}, ${'b'.repeat(127)}`],
    ['a million', 'web,'.repeat(1e6), 'web'],
    ['nothing', ' , ', undefined],
    ['none', undefined, undefined],
  ])('of %s', (_, list, expected) => {
    expect(keywordsOf(list)).toBe(expected)
  })

  it('that fit are whole ones, in their order', () => {
    expect(keywordsThatFit('abc, de, f', 10)).toBe('abc, de, f')
    expect(keywordsThatFit('abc, de, f', 9)).toBe('abc, de')
    expect(keywordsThatFit('abc, de, f', 6)).toBe('abc, f')
    expect(keywordsThatFit('abc, de, f', 2)).toBe('de')
    expect(keywordsThatFit('abc', 2)).toBeUndefined()
    expect(keywordsThatFit('', 0)).toBeUndefined()
  })
})
