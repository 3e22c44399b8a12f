// Compares the bucket and the index, both ways, and changes nothing.
//
// How it scales: one listing of the bucket; of each repository its row and its tags' rows, one repository at a time; one
// scan of each table. Kept in memory are the names of the repositories and some 150 bytes for each, the tags of the
// repositories that are looked at just now, and no entries: those are compared by sums. Only what differs is looked at
// again, with its entries, for which the search table is scanned once more for every 5,000 such repositories.
//
// Pushes go on meanwhile, and rows are read at different times. So nothing is reported of the first look: what differed
// is looked at again after a while, twice, and counts only where its rows did not change during that look.

import * as z from 'zod/mini'
import { sourceOf, sourceText } from '../../lambda/model/index-source.ts'
import type { Entry } from '../../lambda/model/search-entries.ts'
import { entryId, repositoryOf } from '../../lambda/model/search-entries.ts'
import { merge } from '../../lambda/reconcile/merge-join.ts'
import type { Layout } from '../../lambda/registry/layouts/layout.ts'
import type { Layouts } from '../../lambda/registry/layouts/layouts.ts'
import { layoutOfId } from '../../lambda/registry/layouts/repository-id.ts'
import { type ListedRepository, listRepositories } from '../../lambda/registry/listing.ts'
import { registryReader } from '../../lambda/registry/tag-reader.ts'
import { batches } from '../batches.ts'
import type { IndexScan } from '../index-scan.ts'
import type { Difference } from './differences.ts'
import { fingerprints } from './fingerprints.ts'
import type { LookingPorts, VerifyPorts } from './ports.ts'
import { digestDifference, dropNotes } from './verify-links.ts'
import { type ComparedRepository, compareRepository, type SeenRepository } from './verify-repository.ts'

export interface VerifyOptions {
  /** Read every link too, and compare digests: one GET a tag. */
  readonly deep?: boolean
  /** Told now and then how far the first look is. */
  readonly note?: (counts: VerifyCounts) => void
}

/** What was compared. */
export interface VerifyCounts {
  /** In the bucket or in the index. */
  repositories: number
  /** In the bucket. */
  tags: number
  /** In the search table. */
  entries: number
  /** Repositories that differed at every look, but were being written during the last. */
  unsettled: number
}

const AT_ONCE = 8
/** Before the second and the third look. Milliseconds. */
const WAITS = [2_000, 8_000]
/** Repositories whose entries are kept at once when they are looked at again. */
const AGAIN_AT_ONCE = 5_000

/**
 * Yields every difference between bucket and index that lasts; returns what was compared.
 * @throws BucketError where S3 fails; whatever DynamoDB throws
 */
export async function* verify(
  given: VerifyPorts,
  options: VerifyOptions = {},
): AsyncGenerator<Difference, VerifyCounts> {
  const ports: LookingPorts = { ...given, ...registryReader(given.bucket, given.layouts) }
  const counts: VerifyCounts = { repositories: 0, tags: 0, entries: 0, unsettled: 0 }
  yield* versionDifference(ports)
  let suspects = await firstLook(ports, options, counts)
  for (const [at, wait] of WAITS.entries()) {
    if (suspects.size === 0) break
    await ports.clock.sleep(wait)
    const isLast = at === WAITS.length - 1
    const lasting = new Set<string>()
    for await (const { name, differences } of lookAgain(ports, options, [...suspects])) {
      if (differences?.length === 0) continue
      lasting.add(name)
      if (!isLast) continue
      if (differences === undefined) counts.unsettled++
      else yield* differences
    }
    suspects = lasting
  }
  return counts
}

async function* versionDifference({ version, ...ports }: VerifyPorts) {
  const row = await version.read()
  const expected = sourceText(sourceOf(ports))
  const found = row && sourceText(row)
  const difference = { kind: 'version', repository: '', expected } as const
  if (found !== expected) yield { ...difference, ...(found === undefined ? {} : { found }) }
}

const named = z.object({ name: z.string() })

// Repositories that seem to differ.
const firstLook = async (ports: LookingPorts, { deep, note }: VerifyOptions, counts: VerifyCounts) => {
  const { bucket, layouts, store, scan } = ports
  const suspects = new Set<string>()
  const seen = new Set<string>()
  const prints = fingerprints()
  const take = ({ name, listed }: Pick<SeenRepository, 'name' | 'listed'>, compared: ComparedRepository): void => {
    if (compared.differences.length > 0 || compared.entries === undefined) suspects.add(name)
    for (const entry of compared.entries ?? []) prints.add(name, entry)
    counts.repositories += compared.briefs.length > 0 || listed.size > 0 ? 1 : 0
    counts.tags += listed.size
  }
  for (const layout of layouts.all) {
    const listed = listRepositories(bucket, layout, '', undefined)
    const known = store.catalog(layout.catalogStart(''), undefined)
    for await (const batch of batches(merge(listed, known, layout.catalogPath), AT_ONCE)) {
      const looks = batch.map(async (one) => {
        const found = { ...seenOf(one.listed), ...(await rowsOf(scan, one.name)) }
        const seenOne = { name: one.name, ...found, inCatalog: one.known }
        seen.add(one.name)
        take(seenOne, await compare(ports, seenOne, deep))
      })
      await Promise.all(looks)
      note?.(counts)
    }
  }
  // What neither the bucket nor the catalog has; most of it is rows of repositories that lost their last tag today.
  for await (const row of scan.repositories()) {
    const name = named.safeParse(row).data?.name ?? ''
    if (seen.has(name)) continue
    const seenOne = { name, ...NONE, row, tagRows: [], inCatalog: false }
    take(seenOne, compareRepository(layoutIn(layouts, name) ?? UNKNOWN, seenOne))
  }
  for await (const name of scan.tagged()) if (!seen.has(name)) suspects.add(name)
  for await (const entry of scan.entries()) {
    counts.entries++
    prints.take(repositoryOf(entry), entry)
  }
  for (const name of prints.differing()) suspects.add(name)
  note?.(counts)
  return suspects
}

