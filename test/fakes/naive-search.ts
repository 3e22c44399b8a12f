// What a query finds, by looking at everything: no index, no pages, no bounds.

import type { RepositoryRow } from '../../lambda/model/row-schemas.ts'
import type { memoryStore } from './memory-store.ts'

/** What is asked for, in parts. */
export interface Wanted {
  readonly terms: readonly string[]
  /** As they were typed. */
  readonly phrase: string
  readonly without: readonly string[]
  /** What the tag begins with, of the first term. */
  readonly tag: string | undefined
  /** The start of a value: letters of its kinds in the order in which they are answered, and the value. */
  readonly value: { readonly kinds: string; readonly start: string; readonly isAlsoTerm: boolean } | undefined
  readonly namespace: string | undefined
  readonly from: string | undefined
  readonly before: string | undefined
  readonly arch: string | undefined
  readonly vendor: string | undefined
  readonly isDangling: boolean
  readonly isAnonymous: boolean
}

interface Found {
  readonly row: RepositoryRow
  readonly tag?: string
}
type Key = readonly (string | number)[]
type Tables = Pick<ReturnType<typeof memoryStore>, 'repositories' | 'briefs' | 'details'>

const compare = (a: Key, b: Key): number => {
  for (const [at, one] of a.entries()) {
    const other = b[at] ?? ''
    const by = typeof one === 'number' ? one - Number(other) : Buffer.compare(Buffer.from(one), Buffer.from(`${other}`))
    if (by !== 0) return by
  }
  return 0
}
const least = (keys: readonly Key[]): Key | undefined => [...keys].sort(compare)[0]
const isLetter = (character: string | undefined) => /[a-z0-9]/.test(character ?? '')

/** Where a term finds a repository best: the place in the design's order; undefined where it does not. */
const placeOf = ({ name, words }: RepositoryRow, term: string): Key | undefined => {
  if (name === term) return [-2, '']
  if (name === `library/${term}`) return [-1, '']
  const inName = [...name].flatMap((character, at): Key[] => {
    if (!isLetter(character) || !name.startsWith(term, at)) return []
    const before = name[at - 1] ?? '/'
    const kind = before === '/' ? 0 : isLetter(before) ? 2 : 1
    return [[kind, `${name.slice(at)}\0${name}`]]
  })
  return least(inName) ?? least(words.filter((word) => word.startsWith(term)).map((word) => [3, `${word}\0${name}`]))
}

/** How often a term begins in a name, or a word of the description. */
const countOf = ({ name, words }: RepositoryRow, term: string): number =>
  [...name].filter((character, at) => isLetter(character) && name.startsWith(term, at)).length +
  words.filter((word) => word.startsWith(term)).length

// The design's order once more by all terms and names; these registries are small enough for all of them to be ranked.
const rankOf = (row: RepositoryRow, term: string, others: readonly string[], phrase: string): Key | undefined => {
  const place = placeOf(row, term)
  if (place === undefined) return undefined
  const [kind, entry] = [Math.max(-1, Number(place[0])), `${place[1]}`]
  const { name } = row
  const text = wordsOf(row)
  const costs = [term, ...others].map((one) => costOf(name, text, one))
  const joined = (one: string) => one.replace(/[^a-z0-9]/g, '')
  const isPhrase = ` ${text.join(' ')}`.includes(` ${phrase}`) || joined(name).includes(joined(phrase))
  const cost = costs.reduce((sum, one) => sum + one, isPhrase ? -2 : 0)
  const inNamespace = kind >= 0 && kind < 3 && (entry.split('\0')[0] ?? '').slice(term.length).includes('/')
  const length = kind < 0 ? name.length : inNamespace ? 0 : (name.split('/').at(-1) ?? '').length
  return [others.length > 0 ? cost : kind, inNamespace ? 1 : 0, length, kind, entry]
}

const wordsOf = ({ title = '', description = '' }: RepositoryRow): string[] =>
  `${title} ${description}`.split(/[^a-z0-9]+/).filter((word) => word !== '')

// Component, word, inside; each whole or its start. Then words of the text, and what they begin with.
const costOf = (name: string, text: readonly string[], term: string): number => {
  const inName = [...name].flatMap((character, at) => {
    if (!isLetter(character) || !name.startsWith(term, at)) return []
    const isWhole = !isLetter(name[at + term.length])
    const before = name[at - 1] ?? '/'
    if (before === '/') return [isWhole ? 0 : 1]
    return [isLetter(before) ? 4 : isWhole ? 1 : 2]
  })
  return Math.min(...inName, text.includes(term) ? 3 : 4)
}

