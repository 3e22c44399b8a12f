// Makes a registry from names and descriptions that people wrote: the programs that Debian's package manager lists, put
// into namespaces as registries have them. The list itself is not stored here; the same list gives the same registry.

import { createHash } from 'node:crypto'
import { sha256 } from './world/chance.ts'

/** A repository made from a package. */
export interface Listed {
  readonly name: string
  readonly description: string
}

/**
 * Sections whose packages are not programs: libraries, sources, documentation, packages for developers of one language.
 */
const EXCLUDED_SECTIONS = new Set(
  'libs libdevel doc debug localization introspection oldlibs haskell rust golang perl ruby gnu-r ocaml lisp kernel tasks metapackages javascript java fonts cli-mono'.split(
    ' ',
  ),
)
const AUXILIARY_PACKAGE = /-(?:dev|doc|dbg|data|common)$/
/** A path component that registries allow. */
const COMPONENT = /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*$/

const TEAMS =
  'platform payments frontend backend mobile sre devtools ml data-eng security research design qa ops growth billing infra edge media studio'.split(
    ' ',
  )
const GROUPS = 'tools base apps internal'.split(' ')

/** Returns the programs in the output of `apt-cache dumpavail`, each with its short description. */
export const packagesOf = (dump: string): Listed[] => {
  const found = new Map<string, string>()
  for (const paragraph of dump.split('\n\n')) {
    const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(paragraph)?.[1]
    const [name, section = 'libs'] = [field('Package'), field('Section')]
    const description = field('Description') ?? field('Description-en')
    if (name === undefined || description === undefined || EXCLUDED_SECTIONS.has(section.split('/').at(-1) ?? ''))
      continue
    if (COMPONENT.test(name) && !AUXILIARY_PACKAGE.test(name)) found.set(name, description)
  }
  return [...found].map(([name, description]) => ({ name, description }))
}

/**
 * Returns `count` repositories. Hashes choose the packages and their namespaces: a fifth have no namespace, a fifth are
 * in `library`, the others are in the namespace of a team.
 */
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

/** Returns 12 hex digits that identify a list of repositories. */
export const fingerprintOf = (repositories: readonly Listed[]): string =>
  createHash('sha256').update(JSON.stringify(repositories)).digest('hex').slice(0, 12)
