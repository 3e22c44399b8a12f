import { describe, expect, it } from 'vitest'
import { byteLength, clean, clip } from '../../lambda/shared/text.ts'

describe('a text that is cut', () => {
  it.each([
    ['abcdef', 6, 'abcdef'],
    ['abcdef', 5, 'ab…'],
    ['abcdef', 4, 'a…'],
    ['\u{1f9ad}seal', 7, '\u{1f9ad}…'],
    ['ab cdef', 6, 'ab…'],
  ])('%j has a mark at its end, with %i bytes', (text, bytes, cut) => {
    expect(clip(text, bytes)).toBe(cut)
  })

  it.each([
    ['abcdef', 3],
    ['abcdef', 2],
    ['abcdef', 1],
    ['abcdef', 0],
    ['\u{1f9ad}seal', 6],
  ])('%j is empty where nothing would be left but the mark, with %i bytes', (text, bytes) => {
    expect(clip(text, bytes)).toBe('')
    expect(clean(text, bytes)).toBeUndefined()
  })

  it('has as many of its characters as fit where it has no mark', () => {
    expect([0, 1, 2, 9].map((bytes) => clip('aé', bytes, ''))).toEqual(['', 'a', 'a', 'aé'])
    expect(byteLength(clip('é'.repeat(300), 255, ''))).toBe(254)
  })
})

describe('a text of which nothing is seen', () => {
  it.each(['\u3164', '\u115f\u1160', '\uffa0 \u2800', '\u034f', '\ufe0f', '\u{e0100}', '\u0301', '\u17b4'])(
    '%j is none',
    (text) => {
      expect(clean(text, 100)).toBeUndefined()
      expect(clean(`${text}a${text}`, 100)).toContain('a')
    },
  )
})

it('a character has eight marks at most, and keeps those that scripts have', () => {
  expect(clean(`a${'\u0301'.repeat(200)}b`, 1000)).toBe(`a${'\u0301'.repeat(8)}b`)
  for (const text of ['ท\u0e35\u0e48', 'क\u094d\u0937\u093f', '❤\ufe0f', 'Vi\u1ec7t', 'e\u0301\u0302\u0323'])
    expect(clean(text, 100)).toBe(text)
})
