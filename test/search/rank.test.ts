import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { distribution } from '../../lambda/registry/layouts/distribution.ts'
import { layouts } from '../../lambda/registry/layouts/layouts.ts'
import { byTerm } from '../../lambda/search/by-term.ts'
import type { Candidate, Candidates, Position } from '../../lambda/search/candidates.ts'
import { ranked } from '../../lambda/search/rank.ts'
import type { SearchReader } from '../../lambda/search/reader.ts'
import { runs } from '../effort.ts'
import { repositoryName } from '../fakes/arbitraries.ts'
import { memorySystem } from '../fakes/system.ts'

const filled = async (names: readonly string[], descriptions: readonly string[] = []) => {
  const system = memorySystem()
  for (const [at, name] of names.entries()) {
    const description = descriptions[at]
    const labels = description === undefined ? {} : { 'org.opencontainers.image.description': description }
    system.registry.push(name, 'latest', { labels })
    await system.index(name, 'latest')
  }
  return system.tables
}
const all = layouts([distribution('')])
const rankedBy = (reader: SearchReader, terms: readonly string[], first: number) =>
  ranked(byTerm(reader, all, terms[0] ?? ''), { terms, phrase: terms.join(' ') }, first, reader)
const ordered = async (names: readonly string[], terms: readonly string[], descriptions: readonly string[] = []) => {
  const { reader } = await filled(names, descriptions)
  return namesOf(await rankedBy(reader, terms, 25).page(undefined, 25))
}

describe('of the first candidates', () => {
  it.each([
    ['the shorter name comes first', ['docker'], ['docker.io', 'docker-compose', 'docker-registry']],
    [
      "the name itself, and Docker's own of it, come before all",
      ['redis'],
      ['redis', 'library/redis', 'x/redis', 'redis-a'],
    ],
    ['names come before namespaces, and these by the alphabet', ['redis'], ['redis-exporter', 'redis/aaaa', 'redis/b']],
    ['all terms in the name count more than one', ['magick', 'image'], ['x/imagemagick', 'a/pluginmagick']],
  ])('%s', async (_, terms, expected) => {
    expect(await ordered([...expected].reverse(), terms)).toEqual(expected)
  })

  it.each([
    [
      'words that stand beside each other count more',
      ['json', 'processor'],
      ['a processor of json', 'a json processor'],
    ],
    ['words that stand behind each other as typed do', ['json', 'processor'], ['processor, json', 'json: processors']],
    ['words count more than what begins so', ['mail', 'agent'], ['mailer of agents', 'agent of mail']],
  ])('of descriptions %s', async (_, terms, descriptions) => {
    expect(await ordered(['x/a', 'x/abc'], terms, descriptions)).toEqual(['x/abc', 'x/a'])
  })

  it('so do words of names that stand beside each other, whatever is between them', async () => {
    const names = ['x/node-exporter', 'x/node-exp-exporter']
    const long = names.map((name) => `${name}${name.includes('-exp-') ? '' : '-of-machines-and-their-parts'}`)
    expect(await ordered([...long].reverse(), ['exporter', 'node'])).toEqual([...long].reverse())
    expect(await ordered([...long].reverse(), ['node', 'exporter'])).toEqual(long)
    expect(await ordered(['x/word-a-press', 'x/wordpresses'], ['word', 'press'])).toEqual([
      'x/word-a-press',
      'x/wordpresses',
    ])
  })

  it('words of a description count more than what is inside of words of a name', async () => {
    const names = ['x/kmailtransportd', 'x/postfix-agent']
    expect(await ordered(names, ['transport', 'mail'], ['', 'transport of mail'])).toEqual(names.reverse())
  })

  it('each comes once, in one order, whatever the page and however many are ranked', async () => {
    const names = fc.uniqueArray(fc.oneof(repositoryName, fc.stringMatching(/^[ab/]{1,6}$/)), { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(
        names,
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 5 }),
        async (some, first, limit) => {
          const sound = some.filter((name) => /^\w+(?:[./_-]\w+)*$/.test(name))
          const { reader } = await filled(sound)
          const order = byTerm(reader, all, 'a')
          const candidates = rankedBy(reader, ['a'], first)
          const whole = await candidates.page(undefined, 100)
          expect(namesOf(whole).sort()).toEqual(namesOf(await order.page(undefined, 100)).sort())
          expect(namesOf(await paged(candidates, limit))).toEqual(namesOf(whole))
        },
      ),
      { numRuns: runs(150, 10_000) },
    )
  })

  it('goes on behind one that went in between', async () => {
    const { reader, repositories } = await filled(['abc', 'ab', 'abcd', 'a/b'])
    const candidates = rankedBy(reader, ['ab'], 25)
    const [, second] = await candidates.page(undefined, 2)
    expect(second?.repository).toBe('abc')
    repositories.delete('ab')
    expect(namesOf(await candidates.page(second, 9))).toEqual(['abcd'])
    const gone = { class: second?.class ?? 0, entry: 'abb\0abb' }
    expect(namesOf(await candidates.page(gone, 9))).toEqual(['abcd'])
  })
})

const namesOf = (candidates: readonly Candidate[]) => candidates.map(({ repository }) => repository)

const paged = async (candidates: Candidates, limit: number): Promise<Candidate[]> => {
  const found: Candidate[] = []
  for (let after: Position | undefined; ; after = found.at(-1)) {
    if (after !== undefined) expect(candidates.accepts(after)).toBe(true)
    const page = await candidates.page(after, limit)
    found.push(...page)
    if (page.length < limit) return found
  }
}
