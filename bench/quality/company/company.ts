// Makes a registry as companies have them. There are 3,000 repositories of teams, tools, charts and other projects; all
// others are copies of them.

import { defined } from '../../../lambda/shared/defined.ts'
import { LocalError } from '../../../local/local-error.ts'
import { chance, seedOf } from '../../world/chance.ts'
import { contentOf } from './content.ts'
import { type Copy, drawCopy } from './copies.ts'
import { CROWD, USUAL } from './copy-kinds.ts'
import { originals } from './originals.ts'
import { byPopularity } from './popularity.ts'
import type { CompanyRepository, Draft } from './repository.ts'
import { plainUsage, usageOf } from './usage.ts'

/** Repositories that are no copies. */
const ORIGINALS = 3000
/** Copies of the usual kinds. What is asked for beyond them are mostly copies of developers and pull requests. */
const USUAL_COPIES = 2000

/** What a registry shall be like. */
export interface CompanyOptions {
  /** Makes tag counts and push times say nothing: they are the same everywhere. */
  readonly plain?: boolean
}

/**
 * Makes the registry of a company. The same count gives the same repositories, sorted by name; a greater count adds
 * copies to those of a smaller one.
 * @param count repositories, 3,000 at least: 5,000 for a usual registry, 15,000 for one with a crowd of copies
 */
export const companyRegistry = (count: number, { plain = false }: CompanyOptions = {}): CompanyRepository[] => {
  if (!Number.isInteger(count) || count < ORIGINALS)
    throw new LocalError(`a company's registry has ${ORIGINALS} repositories or more; ${count} were asked for`)
  const drafts = originals(ORIGINALS)
  const copies = copiesOf(drafts, count - ORIGINALS)
  return [
    ...drafts.map((draft) => repositoryOf(draft, undefined, plain)),
    ...copies.map((copy) => repositoryOf(copy.draft, copy, plain)),
  ].sort((a, b) => (a.name < b.name ? -1 : 1))
}

const copiesOf = (drafts: readonly Draft[], count: number): Copy[] => {
  const random = chance(seedOf('copies'))
  const all = byPopularity(drafts)
  const upstream = all.filter(({ origin }) => origin === 'upstream')
  const names = new Set(drafts.map(({ name }) => name))
  const copies: Copy[] = []
  while (copies.length < count) {
    const copy = drawCopy({ all, upstream }, copies.length < USUAL_COPIES ? USUAL : CROWD, random)
    if (names.has(copy.draft.name)) continue
    names.add(copy.draft.name)
    copies.push(copy)
  }
  return copies
}

const repositoryOf = (draft: Draft, copy: Copy | undefined, plain: boolean): CompanyRepository => {
  const { base: _, origin: __, ...said } = draft
  const usage = usageOf(draft, copy?.kind, chance(seedOf(`use of ${draft.name}`)))
  return {
    ...defined(said),
    ...(plain ? plainUsage(usage.tag) : usage),
    ...contentOf(draft, copy),
    ...(copy === undefined ? {} : { copyOf: copy.copyOf }),
  }
}
