import { describe, expect, it } from 'vitest'
import { bar, bytes, counted, duration } from '../../cli/text.ts'

describe('duration', () => {
  it.each([
    [0, '0 s'],
    [59, '59 s'],
    [60, '1 min'],
    [3725, '1 h 2 min'],
    [200_000, '2 d 7 h'],
    [86_400 * 3 + 5, '3 d 5 s'],
  ])('formats %d seconds as %s', (seconds, text) => expect(duration(seconds)).toBe(text))
})

describe('bytes', () => {
  it.each([
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1.0 KiB'],
    [1536, '1.5 KiB'],
    [1_048_524, '1023.9 KiB'],
    [1_048_525, '1.0 MiB'],
    [1024 ** 4, '1.0 TiB'],
    [1024 ** 6, '1024.0 PiB'],
  ])('formats %d bytes as %s', (size, text) => expect(bytes(size)).toBe(text))
})

describe('counted', () => {
  it('uses the singular for 1 only, and thousands separators', () => {
    expect(counted(1, 'tag')).toBe('1 tag')
    expect(counted(0, 'tag')).toBe('0 tags')
    expect(counted(12_345, 'entry', 'entries')).toBe('12,345 entries')
  })
})

describe('bar', () => {
  it('has the same width for every percentage', () => {
    expect([0, 1, 50, 100].map((percent) => bar(percent, 10))).toEqual([
      '[..........]',
      '[..........]',
      '[#####.....]',
      '[##########]',
    ])
  })
})
