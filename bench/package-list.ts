// Names and descriptions that people wrote: the programs of Debian, as its package manager lists them, under names as
// registries have them. Nothing of it is kept here; the same lists give the same registry.

import { createHash } from 'node:crypto'
import { sha256 } from './world/chance.ts'

/** A repository of the list. */
export interface Listed {
  readonly name: string
  readonly description: string
}

/** Sections whose packages are no programs: libraries, sources, documents, what only developers of one language use. */
const LEFT_OUT = new Set(
  'libs libdevel doc debug localization introspection oldlibs haskell rust golang perl ruby gnu-r ocaml lisp kernel tasks metapackages javascript java fonts cli-mono'.split(
    ' ',
  ),
)
const PARTS_OF_OTHERS = /-(?:dev|doc|dbg|data|common)$/
/** A path component, as registries allow it. */
const COMPONENT = /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*$/

const TEAMS =
  'platform payments frontend backend mobile sre devtools ml data-eng security research design qa ops growth billing infra edge media studio'.split(
    ' ',
  )
const GROUPS = 'tools base apps internal'.split(' ')

/** The programs in what `apt-cache dumpavail` says, each with its short description. */
export const packagesOf = (dump: string): Listed[] => {
  const found = new Map<string, string>()
  for (const paragraph of dump.split('\n\n')) {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(paragraph)?.[1]
    const [name, section = 'libs'] = [field('Package'), field('Section')]
    const description = field('Description') ?? field('Description-en')
    if (name === undefined || description === undefined || LEFT_OUT.has(section.split('/').at(-1) ?? '')) continue
    if (COMPONENT.test(name) && !PARTS_OF_OTHERS.test(name)) found.set(name, description)
  }
  return [...found].map(([name, description]) => ({ name, description }))
}

/** So many of them, chosen and named by hashes: a fifth without a namespace, others in `library` or a team's. */
export const repositoriesOf = (packages: readonly Listed[], count: number): Listed[] =>
  packages
    .map((one) => ({ ...one, hash: sha256(one.name) }))
    .sort((a, b) => (a.hash < b.hash ? -1 : 1))
    .slice(0, count)
    .map(({ name, description, hash }) => ({ name: namespaceOf(hash) + name, description }))

const namespaceOf = (hash: string): string => {
  const [share = 0, team = 0, group = 0] = Buffer.from(hash, 'hex').subarray(-3)
  if (share < 52) return ''
  if (share < 104) return 'library/'
  const namespace = `${TEAMS[team % TEAMS.length]}/`
  return share < 230 ? namespace : `${namespace}${GROUPS[group % GROUPS.length]}/`
}

/** Tells one list from another. */
export const fingerprintOf = (repositories: readonly Listed[]): string =>
  createHash('sha256').update(JSON.stringify(repositories)).digest('hex').slice(0, 12)
