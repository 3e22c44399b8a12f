import { expect, it } from 'vitest'
import { DISTRIBUTION, DOCKER_V1 } from '../../../lambda/names/layouts.ts'
import { hasPrivateRepositories } from '../../../lambda/registry/layouts/layouts.ts'

it.each([
  [DISTRIBUTION.id, false],
  [DOCKER_V1.id, true],
  // A version that knows this layout may have indexed it.
  ['of-a-newer-version', true],
])('repositories of %s may be private: %s', (id, expected) => {
  expect(hasPrivateRepositories(id)).toBe(expected)
})