const says = ({ name, description = '', title = '' }: RepositoryRow, term: string): boolean => {
  const text = ` ${title} ${description}`
  return (
    name.includes(term) || [...text].some((_, at) => at > 0 && !isLetter(text[at - 1]) && text.startsWith(term, at))
  )
}

/** Everything that is wanted, in the designed order. */
export const naiveSearch = (tables: Tables, wanted: Wanted): Found[] => {
  const rows = [...tables.repositories.values()].filter(({ visible }) => visible > 0)
  // A term is of no use beside one that has it at the start of a word.
  const isIn = (term: string, other: string) =>
    other !== term && [...other].some((_, at) => other.startsWith(term, at) && !(at > 0 && isLetter(other[at - 1])))
  const longest = [...wanted.terms]
    .filter((term) => wanted.value !== undefined || !wanted.terms.some((other) => isIn(term, other)))
    .sort((a, b) => b.length - a.length)
  const { value, tag } = wanted
  const rare = longest
    .map((term) => ({ term, count: rows.reduce((sum, row) => sum + countOf(row, term), 0) }))
    .sort((a, b) => a.count - b.count)
  const driving = value?.isAlsoTerm ? value.start : value === undefined ? rare[0]?.term : undefined
  const kept = (row: RepositoryRow) => isKept(row, wanted, driving)

  const others = longest.filter((one) => one !== driving)
  const byTerm = (term: string): Found[] =>
    sorted(rows, (row) => rankOf(row, term, others, wanted.phrase))
      .filter(kept)
      .flatMap((row) => (tag === undefined ? [{ row }] : withTag(tables, row, tag)))
  const byValue = value === undefined ? [] : valued(tables, value)
  const values = byValue.filter((found) => kept(found.row) && (tag === undefined || found.tag?.startsWith(tag)))
  if (value !== undefined) return driving === undefined ? values : [...byTerm(driving), ...values]
  if (driving !== undefined) return byTerm(driving)
  if (wanted.namespace !== undefined)
    return sorted(rows, ({ name }) => [`${name}/_`])
      .filter(kept)
      .map((row) => ({ row }))
  const byTime = sorted(rows, ({ pushedAt = '', name }) => [`${pushedAt}${name}`]).filter(kept)
  const isOldestFirst = wanted.before !== undefined && wanted.from === undefined
  return (isOldestFirst ? byTime : byTime.reverse()).map((row) => ({ row }))
}

const sorted = (rows: readonly RepositoryRow[], keyOf: (row: RepositoryRow) => Key | undefined): RepositoryRow[] =>
  rows
    .flatMap((row) => {
      const key = keyOf(row)
      return key === undefined ? [] : [{ row, key }]
    })
    .sort((a, b) => compare(a.key, b.key))
    .map(({ row }) => row)

const isKept = (row: RepositoryRow, wanted: Wanted, driving: string | undefined): boolean => {
  const { pushedAt = '', platforms = [], vendor = '', name } = row
  return (
    wanted.terms.every((term) => term === driving || says(row, term)) &&
    !wanted.without.some((term) => says(row, term)) &&
    (wanted.namespace === undefined || name.startsWith(`${wanted.namespace}/`)) &&
    (wanted.from === undefined || pushedAt >= wanted.from) &&
    (wanted.before === undefined || pushedAt < wanted.before) &&
    (wanted.arch === undefined || platforms.some((platform) => platform.split('/')[1] === wanted.arch)) &&
    (wanted.vendor === undefined || vendor.toLowerCase().includes(wanted.vendor)) &&
    (!wanted.isDangling || (row.dangling ?? 0) > 0) &&
    !(wanted.isAnonymous && row.private)
  )
}

const withTag = ({ briefs }: Tables, row: RepositoryRow, start: string): Found[] => {
  const own = [...briefs.values()].filter(({ repository, hidden }) => repository === row.name && !hidden)
  const tags = own.map(({ tag }) => tag).sort()
  const found = tags.find((one) => one === start) ?? tags.find((one) => one.startsWith(start))
  return found === undefined ? [] : [{ row, tag: found }]
}

const valued = ({ details, repositories }: Tables, { kinds, start }: NonNullable<Wanted['value']>): Found[] =>
  [...details.values()]
    .flatMap(({ repository, tag, lookups }) =>
      lookups
        .filter((one) => kinds.includes(one.slice(0, 1)) && one.slice(1).startsWith(start))
        .map((one) => ({
          key: [kinds.indexOf(one.slice(0, 1)), `${one.slice(1)}\0${repository}\0${tag.slice(1)}`],
          row: repositories.get(repository),
          tag: tag.slice(1),
        })),
    )
    .sort((a, b) => compare(a.key, b.key))
    .flatMap(({ row, tag }) => (row === undefined || row.visible === 0 ? [] : [{ row, tag }]))
