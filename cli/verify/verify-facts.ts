// Compares a tag's rows with what the bucket says now: reads the tag as indexing does, and builds its rows anew.

import { tagBrief, tagDetail } from '../../lambda/indexing/build-rows.ts'
import type { TagBrief, TagDetail } from '../../lambda/model/row-schemas.ts'
import type { Difference } from './differences.ts'
import type { VerifyPassPorts } from './verify-ports.ts'
import { fieldDifferences } from './verify-repository.ts'

/**
 * Returns how the rows of a tag differ from those that indexing would write. Fields that say how often it was tried and by
 * which commit or run it was written are left out.
 * @throws BucketError if S3 fails
 */
export const factDifferences = async (
  { readTag, isSuspected }: Pick<VerifyPassPorts, 'readTag' | 'isSuspected'>,
  brief: TagBrief,
  detail: TagDetail | undefined,
): Promise<Difference[]> => {
  const { repository, tag, rev, detailRev, rebuilt } = brief
  const observed = await readTag({ repository, tag }, undefined, isSuspected)
  // A tag that is gone since it was listed is found by the listing of the next pass.
  if (observed === undefined) return []
  const { facts } = observed
  if (facts.digest !== brief.digest) {
    const expected = facts.digest ?? facts.problem ?? 'no digest'
    const found = brief.digest === undefined ? {} : { found: brief.digest }
    return [{ kind: 'tag-digest', repository, tag, expected, ...found }]
  }
  const at = { kind: 'tag-facts' as const, repository, tag }
  const { tries, retryAt, ...expected } = tagBrief(repository, tag, { rev, detailRev, rebuilt }, observed, undefined, 0)
  const whole = { ...allAbsent(brief), ...expected, tries: brief.tries, retryAt: brief.retryAt }
  if (detail === undefined) return fieldDifferences(at, whole, brief)
  const wholeDetail = { ...allAbsent(detail), ...tagDetail(repository, tag, detail.rev, observed) }
  return [...fieldDifferences(at, whole, brief), ...fieldDifferences(at, wholeDetail, detail)]
}

// What a row has and should not have must show too.
const allAbsent = (row: object): object => Object.fromEntries(Object.keys(row).map((field) => [field, undefined]))
