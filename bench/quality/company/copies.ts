// Copies of repositories, as people, pipelines and caches leave them.

import { chance, oneOf, seedOf } from '../../world/chance.ts'
import { lastComponent } from '../wanted.ts'
import { COPY_KINDS, type CopyKind, type Weights } from './copy-kinds.ts'
import type { Draft } from './repository.ts'
import { columnOf } from './words.ts'

/** A copy with the name of what it was made from. */
export interface Copy {
  readonly draft: Draft
  readonly kind: CopyKind
  readonly copyOf: string
}

const PEOPLE = columnOf('people')
const BRANCHES = columnOf('branches')
const HOSTS = ['docker.io', 'docker.io', 'docker.io', 'quay.io', 'ghcr.io']
const APPENDED = ['old', 'test', 'backup', 'copy', 'deprecated', 'poc', 'legacy', 'tmp']
const PULL_REQUESTS = 9000
/** The greater, the more of all copies are of few repositories. */
const SKEW = 1.9
const UPSTREAM_SKEW = 1.3

/** Draws a copy of one of these repositories. The first ones of a list are copied most. */
export const drawCopy = (
  from: { readonly all: readonly Draft[]; readonly upstream: readonly Draft[] },
  weights: Weights,
  random: () => number,
): Copy => {
  const kind = drawKind(weights, random)
  const isUpstream = kind === 'cache' || kind === 'mirror'
  const some = isUpstream ? from.upstream : from.all
  const original = some[Math.floor(random() ** (isUpstream ? UPSTREAM_SKEW : SKEW) * some.length)] as Draft
  const name = placeOf(kind, original.name, random)
  const described = kind !== 'dev' || random() < 0.9
  const draft = { ...original, name, description: described ? original.description : undefined }
  return { draft, kind, copyOf: original.name }
}

const drawKind = (weights: Weights, random: () => number): CopyKind => {
  let left = random() * COPY_KINDS.reduce((sum, kind) => sum + weights[kind], 0)
  return COPY_KINDS.find((kind) => {
    left -= weights[kind]
    return left < 0
  }) as CopyKind
}

const placeOf = (kind: CopyKind, name: string, random: () => number): string => {
  const last = lastComponent(name)
  const path = (whole: number) => (random() < whole ? name : last)
  const person = oneOf(PEOPLE, random)
  switch (kind) {
    case 'archive':
      return `archive/${2023 + Math.floor(random() ** 0.6 * 4)}/${path(0.8)}`
    case 'cache':
      return `cache/${name}`
    case 'mirror':
      return `mirror/${hostOf(name)}/${name}`
    case 'dev':
      return `dev/${person}/${path(0.12)}`
    case 'ci':
      return `ci/pr-${1 + Math.floor(random() ** 0.5 * PULL_REQUESTS)}/${path(0.3)}`
    case 'branches':
      return `branches/${oneOf(BRANCHES, random)}/${path(0.3)}`
    case 'tmp':
      return random() < 0.4 ? `tmp/${last}` : `tmp/${Math.floor(random() * 0xffffff).toString(16)}/${last}`
    case 'sandbox':
      return `sandbox/${random() < 0.5 && name.includes('/') ? name.slice(0, name.indexOf('/')) : person}/${last}`
    case 'beside':
      return `${name}-${oneOf(APPENDED, random)}`
    default:
      return `${kind}/${path(0.4)}`
  }
}

const hostOf = (name: string): string => {
  const namespace = name.slice(0, name.indexOf('/'))
  return namespace === 'library' ? 'docker.io' : oneOf(HOSTS, chance(seedOf(namespace)))
}
