// The scope is told twice: of a whole segment by the bytes of its names, and of one repository by its name. They agree.

import fc from 'fast-check'
import { expect, it } from 'vitest'
import { repositoryId, repositoryName } from '../../../lambda/registry/layouts/repository-id.ts'
import { openDocuments } from '../../../lambda/search/memory/overlays.ts'
import { packSegment } from '../../../lambda/search/memory/pack-segment.ts'
import { isInScope } from '../../../lambda/search/scope.ts'
import { runs } from '../../effort.ts'
import { asked, idsOf, stateOf } from './documents-of.ts'

const LAYOUTS = ['distribution', 'docker-v1']
/** Few characters, so that much begins alike: of one byte to four, one that is two units, and halves of that. */
const characters = fc.constantFrom(
  ...['a', 'A', 'b', '/', '-', '%', 'é', 'e\u0301', '据', '\uffee', '😀', '\ud83d', '\ude00'],
)
const text = (maxLength: number) => fc.string({ unit: characters, maxLength })
const path = fc.oneof(
  text(6),
  fc.constantFrom('team/app', 'team', 'library/a%2Fb', 'library/a%252Fb', 'a%2525', 'te%61m/app', '%C3%A9/a'),
)
const state = fc
  .tuple(fc.constantFrom(...LAYOUTS), path, fc.boolean())
  .map(([layout, path, isPrivate]) =>
    stateOf(repositoryId(layout, path), { layout, ...(isPrivate && { private: true as const }) }),
  )
const states = fc.uniqueArray(state, { selector: ({ id }) => id.toWellFormed(), maxLength: 12 })
const prefix = fc.oneof(text(3), path, fc.constantFrom('', 'team/', 'library/a/', 'é/'))
const scope = fc.record({
  hidesPrivate: fc.boolean(),
  prefixes: fc.option(fc.array(prefix, { maxLength: 3 }), { nil: undefined }),
})

it('a repository is in the scope exactly if searches leave it in', () => {
  fc.assert(
    fc.property(states, scope, (states, scope) => {
      const documents = openDocuments([packSegment(states)])
      const found = idsOf(documents.search(asked([], { scope })))
      const expected = states.filter(({ id, document }) => isInScope(scope, id, document ?? {}))
      expect(found.sort()).toEqual(expected.map(({ id }) => id.toWellFormed()).sort())
      for (const layout of LAYOUTS) {
        const ofLayout = expected.filter(({ document }) => document?.layout === layout)
        const names = new Set(ofLayout.map(({ id }) => repositoryName(id.toWellFormed())))
        names.delete('')
        expect(new Set(documents.names(layout, '', 99, scope))).toEqual(names)
      }
    }),
    { numRuns: runs(500, 15_000) },
  )
})
