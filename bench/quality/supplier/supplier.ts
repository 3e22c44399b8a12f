// The registry of a supplier of cars: its list and its queries were written by somebody who had seen nothing of this project.

import { readFileSync } from 'node:fs'
import { LocalError } from '../../../local/local-error.ts'
import { askCorpus } from '../ask-corpus.ts'
import type { Corpus } from '../corpus.ts'
import type { Listing } from '../index-of.ts'
import { byWholeName, checkQueries, parseQueries } from '../wanted.ts'

const KINDS = ['image', 'chart', 'artifact'] as const

/** Returns the registry with its queries. */
const supplierCorpus = (): Corpus => {
  const [, ...lines] = textOf('repositories.tsv').trimEnd().split('\n')
  const repositories = lines.map(listing)
  const queries = parseQueries(textOf('queries.tsv'), byWholeName)
  checkQueries(
    queries,
    repositories.map(({ name }) => name),
  )
  const title = `${repositories.length} repositories of a supplier`
  return { title, repositories, written: [{ title: 'supplier/queries.tsv', queries }] }
}

/** Asks all queries, and prints how they fared. */
export const askSupplier = (): Promise<void> => askCorpus(supplierCorpus())

const textOf = (file: string): string => readFileSync(new URL(file, import.meta.url), 'utf8')

// A line has a name, a number of tags, the newest push, a kind, a title, a description and the newest version.
const listing = (line: string): Listing => {
  const [name = '', tags, pushedAt = '', word, title, description, version] = line.split('\t')
  const kind = KINDS.find((one) => one === word)
  if (kind === undefined || !name || !version)
    throw new LocalError(`repositories.tsv has the line ${JSON.stringify(line)}`)
  const facts = { kind, platforms: ['linux/amd64'], ...(title && { title }), ...(description && { description }) }
  return { name, tag: version, tags: Number(tags), pushedAt, facts }
}
