// Every kind of content of a registry, with bodies as the tools write them. Each must have exactly the expected facts.

import { expect, it } from 'vitest'
import { KINDS } from '../../../../lambda/registry/content/manifests/kinds.ts'
import type { Case } from '../broken/case.ts'
import { expectOutcome } from '../broken/outcome.ts'
import { artifacts } from './artifacts.ts'
import { caches } from './caches.ts'
import { images } from './images.ts'
import { labels } from './labels.ts'
import { nestedIndexes } from './nested.ts'
import { old } from './old.ts'
import { others } from './others.ts'
import { packages } from './packages.ts'

const ALL = [...images, ...nestedIndexes, ...old, ...others, ...artifacts, ...caches, ...packages, ...labels]

// Vitest would cut `$name` to 40 characters.
const titled = ALL.map((one): [string, Case] => [one.name, one])

it.each(titled)('reads exactly the expected facts of %s', async (_, one) => {
  await expectOutcome(one)
})

it('covers all kinds except unknown', () => {
  expect(new Set(ALL.map(({ facts }) => facts.kind))).toEqual(new Set(KINDS.filter((kind) => kind !== 'unknown')))
})
