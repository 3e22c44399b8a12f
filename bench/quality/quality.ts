// npm run quality: whether people find first what they look for. See docs/figures.md.

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { LocalError, messageOf } from '../../local/local-error.ts'
import { fingerprintOf, type Listed, packagesOf, repositoriesOf } from '../package-list.ts'
import { scanOf2015 } from '../scan-2015.ts'
import { searchTables } from '../search-tables.ts'
import { madeQueries } from './made-queries.ts'
import { answersOf, missesOf, parseQueries, qualityTable } from './ranks.ts'

const REPOSITORIES = 20_000
/** Each by somebody else, and written down before it was asked. */
const SETS = ['queries.tsv', 'queries-2.tsv']
/** Names of which queries are made by rule. */
const MADE_OF = 700
const BYTES = 1 << 30

const dump = (): string => {
  try {
    return execFileSync('apt-cache', ['dumpavail'], { maxBuffer: BYTES, encoding: 'utf8' })
  } catch (error) {
    throw new LocalError(
      `this takes the names and descriptions of Debian's packages: ${messageOf(error)}; run it on Debian`,
    )
  }
}

const listed = (): Listed[] => {
  const repositories = repositoriesOf(packagesOf(dump()), REPOSITORIES)
  if (repositories.length === REPOSITORIES) return repositories
  throw new LocalError(
    `the package lists have ${repositories.length} programs, ${REPOSITORIES} are needed; run: apt-get update`,
  )
}

try {
  const repositories = listed()
  const { reader } = searchTables(repositories)
  const scan = scanOf2015(repositories)
  console.log(`${repositories.length} repositories, list ${fingerprintOf(repositories)}`)
  for (const file of SETS) {
    const queries = parseQueries(readFileSync(new URL(file, import.meta.url), 'utf8'))
    const answers = await answersOf(queries, repositories, reader, scan)
    console.log(`\n${file}: ${queries.length} queries\n\n${qualityTable(answers)}\n`)
    for (const line of missesOf(answers)) console.log(`- ${line}`)
  }
  const made = madeQueries(repositories, MADE_OF)
  console.log(`\n${made.length} queries made by rule\n`)
  console.log(qualityTable(await answersOf(made, repositories, reader, scan)))
} catch (error) {
  console.error(messageOf(error))
  process.exitCode = 1
}
