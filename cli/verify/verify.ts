// Compares the bucket and the index in both directions: finds what the index lacks, what it has in excess, and which
// rows and entries contradict each other. It must never change anything.
//
// The first pass compares everything, but reports nothing: pushes continue meanwhile, and rows are read at different
// times, so a difference may be temporary. Repositories that differ are compared again after 2 seconds and, if they
// still differ, after another 8. A difference is reported only if the last pass finds it, and the repository's row did
// not change during that pass.
//
// How it scales: the first pass takes one listing of the bucket, one scan of each table, and one read of each
// repository's rows. In memory are the names of all repositories with some 150 bytes each, and the tags of the eight
// repositories being compared. This pass keeps no entries but compares sums of them (fingerprints.ts). A later pass
// keeps the entries of up to 5,000 repositories, and scans the search table once for that many. A deep verification keeps 8
// bytes of each blob besides.

import { isDeepStrictEqual } from 'node:util'
import * as z from 'zod/mini'
import { sourceOf, sourceText } from '../../lambda/model/runs/index-source.ts'
import type { Entry } from '../../lambda/model/search-entries.ts'
import { entryId, repositoryOf } from '../../lambda/model/search-entries.ts'
import { listContent } from '../../lambda/reconcile/deep/list-content.ts'
import { merge } from '../../lambda/reconcile/merge-join.ts'
import { NO_SUSPICION, type Suspicion } from '../../lambda/registry/content/blobs/tag-blobs.ts'
import type { Layouts } from '../../lambda/registry/layouts/layouts.ts'
import { layoutOfId } from '../../lambda/registry/layouts/repository-id.ts'
import { type ListedRepository, listRepositories } from '../../lambda/registry/listing.ts'
import { registryReader } from '../../lambda/registry/tag-reader.ts'
import { batches } from '../../lambda/shared/batches.ts'
import type { IndexScan } from '../index-scan.ts'
import type { Difference } from './differences.ts'
import { fingerprints } from './fingerprints.ts'
import { factDifferences } from './verify-facts.ts'
import { dropNonTags } from './verify-links.ts'
import type { VerifyPassPorts, VerifyPorts } from './verify-ports.ts'
import {
  type ComparedLayout,
  type ComparedRepository,
  compareRepository,
  type SeenRepository,
} from './verify-repository.ts'

/** How to verify. */
export interface VerifyOptions {
  /**
   * Also list all blobs, read every tag as indexing does, and compare all its facts: one LIST for 1,000 blobs, and a GET
   * for each link, manifest and config.
   */
  readonly deep?: boolean
  /** Called during the first pass with the counts so far. */
  readonly onProgress?: (counts: VerifyCounts) => void
}

/** Counts of what was compared. */
export interface VerifyCounts {
  /** Repositories with tags in the bucket or in the index. */
  repositories: number
  /** Tags in the bucket. */
  tags: number
  /** Entries in the search table. */
  entries: number
  /** Repositories without a result: they differed before, and their row changed during the last pass. */
  unsettled: number
}

/** Repositories compared in parallel, and links of one repository read in parallel. */
const PARALLEL_READS = 8
/** Times before the second and before the third pass. */
const RECHECK_DELAYS_MS = [2_000, 8_000]
/** Repositories whose entries are in memory at the same time in the second and the third pass. */
const RECHECK_BATCH_SIZE = 5_000

/**
 * Yields every lasting difference between bucket and index. Returns the counts of what was compared.
 * @throws BucketError if S3 fails; also whatever DynamoDB throws
 */
