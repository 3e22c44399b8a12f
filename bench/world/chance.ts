// Reproducible randomness: the same seed gives the same world at every run.

import { createHash } from 'node:crypto'

/** Returns a pseudo-random generator (mulberry32) of numbers from 0 up to, but not including, 1. */
export const chance = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** Hashes a text to a seed. */
export const seedOf = (text: string): number =>
  [...text].reduce((hash, character) => Math.imul(hash ^ character.charCodeAt(0), 0x01000193) >>> 0, 0x811c9dc5)

/** Picks one element of a list. */
export const oneOf = <T>(list: readonly T[], random: () => number): T => list[Math.floor(random() * list.length)] as T

/** Returns the SHA-256 of a text as 64 hex digits. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
