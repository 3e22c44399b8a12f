// npm run quality [-- company | supplier | typical | beside]: whether people find first what they look for. See docs/figures.md.

import { LocalError, messageOf } from '../../local/local-error.ts'
import { askBeside } from './beside.ts'
import { askCompanies } from './company/ask.ts'
import { printTypical } from './company/typical.ts'
import { askDebian } from './debian.ts'
import { askSupplier } from './supplier/supplier.ts'

const REGISTRIES = new Map([
  ['debian', askDebian],
  ['company', askCompanies],
  ['supplier', askSupplier],
  ['typical', printTypical],
  ['beside', askBeside],
])

try {
  const [which = 'debian', ...more] = process.argv.slice(2)
  const ask = REGISTRIES.get(which)
  if (ask === undefined || more.length > 0)
    throw new LocalError(
      `"${[which, ...more].join(' ')}" is nothing to measure; allowed: ${[...REGISTRIES.keys()].join(', ')}`,
    )
  await ask()
} catch (error) {
  console.error(messageOf(error))
  process.exitCode = 1
}
