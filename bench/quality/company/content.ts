// What the images of a repository are: platforms, kind, size.

import { chance, oneOf, seedOf } from '../../world/chance.ts'
import type { CopyKind } from './copy-kinds.ts'
import type { CompanyRepository, Draft } from './repository.ts'

type Content = Pick<CompanyRepository, 'platforms' | 'kind' | 'size'>

const AMD64 = 'linux/amd64'
const ARM64 = 'linux/arm64'
const OFFICIAL = [AMD64, ARM64, 'linux/arm/v7', 'linux/ppc64le', 'linux/s390x']
const MEGABYTE = 1_000_000

/**
 * Returns what a repository contains. A copy is about as large as its original, and built for one platform where
 * developers and pipelines build it.
 */
export const contentOf = (draft: Draft, copy: { kind: CopyKind; copyOf: string } | undefined): Content => {
  const random = chance(seedOf(`content of ${copy?.copyOf ?? draft.name}`))
  const own = chance(seedOf(`build of ${draft.name}`))
  const scale = copy === undefined ? 1 : 0.95 + own() / 10
  if (draft.origin === 'chart')
    return { platforms: [], kind: 'chart', size: Math.round((4000 + random() * 6e4) * scale) }
  const size = Math.round((3 + random() ** 3 * 900) * scale * MEGABYTE)
  const built = platformsOf(draft, random())
  const platforms = copy?.kind === 'dev' || copy?.kind === 'ci' ? [oneOf([AMD64, AMD64, ARM64], own)] : built
  return { platforms, kind: platforms.length > 1 ? 'index' : 'image', size }
}

const platformsOf = ({ origin, vendor }: Draft, choice: number): string[] => {
  if (origin === 'upstream') return vendor === undefined && choice < 0.7 ? OFFICIAL : [AMD64, ARM64]
  return choice < 0.4 ? [AMD64, ARM64] : [AMD64]
}
