// Which tests can notice a fault of a file: the likeliest first, since the first failure ends a run. Those are left out that
// take long and whose subject is another, such as any history of a registry v1.

const EVIDENCE = [
  'test/registry/content/evidence.test.ts',
  'test/registry/content/nested-reads.test.ts',
  'test/http/referrers.test.ts',
]
const CHILDREN = [
  'test/registry/content/kinds/kinds.test.ts',
  'test/registry/content/facts.test.ts',
  'test/registry/content/broken/broken.test.ts',
  'test/registry/content/shared-children.test.ts',
  ...EVIDENCE,
]
const INDEXING = [
  'test/indexing/index-tags.test.ts',
  'test/indexing/commit-tags.test.ts',
  'test/indexing/faulty-tags.test.ts',
  'test/indexing/change-cost.test.ts',
  'test/reconcile/reconcile.test.ts',
  'test/indexing/lost-row.test.ts',
  'test/indexing/row-size.test.ts',
  'test/indexing/both-layouts.test.ts',
  'test/reconcile/reconcile-range.test.ts',
  'test/cli/verify/verify.test.ts',
  'test/cli/verify/damages.test.ts',
]
const REFUSALS = [
  'test/reconcile/checks.test.ts',
  'test/reconcile/refusals.test.ts',
  'test/reconcile/layout-refusals.test.ts',
  'test/reconcile/moved-root.test.ts',
]
const RECONCILE_RANGE = [
  'test/reconcile/reconcile-range.test.ts',
  'test/reconcile/reconcile.test.ts',
  'test/reconcile/names-pass.test.ts',
  'test/indexing/name-repository.test.ts',
  ...REFUSALS,
  'test/indexing/both-layouts.test.ts',
  'test/indexing/docker-v1-notes.test.ts',
]

const SIGN_IN = ['tokens', 'seen-by', 'registry-access', 'fake-sign-in'].map(
  (name) => `test/http/registry-sign-in/${name}.test.ts`,
)

const VERSIONS = ['rules', 'key']
  .map((name) => `test/model/versions/version-${name}.test.ts`)
  .concat('test/model/versions/tag-lists.test.ts')

/** Paths of tests, by the file that they test. */
export const TESTS: Readonly<Record<string, readonly string[]>> = {
  'lambda/indexing/plan.ts': [
    'test/indexing/plan.test.ts',
    'test/indexing/changed-at.test.ts',
    'test/indexing/name-repository.test.ts',
    'test/indexing/recount.test.ts',
    ...INDEXING,
  ],
  'lambda/indexing/build-document.ts': [
    'test/indexing/build-document.test.ts',
    'test/indexing/plan.test.ts',
    ...INDEXING,
  ],
  'lambda/indexing/build-rows.ts': [
    'test/indexing/build-rows.test.ts',
    'test/reconcile/deep/deep.test.ts',
    ...INDEXING,
  ],
  'lambda/indexing/fields-from-tags.ts': ['test/indexing/plan.test.ts', 'test/indexing/recount.test.ts', ...INDEXING],
  'lambda/indexing/messages.ts': ['test/indexing/messages.test.ts', 'test/indexing/both-layouts.test.ts'],
  'lambda/indexing/failure.ts': ['test/indexing/failure.test.ts', ...INDEXING],
  'lambda/indexing/retry-delays.ts': ['test/indexing/retry-delays.test.ts', 'test/indexing/messages.test.ts'],
  'lambda/indexing/recount.ts': ['test/indexing/recount.test.ts', 'test/indexing/name-repository.test.ts', ...INDEXING],
  'lambda/reconcile/reconcile-range.ts': RECONCILE_RANGE,
  'lambda/reconcile/candidates.ts': RECONCILE_RANGE,
  'lambda/reconcile/part-counts.ts': RECONCILE_RANGE,
  'lambda/reconcile/pace.ts': ['test/reconcile/pace.test.ts', ...RECONCILE_RANGE],
  'lambda/reconcile/even-ranges.ts': ['test/reconcile/even-ranges.test.ts'],
  'lambda/reconcile/window.ts': ['test/reconcile/window.test.ts'],
  'lambda/reconcile/tag-comparison.ts': RECONCILE_RANGE,
  'lambda/reconcile/refusals.ts': [...REFUSALS, 'test/reconcile/reconcile.test.ts'],
  'lambda/registry/content/manifests/kinds.ts': [
    'test/registry/content/manifest.test.ts',
    'test/registry/content/kinds/kinds.test.ts',
    'test/registry/content/broken/broken.test.ts',
  ],
  'lambda/registry/content/manifests/manifest.ts': [
    'test/registry/content/manifest.test.ts',
    'test/registry/content/kinds/kinds.test.ts',
    'test/registry/content/facts.test.ts',
    'test/registry/content/expensive.test.ts',
    'test/registry/content/broken/broken.test.ts',
    ...EVIDENCE,
  ],
  'lambda/registry/content/evidence/evidence.ts': EVIDENCE,
  'lambda/registry/content/manifests/index-children.ts': CHILDREN,
  'lambda/registry/content/manifests/child-manifest.ts': CHILDREN,
  'lambda/registry/content/manifests/artifacts.ts': CHILDREN,
  'lambda/registry/s3-events.ts': [
    'test/registry/s3-events.test.ts',
    'test/indexing/messages.test.ts',
    'test/indexing/both-layouts.test.ts',
  ],
  'lambda/model/sort-keys.ts': ['test/model/sort-keys.test.ts', ...INDEXING],
  'lambda/model/tag-order/version-key.ts': VERSIONS,
  'lambda/model/tag-order/version-steps.ts': VERSIONS,
  'lambda/model/tag-order/version-words.ts': VERSIONS,
  'lambda/model/tag-order/tag-date.ts': VERSIONS,
  'lambda/model/tag-order/commit-like.ts': VERSIONS,
  ...Object.fromEntries(
    ['registry-access', 'registry-door', 'remembered', 'seen-by', 'tokens'].map((name) => [
      `lambda/http/registry-sign-in/${name}.ts`,
      SIGN_IN,
    ]),
  ),
  'lambda/model/search-entries.ts': [
    'test/model/search-entries.test.ts',
    'test/registry/content/facts.test.ts',
    'test/indexing/nested-indexes.test.ts',
    ...INDEXING,
  ],
}
