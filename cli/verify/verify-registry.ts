// Compares the index with the lists of the registry's own API. Pushes continue meanwhile, so repositories that differ
// are compared a second time, and only what still differs is reported.

import * as z from 'zod/mini'
import { parseTagKey } from '../../lambda/model/tag-keys.ts'
import { DISTRIBUTION } from '../../lambda/names/layouts.ts'
import { catalogPrefix } from '../../lambda/registry/layouts/repository-id.ts'
import { batches } from '../../lambda/shared/batches.ts'
import type { Clock } from '../../lambda/shared/clock.ts'
import type { Registry } from '../registry-client.ts'
import type { Difference } from './differences.ts'
import type { VerifyPorts } from './verify-ports.ts'

/** Counts of what was compared with the registry. */
export interface RegistryCounts {
  /** Repositories that the registry's `_catalog` lists. */
  repositories: number
  /** Tags that the registry lists, also those of unlisted repositories. */
  tags: number
  /** Listed repositories without tags: the registry never forgets a repository. */
  ghosts: number
  /** Repositories whose tags the registry lists, but that its `_catalog` omits; some versions do so. */
  unlisted: number
}

/** Repositories compared in parallel. */
const PARALLEL_REPOSITORIES = 8
/** Time before the second comparison. */
const RECHECK_DELAY_MS = 5_000

/** Yields every tag that only one of index and registry has. Returns the counts of what was compared. */
export async function* verifyRegistry(
  { scan, store }: Pick<VerifyPorts, 'scan' | 'store'>,
  registry: Registry,
  clock: Pick<Clock, 'sleep'>,
): AsyncGenerator<Difference, RegistryCounts> {
  const counts: RegistryCounts = { repositories: 0, tags: 0, ghosts: 0, unlisted: 0 }
  const seen = new Set<string>()
  const suspects: string[] = []
  const compareTags = async (repository: string) => {
    const indexed = new Set<string>()
    for await (const tag of tagNames(scan.tagRows(repository))) indexed.add(tag)
    const listed = new Set((await registry.tags(repository)) ?? [])
    const at = { repository }
    const missing = [...listed]
      .filter((tag) => !indexed.has(tag))
      .map((tag): Difference => ({ kind: 'registry-tag-missing', ...at, tag, expected: 'listed' }))
    const extra = [...indexed]
      .filter((tag) => !listed.has(tag))
      .map((tag): Difference => ({ kind: 'registry-tag-extra', ...at, tag, found: 'listed' }))
    return { differences: [...missing, ...extra], indexed, listed }
  }
  const firstPass = async (repository: string, isListed: boolean) => {
    const { differences, listed } = await compareTags(repository)
    if (differences.length > 0) suspects.push(repository)
    else if (isListed && listed.size === 0) counts.ghosts++
    else if (!isListed) counts.unlisted++
    counts.repositories += isListed ? 1 : 0
    counts.tags += listed.size
  }
  for await (const some of batches(registry.repositories(), PARALLEL_REPOSITORIES)) {
    const fresh = [...new Set(some)].filter((name) => !seen.has(name))
    for (const name of fresh) seen.add(name)
    await Promise.all(fresh.map((name) => firstPass(name, true)))
  }
  for await (const some of batches(store.catalog(catalogPrefix(DISTRIBUTION.id), undefined), PARALLEL_REPOSITORIES))
    await Promise.all(some.filter((name) => !seen.has(name)).map((name) => firstPass(name, false)))
  if (suspects.length > 0) await clock.sleep(RECHECK_DELAY_MS)
  for (const name of suspects.sort()) yield* (await compareTags(name)).differences
  return counts
}

const rowWithTag = z.object({ tag: z.string() })

// Yields the tags of these rows of the tag table: those that have a brief.
async function* tagNames(rows: AsyncIterable<unknown>): AsyncGenerator<string> {
  for await (const row of rows) {
    const key = rowWithTag.safeParse(row).data?.tag
    if (key !== undefined && !parseTagKey(key).isDetail) yield key
  }
}
