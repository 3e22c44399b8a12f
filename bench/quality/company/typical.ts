// What `docker search` shows of a company's registry with a crowd of copies: are they drowning the real ones?

import { find } from '../../../lambda/search/find.ts'
import { parseQuery } from '../../../lambda/search/query/query.ts'
import { EVERYBODY, LIMIT, NOW } from '../ask.ts'
import { indexOf } from '../index-of.ts'
import { listing } from './ask.ts'
import { companyRegistry } from './company.ts'

const SIZE = 15_000
/** Results of a word that are printed. */
const PRINTED = 8
const DESCRIPTION = 60
/** What people type: software that everybody runs, then what a company calls its own. */
const WORDS = [
  ...['redis', 'postgres', 'nginx', 'node', 'python', 'java', 'kafka', 'grafana', 'prometheus', 'vault'],
  ...['billing', 'payments', 'api', 'gateway', 'auth', 'worker', 'frontend', 'base', 'proxy', 'notifications'],
]

/** Prints docs/typical-searches.md: for each word how many copies are shown before the last original, and the first results. */
export const printTypical = async (): Promise<void> => {
  const repositories = companyRegistry(SIZE)
  const byName = new Map(repositories.map((repository) => [repository.name, repository]))
  const isCopy = (name: string): boolean => byName.get(name)?.copyOf !== undefined
  const ports = indexOf(repositories.map(listing))
  const shown = []
  for (const word of WORDS) {
    const { hits, total } = await find(ports, EVERYBODY, parseQuery(word, NOW), { limit: LIMIT, now: NOW })
    shown.push({ word, total, names: hits.map(({ id }) => id) })
  }

  console.log(`# What typical searches show

Each word was searched for as \`docker search\` does in the made-up registry of ${repositories.length.toLocaleString('en')} repositories.
${repositories.filter(({ copyOf }) => copyOf !== undefined).length.toLocaleString('en')} of them are copies: of developers, pull requests, caches and archives. \`npm run quality -- typical\`
prints this page.

| word | found | originals of ${LIMIT} shown | copies before the last original |
| --- | --: | --: | --: |`)
  for (const { word, total, names } of shown) {
    const originals = names.filter((name) => !isCopy(name)).length
    const last = names.findLastIndex((name) => !isCopy(name))
    console.log(
      `| ${word} | ${total} | ${originals} of ${names.length} | ${names.slice(0, Math.max(last, 0)).filter(isCopy).length} |`,
    )
  }
  for (const { word, names } of shown) {
    console.log(`\n## ${word}\n\n| | description |\n| --- | --- |`)
    for (const name of names.slice(0, PRINTED)) {
      const text = byName.get(name)?.description ?? ''
      const cut = text.length > DESCRIPTION ? `${text.slice(0, DESCRIPTION).trimEnd()} …` : text
      console.log(`| ${name}${isCopy(name) ? ' (a copy)' : ''} | ${cut} |`)
    }
  }
}
