// The registry of programs that Debian lists, and the queries of it.

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { LocalError, messageOf } from '../../local/local-error.ts'
import { fingerprintOf, type Listed, packagesOf, repositoriesOf } from '../package-list.ts'
import { sha256 } from '../world/chance.ts'
import { askCorpus } from './ask-corpus.ts'
import type { Corpus } from './corpus.ts'
import type { Listing } from './index-of.ts'
import { madeQueries } from './made-queries.ts'
import { byLastComponent, checkQueries, parseQueries } from './wanted.ts'

const REPOSITORIES = 20_000
/** Each by somebody else, and written down before it was asked. */
const SETS = ['queries.tsv', 'queries-2.tsv']
/** Names of which queries are made by rule. */
const MADE_OF = 700
const MAX_DUMP_BYTES = 1 << 30
const NOW_MS = Date.parse('2026-11-01T00:00:00Z')
const DAY_MS = 24 * 60 * 60 * 1000

/** Returns the registry with all of its sets. */
export const debianCorpus = (): Corpus => {
  const repositories = listed()
  const names = repositories.map(({ name }) => name)
  const written = SETS.map((file) => {
    const queries = parseQueries(readFileSync(new URL(file, import.meta.url), 'utf8'), byLastComponent)
    checkQueries(queries, names)
    return { title: file, queries }
  })
  const made = madeQueries(repositories, MADE_OF)
  return {
    title: `${repositories.length} repositories, list ${fingerprintOf(repositories)}`,
    repositories: repositories.map(listing),
    written,
    made: { title: 'made by rule', queries: made },
  }
}

/** Asks all sets of Debian, and prints how they fared. */
export const askDebian = (): Promise<void> => askCorpus(debianCorpus())

const listed = (): Listed[] => {
  const repositories = repositoriesOf(packagesOf(dump()), REPOSITORIES)
  if (repositories.length === REPOSITORIES) return repositories
  throw new LocalError(
    `the package lists have ${repositories.length} programs, ${REPOSITORIES} are needed; run: apt-get update`,
  )
}

const dump = (): string => {
  try {
    return execFileSync('apt-cache', ['dumpavail'], { maxBuffer: MAX_DUMP_BYTES, encoding: 'utf8' })
  } catch (error) {
    throw new LocalError(
      `this takes the names and descriptions of Debian's packages: ${messageOf(error)}; run it on Debian`,
    )
  }
}

/** An image of a program. Nothing is known of how it is used: the hash of its name says when it was pushed. */
const listing = ({ name, description }: Listed): Listing => {
  const days = Number.parseInt(sha256(name).slice(0, 2), 16)
  return {
    name,
    tag: 'latest',
    tags: 1,
    pushedAt: new Date(NOW_MS - days * DAY_MS).toISOString(),
    facts: {
      kind: 'image',
      platforms: ['linux/amd64'],
      size: 12_345_678,
      ...(description === '' ? {} : { description }),
    },
  }
}
