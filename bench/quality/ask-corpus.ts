// Asks all queries of a registry, and prints how they fared.

import { scanOf2015 } from '../scan-2015.ts'
import { answersOf } from './ask.ts'
import type { Corpus } from './corpus.ts'
import { indexOf } from './index-of.ts'
import { missesOf, qualityTable } from './ranks.ts'

/** Prints a table for each set, and a line for each query that somebody wrote and that did not find the right one first. */
export const askCorpus = async ({ title, repositories, written, made }: Corpus): Promise<void> => {
  const [ports, scan] = [indexOf(repositories), scanOf2015(repositories.map(({ name }) => name))]
  console.log(`\n${title}`)
  for (const set of written) {
    const answers = await answersOf(set.queries, ports, scan)
    console.log(`\n${set.title}\n\n${qualityTable(answers)}\n`)
    for (const line of missesOf(answers)) console.log(`- ${line}`)
  }
  if (made !== undefined) console.log(`\n${made.title}\n\n${qualityTable(await answersOf(made.queries, ports, scan))}`)
}