export async function* verify(
  given: VerifyPorts,
  options: VerifyOptions = {},
): AsyncGenerator<Difference, VerifyCounts> {
  const ports: VerifyPassPorts = {
    ...given,
    ...registryReader(given.bucket, given.layouts, given.labelKeys),
    isSuspected: options.deep ? await notListed(given) : NO_SUSPICION,
  }
  const counts: VerifyCounts = { repositories: 0, tags: 0, entries: 0, unsettled: 0 }
  yield* versionDifference(ports)
  let suspects = await firstPass(ports, options, counts)
  for (const [at, wait] of RECHECK_DELAYS_MS.entries()) {
    if (suspects.size === 0) break
    await ports.clock.sleep(wait)
    const isLast = at === RECHECK_DELAYS_MS.length - 1
    const lasting = new Set<string>()
    for await (const { name, differences } of recheck(ports, options, [...suspects])) {
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

// Returns what is not listed of that which tags point to. What was pushed since is looked for once more.
const notListed = async ({ bucket, layouts }: VerifyPorts): Promise<Suspicion> => {
  const listed = layouts.all.map(({ content }) => listContent(bucket, content, { max: Number.POSITIVE_INFINITY }))
  const all = await Promise.all(listed)
  return (digest) => !all.some(({ content }) => content.has(digest))
}

// Yields a difference if the index was made from another source than the deployment's bucket, layouts and roots.
async function* versionDifference({ version, ...ports }: VerifyPorts) {
  const row = await version.read()
  const expected = sourceText(sourceOf(ports))
  const found = row && sourceText(row)
  const difference = { kind: 'version', repository: '', expected } as const
  if (found !== expected) yield { ...difference, ...(found === undefined ? {} : { found }) }
}

const rowWithName = z.object({ name: z.string() })

// Compares everything. Returns the repositories that seem to differ.
const firstPass = async (ports: VerifyPassPorts, { deep, onProgress }: VerifyOptions, counts: VerifyCounts) => {
  const { bucket, layouts, store, scan } = ports
  const suspects = new Set<string>()
  const seen = new Set<string>()
  const prints = fingerprints()
  const record = ({ name, listed }: Pick<SeenRepository, 'name' | 'listed'>, compared: ComparedRepository): void => {
    if (compared.differences.length > 0 || compared.entries === undefined) suspects.add(name)
    for (const entry of compared.entries ?? []) prints.add(name, entry)
    counts.repositories += compared.briefs.length > 0 || listed.size > 0 ? 1 : 0
    counts.tags += listed.size
  }
  for (const layout of layouts.all) {
    const listed = listRepositories(bucket, layout, '', undefined)
    const known = store.catalog(layout.catalogStart(''), undefined)
    for await (const batch of batches(merge(listed, known, layout.catalogPath), PARALLEL_READS)) {
      const comparisons = batch.map(async (one) => {
        const found = { ...listedOf(one.listed), ...(await rowsOf(scan, one.name)) }
        const repository = { name: one.name, registry: ports.bucketName, ...found, inCatalog: one.known }
        seen.add(one.name)
        record(repository, await compare(ports, repository, deep))
      })
      await Promise.all(comparisons)
      onProgress?.(counts)
    }
  }
  // Rows of repositories that neither the bucket nor the catalog has; most of these lost their last tag today.
  for await (const row of scan.repositories()) {
    const name = rowWithName.safeParse(row).data?.name ?? ''
    if (seen.has(name)) continue
    const repository = { name, registry: ports.bucketName, ...NOT_LISTED, row, tagRows: [], inCatalog: false }
    record(repository, compareRepository(layoutIn(layouts, name) ?? UNKNOWN_LAYOUT, repository))
  }
  for await (const name of scan.repositoriesOfTagRows()) if (!seen.has(name)) suspects.add(name)
  for await (const entry of scan.entries()) {
    counts.entries++
    prints.subtract(repositoryOf(entry), entry)
  }
  for (const name of prints.differing()) suspects.add(name)
  onProgress?.(counts)
  return suspects
}

const NOT_LISTED: Pick<SeenRepository, 'listed' | 'isPrivate'> = { listed: new Map(), isPrivate: false }

const listedOf = (listed: ListedRepository | undefined): typeof NOT_LISTED =>
  listed === undefined ? NOT_LISTED : { listed: listed.tags, isPrivate: listed.isPrivate }

// Returns undefined for a layout that the deployment does not have. Such a row is in no catalog that is read here.
const layoutIn = ({ all }: Layouts, name: string) => all.find(({ id }) => id === layoutOfId(name))
const UNKNOWN_LAYOUT: ComparedLayout = {
  id: '',
  catalogPath: (id) => id,
  parseTarget: (content) => Buffer.from(content).toString('latin1'),
}

const rowsOf = async (scan: IndexScan, name: string) => {
  // The row must be read first: if its rev is still the same later, everything read in between is of that rev.
  const row = await scan.repository(name)
  const tagRows: unknown[] = []
  for await (const item of scan.tagRows(name)) tagRows.push(item)
  return { row, tagRows }
}

const compare = async (ports: VerifyPassPorts, seen: SeenRepository, deep = false): Promise<ComparedRepository> => {
  const layout = layoutIn(ports.layouts, seen.name)
  if (layout !== undefined) await dropNonTags(ports, layout, seen)
  const compared = compareRepository(layout ?? UNKNOWN_LAYOUT, seen)
  if (!deep || layout === undefined) return compared
  for await (const batch of batches(compared.briefs, PARALLEL_READS)) {
    const reads = batch
      .filter(({ tag }) => seen.listed.has(tag))
      .map((brief) => factDifferences(ports, brief, compared.details.get(brief.tag)))
    compared.differences.push(...(await Promise.all(reads)).flat())
  }
  return compared
}

interface Recheck {
  readonly rev: unknown
  readonly differences: Difference[]
  /** Entries that should exist and were not found yet, by id. Undefined if it is unknown which should exist. */
  readonly missing: Map<string, Entry> | undefined
  /** Entries that were found but should not exist. */
  readonly extra: Entry[]
}

// Compares these repositories again, with their entries. Yields what still differs, or undefined for a repository whose
// row changed meanwhile.
async function* recheck(ports: VerifyPassPorts, { deep }: VerifyOptions, names: readonly string[]) {
  const { scan } = ports
  for await (const some of batches(names, RECHECK_BATCH_SIZE)) {
    const comparisons = new Map<string, Recheck>()
    for await (const batch of batches(some, PARALLEL_READS))
      await Promise.all(batch.map(async (name) => comparisons.set(name, await recheckRepository(ports, name, deep))))
    for await (const entry of scan.entries()) {
      const comparison = comparisons.get(repositoryOf(entry))
      if (comparison?.missing?.delete(entryId(entry)) === false) comparison.extra.push(entry)
    }
    for (const [name, found] of comparisons) {
      const isSettled = name === '' || isDeepStrictEqual(revOf(await scan.repository(name)), found.rev)
      yield { name, differences: isSettled ? [...found.differences, ...entryDifferences(name, found)] : undefined }
    }
  }
}

const recheckRepository = async (ports: VerifyPassPorts, name: string, deep: boolean | undefined): Promise<Recheck> => {
  // The empty name stands for entries that belong to no repository: only they can differ.
  if (name === '') return { rev: undefined, differences: [], missing: new Map(), extra: [] }
  const { bucket, layouts, scan, store } = ports
  const rows = await rowsOf(scan, name)
  const layout = layoutIn(layouts, name)
  let found = NOT_LISTED
  let inCatalog = false
  if (layout !== undefined) {
    for await (const one of listRepositories(bucket, layout, layout.rangeOf(name), undefined))
      if (one.name === name) found = listedOf(one)
    for await (const one of store.catalog(layout.catalogPath(name), undefined)) if (one === name) inCatalog = true
  }
  const { differences, entries } = await compare(
    ports,
    { name, registry: ports.bucketName, ...found, ...rows, inCatalog },
    deep,
  )
  const missing = entries && new Map(entries.map((entry) => [entryId(entry), entry]))
  return { rev: revOf(rows.row), differences, missing, extra: [] }
}

const rowWithRev = z.object({ rev: z.unknown() })
const revOf = (row: unknown): unknown => rowWithRev.safeParse(row).data?.rev

const entryDifferences = (repository: string, { missing, extra }: Recheck): Difference[] => [
  ...[...(missing?.keys() ?? [])].map((id) => ({ kind: 'entry-missing' as const, repository, expected: id })),
  ...extra.map((entry) => ({ kind: 'entry-extra' as const, repository, found: entryId(entry) })),
]
