// Every kind of thing in a registry, with bodies as the tools write them: all of its facts, and no others.

import { expect, it } from 'vitest'
import { KINDS } from '../../../../lambda/registry/content/manifest.ts'
import { expectOutcome } from '../broken/outcome.ts'
import { artifacts } from './artifacts.ts'
import { images } from './images.ts'
import { old } from './old.ts'
import { others } from './others.ts'

const ALL = [...images, ...old, ...others, ...artifacts]

it.each(ALL)('$name', expectOutcome)

it('are all kinds but the unknown', () => {
  expect(new Set(ALL.map(({ facts }) => facts.kind))).toEqual(new Set(KINDS.filter((kind) => kind !== 'unknown')))
})
