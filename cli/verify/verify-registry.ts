// Compares the index with what the registry itself says it has. What differs is looked at a second time.

import * as z from 'zod/mini'
import { parseTagKey } from '../../lambda/model/tag-keys.ts'
import { DISTRIBUTION } from '../../lambda/names.ts'
import type { Clock } from '../../lambda/shared/clock.ts'
import { batches } from '../batches.ts'

import type { Registry } from '../registry-client.ts'
import type { Difference } from './differences.ts'
import type { VerifyPorts } from './ports.ts'

/** What was compared with the registry. */
export interface RegistryCounts {
  /** Repositories that its `_catalog` lists. */
  repositories: number
  tags: number
  /** Of those, repositories without tags: the registry never forgets them. */
  ghosts: number
  /** Repositories whose tags it lists, but which its `_catalog` leaves out; some versions do. */
  unlisted: number
}

const AT_ONCE = 8
/** Before the second look. Milliseconds. */
const WAIT = 5_000

/** Yields every tag that only one of the two has; returns what was compared. */
export async function* verifyRegistry(
  { scan, store }: Pick<VerifyPorts, 'scan' | 'store'>,
  registry: Registry,
  clock: Pick<Clock, 'sleep'>,
): AsyncGenerator<Difference, RegistryCounts> {
  const counts: RegistryCounts = { repositories: 0, tags: 0, ghosts: 0, unlisted: 0 }
  const seen = new Set<string>()
  const suspects: string[] = []
  const look = async (repository: string) => {
    const indexed = new Set<string>()
    for await (const tag of tagsOf(scan.tagRows(repository))) indexed.add(tag)
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
  const first = async (repository: string, isListed: boolean) => {
    const { differences, listed } = await look(repository)
    if (differences.length > 0) suspects.push(repository)
    else if (isListed && listed.size === 0) counts.ghosts++
    else if (!isListed) counts.unlisted++
    counts.repositories += isListed ? 1 : 0
    counts.tags += listed.size
  }
  for await (const some of batches(registry.repositories(), AT_ONCE)) {
    const fresh = [...new Set(some)].filter((name) => !seen.has(name))
    for (const name of fresh) seen.add(name)
    await Promise.all(fresh.map((name) => first(name, true)))
  }
  for await (const some of batches(store.catalog(`${DISTRIBUTION.id}:`, undefined), AT_ONCE))
    await Promise.all(some.filter((name) => !seen.has(name)).map((name) => first(name, false)))
  if (suspects.length > 0) await clock.sleep(WAIT)
  for (const name of suspects.sort()) yield* (await look(name)).differences
  return counts
}

const named = z.object({ tag: z.string() })

async function* tagsOf(rows: AsyncIterable<unknown>): AsyncGenerator<string> {
  for await (const row of rows) {
    const key = named.safeParse(row).data?.tag
    if (key !== undefined && !parseTagKey(key).isDetail) yield key
  }
}
