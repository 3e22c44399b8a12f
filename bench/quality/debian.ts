// The registry of programs that Debian lists, and the queries of it.

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { LocalError, messageOf } from '../../local/local-error.ts'
import { fingerprintOf, type Listed, packagesOf, repositoriesOf } from '../package-list.ts'
import { scanOf2015 } from '../scan-2015.ts'
import { sha256 } from '../world/chance.ts'
import { answersOf } from './ask.ts'
import { indexOf, type Listing } from './index-of.ts'
import { madeQueries } from './made-queries.ts'
import { missesOf, qualityTable } from './ranks.ts'
import { byLastComponent, checkQueries, parseQueries } from './wanted.ts'

const REPOSITORIES = 20_000
/** Each by somebody else, and written down before it was asked. */
const SETS = ['queries.tsv', 'queries-2.tsv']
/** Names of which queries are made by rule. */
const MADE_OF = 700
const MAX_DUMP_BYTES = 1 << 30
const NOW_MS = Date.parse('2026-11-01T00:00:00Z')
const DAY_MS = 24 * 60 * 60 * 1000

/** Asks all sets of Debian, and prints how they fared. */
export const askDebian = async (): Promise<void> => {
  const repositories = listed()
  const names = repositories.map(({ name }) => name)
  const [ports, scan] = [indexOf(repositories.map(listing)), scanOf2015(names)]
  console.log(`${repositories.length} repositories, list ${fingerprintOf(repositories)}`)
  for (const file of SETS) {
    const queries = parseQueries(readFileSync(new URL(file, import.meta.url), 'utf8'), byLastComponent)
    checkQueries(queries, names)
    const answers = await answersOf(queries, ports, scan)
    console.log(`\n${file}: ${queries.length} queries\n\n${qualityTable(answers)}\n`)
    for (const line of missesOf(answers)) console.log(`- ${line}`)
  }
  const made = madeQueries(repositories, MADE_OF)
  console.log(`\n${made.length} queries made by rule\n`)
  console.log(qualityTable(await answersOf(made, ports, scan)))
}

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
