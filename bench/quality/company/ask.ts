// The queries of the made-up companies' registries.

import { readFileSync } from 'node:fs'
import { defined } from '../../../lambda/shared/defined.ts'
import { askCorpus } from '../ask-corpus.ts'
import type { Corpus } from '../corpus.ts'
import type { Listing } from '../index-of.ts'
import { byWholeName, checkQueries, parseQueries } from '../wanted.ts'
import { type CompanyOptions, companyRegistry } from './company.ts'
import type { CompanyRepository } from './repository.ts'

export const SIZES = [5000, 15_000] as const

/** Returns a company's registry with its queries. Where it is plain, tag counts and push times say nothing. */
export const companyCorpus = (size: (typeof SIZES)[number], { plain = false }: CompanyOptions = {}): Corpus => {
  const file = `queries-${size}.tsv`
  const queries = parseQueries(readFileSync(new URL(file, import.meta.url), 'utf8'), byWholeName)
  const repositories = companyRegistry(size, { plain })
  checkQueries(
    queries,
    repositories.map(({ name }) => name),
  )
  return {
    title: `${size} repositories${plain ? ', tag counts and push times left out' : ''}`,
    repositories: repositories.map(listing),
    written: [{ title: file, queries }],
  }
}

/** Asks the queries of both registries, each also where tag counts and push times say nothing, and prints how they fared. */
export const askCompanies = async (): Promise<void> => {
  for (const size of SIZES) for (const plain of [false, true]) await askCorpus(companyCorpus(size, { plain }))
}

/** A repository as indexing would see its tag. */
export const listing = (repository: CompanyRepository): Listing => {
  const { name, tag, tags, pushedAt, copyOf: _, kind, platforms, ...others } = repository
  return { name, tag, tags, pushedAt, facts: { kind, platforms, ...defined(others) } }
}
