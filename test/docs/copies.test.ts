// docs/search.md lists the names of namespaces whose repositories come last: those that the code has, and no others.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { COPY_NAMES } from '../../lambda/search/memory/ranking/copies.ts'

it('docs/search.md lists all names of copies', () => {
  const text = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'search.md'), 'utf8')
  const [, list = ''] = /^A namespace is of copies if [^:]*: (.*)\.$/m.exec(text) ?? []
  expect(list.split(', ').map((name) => name.replaceAll('`', ''))).toEqual([...COPY_NAMES])
})