const NONE: Pick<SeenRepository, 'listed' | 'isPrivate'> = { listed: new Map(), isPrivate: false }

const seenOf = (listed: ListedRepository | undefined): typeof NONE =>
  listed === undefined ? NONE : { listed: listed.tags, isPrivate: listed.isPrivate }

// A row may be of a layout that the deployment does not have, and then stands in no catalog that is looked at.
const layoutIn = ({ all }: Layouts, name: string) => all.find(({ id }) => id === layoutOfId(name))
const UNKNOWN: Pick<Layout, 'catalogPath'> = { catalogPath: (id) => id }

const rowsOf = async (scan: IndexScan, name: string) => {
  // The row first: if its rev is still the same later, everything in between is of that rev.
  const row = await scan.repository(name)
  const tagRows: unknown[] = []
  for await (const item of scan.tagRows(name)) tagRows.push(item)
  return { row, tagRows }
}

const compare = async (ports: LookingPorts, seen: SeenRepository, deep = false): Promise<ComparedRepository> => {
  const layout = layoutIn(ports.layouts, seen.name)
  if (layout !== undefined) await dropNotes(ports, layout, seen)
  const compared = compareRepository(layout ?? UNKNOWN, seen)
  if (!deep || layout === undefined) return compared
  for await (const batch of batches(compared.briefs, AT_ONCE)) {
    const reads = batch.filter(({ tag }) => seen.listed.has(tag)).map((brief) => digestDifference(ports, layout, brief))
    compared.differences.push(...(await Promise.all(reads)).flat())
  }
  return compared
}

interface Again {
  readonly rev: unknown
  readonly differences: Difference[]
  /** Undefined where nobody knows which entries should stand. */
  readonly missing: Map<string, Entry> | undefined
  readonly extra: Entry[]
}

// What differs still; undefined where the repository was written in the meantime.
async function* lookAgain(ports: LookingPorts, { deep }: VerifyOptions, names: readonly string[]) {
  const { scan } = ports
  for await (const some of batches(names, AGAIN_AT_ONCE)) {
    const looks = new Map<string, Again>()
    for await (const batch of batches(some, AT_ONCE))
      await Promise.all(batch.map(async (name) => looks.set(name, await lookAt(ports, name, deep))))
    for await (const entry of scan.entries()) {
      const look = looks.get(repositoryOf(entry))
      if (look?.missing?.delete(entryId(entry)) === false) look.extra.push(entry)
    }
    for (const [name, look] of looks) {
      const isSettled = name === '' || revOf(await scan.repository(name)) === look.rev
      yield { name, differences: isSettled ? [...look.differences, ...entryDifferences(name, look)] : undefined }
    }
  }
}

const lookAt = async (ports: LookingPorts, name: string, deep: boolean | undefined): Promise<Again> => {
  // What is of no repository can only be an entry.
  if (name === '') return { rev: undefined, differences: [], missing: new Map(), extra: [] }
  const { bucket, layouts, scan, store } = ports
  const rows = await rowsOf(scan, name)
  const layout = layoutIn(layouts, name)
  let found = NONE
  let inCatalog = false
  if (layout !== undefined) {
    for await (const one of listRepositories(bucket, layout, layout.rangeOf(name), undefined))
      if (one.name === name) found = seenOf(one)
    for await (const one of store.catalog(layout.catalogPath(name), undefined)) if (one === name) inCatalog = true
  }
  const { differences, entries } = await compare(ports, { name, ...found, ...rows, inCatalog }, deep)
  const missing = entries && new Map(entries.map((entry) => [entryId(entry), entry]))
  return { rev: revOf(rows.row), differences, missing, extra: [] }
}

const revision = z.object({ rev: z.unknown() })
const revOf = (row: unknown): unknown => revision.safeParse(row).data?.rev

const entryDifferences = (repository: string, { missing, extra }: Again): Difference[] => [
  ...[...(missing?.keys() ?? [])].map((id) => ({ kind: 'entry-missing' as const, repository, expected: id })),
  ...extra.map((entry) => ({ kind: 'entry-extra' as const, repository, found: entryId(entry) })),
]
