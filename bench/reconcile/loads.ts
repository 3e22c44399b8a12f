// Loads of registries of several shapes, and runs after them that find nothing, in virtual time.

import { memoryVersion } from '../../test/fakes/memory-version.ts'
import { repositoryNames, shapeOf } from '../world/shape.ts'
import { makeWorld } from '../world/world.ts'
import { type Load, load } from './load.ts'

const path = (name: string): string => `${name}/_`
const inOrder = (names: Iterable<string>): string[] => [...names].sort((a, b) => (path(a) < path(b) ? -1 : 1))

/** Names of repositories of each shape, in the order of S3. */
const SHAPES: readonly (readonly [shape: string, names: (count: number) => string[]])[] = [
  ['made-up names', repositoryNames],
  ['one namespace', (count) => inOrder(Array.from({ length: count }, (_, at) => `team/${at.toString(36)}`))],
  ['one letter', (count) => inOrder(repositoryNames(count).map((name) => `a${name}`))],
  ['one tag each', (count) => inOrder(oneTagNames(count))],
]

const oneTagNames = (count: number): string[] => {
  const names: string[] = []
  for (let at = 0; names.length < count; at++) {
    const name = `n${at % 97}/${at.toString(36)}`
    if (shapeOf(name).tags.length === 1) names.push(name)
  }
  return names
}

// All items of these two indexes are in one partition each, and new ones at its end: no split makes room for more.
const isList = (partition: string): boolean => /^(catalog|changes) /.test(partition)

/** Loads each shape with so many repositories by ten functions, and by one, and runs once more over the first of them. */
export const loads = async (count: number, progress: (text: string) => void): Promise<Load[]> => {
  const done: Load[] = []
  const add = async (...asked: Parameters<typeof load>) => {
    progress(`${count} repositories: ${asked[0]}`)
    done.push(await load(...asked))
  }
  for (const [shape, names] of SHAPES) {
    const world = makeWorld(names(count))
    const version = memoryVersion()
    await add(`first load, ${shape}`, world, { version })
    const isFirst = done.length === 1
    if (isFirst) await add('nothing changed', world, { version })
    const split = makeWorld(names(count))
    await add(`first load, ${shape}, lookups split`, split, { isBound: isList })
    if (!isFirst) continue
    const alone = makeWorld(names(count))
    await add(`first load, ${shape}, one function`, alone, { isAlone: true, isBound: isList, version: memoryVersion() })
    await add('nothing changed, one function', alone, { isAlone: true })
  }
  return done
}
