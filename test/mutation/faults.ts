// Faults in the pure core, one for each decision: what is replaced by what. `npm run mutation` (run.ts) plants one after
// the other and expects the unit tests to notice.

import type { Fault } from './fault.ts'
import { ARTIFACTS } from './faults/artifacts.ts'
import { BUILD_DOCUMENT } from './faults/build-document.ts'
import { BUILD_ROWS } from './faults/build-rows.ts'
import { CHILD_MANIFEST } from './faults/child-manifest.ts'
import { EVIDENCE } from './faults/evidence.ts'
import { FAILURE } from './faults/failure.ts'
import { FIELDS_FROM_TAGS } from './faults/fields-from-tags.ts'
import { INDEX_CHILDREN } from './faults/index-children.ts'
import { KINDS } from './faults/kinds.ts'
import { MANIFEST } from './faults/manifest.ts'
import { MESSAGES } from './faults/messages.ts'
import { PLAN } from './faults/plan.ts'
import { CANDIDATES, EVEN_RANGES, PACE, PART_COUNTS, WINDOW } from './faults/ranges.ts'
import { RECONCILE_RANGE } from './faults/reconcile-range.ts'
import { RECOUNT } from './faults/recount.ts'
import { REFUSALS } from './faults/refusals.ts'
import { REGISTRY_ACCESS, REGISTRY_DOOR, REMEMBERED, SEEN_BY, TOKENS } from './faults/registry-sign-in.ts'
import { RETRY_DELAYS } from './faults/retry-delays.ts'
import { S3_EVENTS } from './faults/s3-events.ts'
import { SEARCH_ENTRIES } from './faults/search-entries.ts'
import { SORT_KEYS } from './faults/sort-keys.ts'
import { TAG_COMPARISON } from './faults/tag-comparison.ts'
import { COMMIT_LIKE, TAG_DATE, VERSION_WORDS } from './faults/tag-words.ts'
import { VERSION_KEY } from './faults/version-key.ts'
import { VERSION_STEPS } from './faults/version-steps.ts'

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
  'lambda/reconcile/candidates.ts': CANDIDATES,
  'lambda/reconcile/part-counts.ts': PART_COUNTS,
  'lambda/reconcile/pace.ts': PACE,
  'lambda/reconcile/even-ranges.ts': EVEN_RANGES,
  'lambda/reconcile/window.ts': WINDOW,
  'lambda/reconcile/tag-comparison.ts': TAG_COMPARISON,
  'lambda/reconcile/refusals.ts': REFUSALS,
  'lambda/registry/content/manifests/kinds.ts': KINDS,
  'lambda/registry/content/manifests/manifest.ts': MANIFEST,
  'lambda/registry/content/manifests/index-children.ts': INDEX_CHILDREN,
  'lambda/registry/content/manifests/child-manifest.ts': CHILD_MANIFEST,
  'lambda/registry/content/manifests/artifacts.ts': ARTIFACTS,
  'lambda/registry/content/evidence/evidence.ts': EVIDENCE,
  'lambda/registry/s3-events.ts': S3_EVENTS,
  'lambda/model/sort-keys.ts': SORT_KEYS,
  'lambda/model/tag-order/version-key.ts': VERSION_KEY,
  'lambda/model/tag-order/version-steps.ts': VERSION_STEPS,
  'lambda/model/tag-order/version-words.ts': VERSION_WORDS,
  'lambda/model/tag-order/tag-date.ts': TAG_DATE,
  'lambda/model/tag-order/commit-like.ts': COMMIT_LIKE,
  'lambda/model/search-entries.ts': SEARCH_ENTRIES,
  'lambda/http/registry-sign-in/registry-access.ts': REGISTRY_ACCESS,
  'lambda/http/registry-sign-in/registry-door.ts': REGISTRY_DOOR,
  'lambda/http/registry-sign-in/remembered.ts': REMEMBERED,
  'lambda/http/registry-sign-in/seen-by.ts': SEEN_BY,
  'lambda/http/registry-sign-in/tokens.ts': TOKENS,
}
