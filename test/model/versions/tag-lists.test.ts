import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { rankKey } from '../../../lambda/model/sort-keys.ts'

const LINES = readFileSync(new URL('tag-lists.txt', import.meta.url), 'utf8').split('\n')
const LISTS = LINES.filter((line) => line !== '' && !line.startsWith('#')).map((line) => {
  const [name = '', list = ''] = line.split(/:(?=[ ])/)
  const [versions = [], others = []] = list.split('|').map((some) => some.split(' ').filter((tag) => tag !== ''))
  return { name, versions, others }
})

const at = (minutes: number) => `${new Date(Date.UTC(2026, 0, 1, 0, minutes)).toISOString().slice(0, 19)}Z`

it.each(LISTS)('tags of $name rank as its people mean them', ({ versions, others }) => {
  // The greatest version is the oldest tag, and all others are newer than any version.
  const keys = new Map([
    ...versions.map((tag, index): [string, string] => [tag, rankKey(tag, at(index), false)]),
    ...others.map((tag, index): [string, string] => [tag, rankKey(tag, at(1000 - index), false)]),
  ])
  const key = (tag: string) => keys.get(tag) ?? ''
  const ranked = [...keys.keys()].sort((a, b) => (key(a) < key(b) ? 1 : -1))
  expect(ranked).toEqual([...versions, ...others])
})

it('are sixty lists at least, each of which has tags', () => {
  expect(LISTS.length).toBeGreaterThanOrEqual(60)
  for (const { versions, others } of LISTS) expect(versions.length + others.length).toBeGreaterThan(2)
})
