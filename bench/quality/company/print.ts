// node bench/quality/company/print.ts 5000: prints the names and descriptions of a company's registry, for people who
// write queries and must not see anything else.

import { messageOf } from '../../../local/local-error.ts'
import { companyRegistry } from './company.ts'

const USUAL_COUNT = '5000'

try {
  const repositories = companyRegistry(Number(process.argv[2] ?? USUAL_COUNT))
  for (const { name, description = '' } of repositories) console.log(`${name}\t${description}`)
} catch (error) {
  console.error(messageOf(error))
  process.exitCode = 1
}
