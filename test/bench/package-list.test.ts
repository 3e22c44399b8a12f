import { expect, it } from 'vitest'
import { fingerprintOf, packagesOf, repositoriesOf } from '../../bench/package-list.ts'

const DUMP = `Package: redis
Description: Persistent key-value database
Section: database

Package: librust-redis-dev
Description: Redis driver
Section: rust

Package: redis-doc
Description: documentation
Section: database

Package: g++
Description: GNU C++ compiler
Section: devel

Package: screen
Section: contrib/misc
Description-en: terminal multiplexer
 with a long description: Section: doc
`

it('packagesOf returns programs with their short descriptions, if registries allow their names', () => {
  expect(packagesOf(DUMP)).toEqual([
    { name: 'redis', description: 'Persistent key-value database' },
    { name: 'screen', description: 'terminal multiplexer' },
  ])
})

it('repositoriesOf chooses the same packages and namespaces, whatever the order of the list', () => {
  const packages = Array.from({ length: 500 }, (_, at) => ({ name: `p${at}`, description: '' }))
  const chosen = repositoriesOf(packages, 300)
  expect(repositoriesOf([...packages].reverse(), 300)).toEqual(chosen)
  expect(fingerprintOf(chosen)).toBe(fingerprintOf(repositoriesOf(packages, 300)))
  const namespaces = new Set(chosen.map(({ name }) => name.split('/').slice(0, -1).join('/')))
  expect([...namespaces]).toEqual(expect.arrayContaining(['', 'library', 'ops']))
})
