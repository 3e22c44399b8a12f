// Faults in the pure core, one for each decision: what is replaced by what. `npm run mutation` (run.ts) plants one after
// the other and expects the unit tests to notice.

import type { Fault } from './fault.ts'
import { BUILD_DOCUMENT } from './faults/build-document.ts'
import { BUILD_ROWS } from './faults/build-rows.ts'
import { FAILURE } from './faults/failure.ts'
import { FIELDS_FROM_TAGS } from './faults/fields-from-tags.ts'
import { KINDS } from './faults/kinds.ts'
import { MANIFEST } from './faults/manifest.ts'
import { MESSAGES } from './faults/messages.ts'
import { PLAN } from './faults/plan.ts'
import { RECONCILE_RANGE } from './faults/reconcile-range.ts'
import { RECOUNT } from './faults/recount.ts'
import { REFUSALS } from './faults/refusals.ts'
import { RETRY_DELAYS } from './faults/retry-delays.ts'
import { S3_EVENTS } from './faults/s3-events.ts'
import { SEARCH_ENTRIES } from './faults/search-entries.ts'
import { SORT_KEYS } from './faults/sort-keys.ts'
import { TAG_COMPARISON } from './faults/tag-comparison.ts'

/** Faults, by the file that they are planted in. */
export const FAULTS: Readonly<Record<string, readonly Fault[]>> = {
  'lambda/indexing/plan.ts': PLAN,
  'lambda/indexing/build-document.ts': BUILD_DOCUMENT,
  'lambda/indexing/build-rows.ts': BUILD_ROWS,
  'lambda/indexing/fields-from-tags.ts': FIELDS_FROM_TAGS,
  'lambda/indexing/messages.ts': MESSAGES,
  'lambda/indexing/failure.ts': FAILURE,
  'lambda/indexing/retry-delays.ts': RETRY_DELAYS,
  'lambda/indexing/recount.ts': RECOUNT,
  'lambda/reconcile/reconcile-range.ts': RECONCILE_RANGE,
  'lambda/reconcile/tag-comparison.ts': TAG_COMPARISON,
  'lambda/reconcile/refusals.ts': REFUSALS,
  'lambda/registry/content/kinds.ts': KINDS,
  'lambda/registry/content/manifest.ts': MANIFEST,
  'lambda/registry/s3-events.ts': S3_EVENTS,
  'lambda/model/sort-keys.ts': SORT_KEYS,
  'lambda/model/search-entries.ts': SEARCH_ENTRIES,
}
