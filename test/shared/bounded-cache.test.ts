import { expect, it } from 'vitest'
import { boundedCache } from '../../lambda/shared/bounded-cache.ts'

it('a cache drops what it kept first when it is full', () => {
  const cache = boundedCache<string>(10)
  cache.set('a', 'first', 4)
  cache.set('b', 'second', 4)
  cache.set('a', 'again', 6)
  expect([cache.get('a'), cache.get('b')]).toEqual(['again', 'second'])
  cache.set('c', 'third', 1)
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual(['again', undefined, 'third'])
  cache.set('d', 'too much', 11)
  expect(['a', 'b', 'c', 'd'].map(cache.get)).toEqual([undefined, undefined, undefined, undefined])
  cache.set('e', 'all of it', 10)
  expect(cache.get('e')).toBe('all of it')
})

it('a cache forgets what it is told to, and has the room for others then', () => {
  const cache = boundedCache<string>(10)
  cache.set('a', 'first', 6)
  cache.remove('a')
  cache.remove('never there')
  cache.set('b', 'second', 5)
  cache.set('c', 'third', 5)
  expect(['a', 'b', 'c'].map(cache.get)).toEqual([undefined, 'second', 'third'])
})
