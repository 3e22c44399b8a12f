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
