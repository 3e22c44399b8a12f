// Asks all queries of a registry, and prints how they fared.

import { scanOf2015 } from '../scan-2015.ts'
import { answersOf } from './ask.ts'
import type { Corpus, QuerySet } from './corpus.ts'
import { indexOf } from './index-of.ts'
import { missesOf, qualityTable } from './ranks.ts'

/** Prints a table for each set, and a line for each query that somebody wrote and that did not find the right one first. */
export const askCorpus = async ({ title, repositories, written, made }: Corpus): Promise<void> => {
  const [ports, scan] = [indexOf(repositories), scanOf2015(repositories.map(({ name }) => name))]
  console.log(`\n${title}`)
  const ask = async ({ title, queries }: QuerySet) => {
    const answers = await answersOf(queries, ports, scan)
    console.log(`\n${title}: ${queries.length} queries\n\n${qualityTable(answers)}`)
    return answers
  }
  for (const set of written) {
    const answers = await ask(set)
    console.log('')
    for (const line of missesOf(answers)) console.log(`- ${line}`)
  }
  if (made !== undefined) await ask(made)
}
