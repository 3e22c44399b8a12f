// The queries of the made-up companies' registries.

import { readFileSync } from 'node:fs'
import { defined } from '../../../lambda/shared/defined.ts'
import { scanOf2015 } from '../../scan-2015.ts'
import { answersOf } from '../ask.ts'
import { indexOf, type Listing } from '../index-of.ts'
import { missesOf, qualityTable } from '../ranks.ts'
import { byWholeName, checkQueries, parseQueries } from '../wanted.ts'
import { companyRegistry } from './company.ts'
import type { CompanyRepository } from './repository.ts'

const SIZES = [5000, 15_000]

/** Asks the queries of both registries, each also where tag counts and push times say nothing, and prints how they fared. */
export const askCompanies = async (): Promise<void> => {
  for (const size of SIZES) {
    const file = `queries-${size}.tsv`
    const queries = parseQueries(readFileSync(new URL(file, import.meta.url), 'utf8'), byWholeName)
    for (const plain of [false, true]) {
      const repositories = companyRegistry(size, { plain })
      const names = repositories.map(({ name }) => name)
      checkQueries(queries, names)
      const answers = await answersOf(queries, indexOf(repositories.map(listing)), scanOf2015(names))
      const title = `${file}: ${size} repositories${plain ? ', tag counts and push times left out' : ''}`
      console.log(`\n${title}; ${queries.length} queries\n\n${qualityTable(answers)}\n`)
      for (const line of missesOf(answers)) console.log(`- ${line}`)
    }
  }
}

/** A repository as indexing would see its tag. */
export const listing = (repository: CompanyRepository): Listing => {
  const { name, tag, tags, pushedAt, copyOf: _, kind, platforms, ...others } = repository
  return { name, tag, tags, pushedAt, facts: { kind, platforms, ...defined(others) } }
}
