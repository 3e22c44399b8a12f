import { listObjects } from '../../lambda/registry/listing.ts'
import { UsageError } from '../cli-error.ts'
import { command, JSON_OUTPUT, TARGET, targetOf, wholeNumber } from '../command.ts'
import type { Context } from '../context.ts'
import type { Deployment } from '../deployment.ts'
import { distributionOf } from '../distribution-of.ts'
import { findingsOf } from '../finding.ts'
import { answerJson } from '../json-answer.ts'
import { countStorage, type StorageReport } from '../storage/count-storage.ts'
import { childrenOf } from '../storage/indexed-children.ts'
import { storageCsv, storageLines } from '../storage/storage-text.ts'
import { counted, repositories } from '../text.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** Repositories in the text output if --largest is not given. */
const DEFAULT_LARGEST = 50

/** The command `registry-index storage`. */
export const storage = command({
  name: 'storage',
  summary: 'shows the storage that each repository takes in the bucket, and what is unused; deletes nothing',
  details: `Lists all blobs and repositories of the registry, some 1,000 keys a request. Reads no object.

  logical    bytes of all blobs that a repository links (layers, configs, manifests), each blob counted once
  unique     of those, bytes of blobs that no other repository links
  shared     of those, bytes of blobs that other repositories link too
  untagged   manifests that no tag leads to; their bytes are without layers, which a listing does not show

A tag leads to its manifest and, if that is an image index (of several platforms, or of referrers), to the manifests
listed in it and in image indexes among these, as far as the search index knows them; the command says where it does
not. Uses your own credentials: cloudformation:DescribeStacks, s3:ListBucket, and dynamodb:Query on the tag table.`,
  options: {
    older: {
      type: 'string',
      value: 'DAYS',
      help: 'count only untagged manifests written more than DAYS days ago (default 0: all)',
    },
    largest: {
      type: 'string',
      value: 'N',
      help: `show the N repositories with the most unique bytes (default ${DEFAULT_LARGEST})`,
    },
    csv: { type: 'boolean', help: 'print CSV with all repositories, one per row, sizes in bytes' },
    json: JSON_OUTPUT,
    ...TARGET,
  },
  async run(values, context) {
    const { terminal, clock } = context
    const older = wholeNumber('--older', values.older, 0) ?? 0
    const largest = wholeNumber('--largest', values.largest, 1) ?? DEFAULT_LARGEST
    if (values.json && values.csv) throw new UsageError('--json and --csv were both given; give only one of them')
    const deployment = await context.deployment(targetOf(values))
    const before = older === 0 ? Number.POSITIVE_INFINITY : clock.now() - older * DAY_MS
    const report = await count(deployment, before, terminal)
    const isUnknown = report.childrenUnknown > 0
    const unknown = `the index does not know all children of the image indexes in ${repositories(report.childrenUnknown)}; unknown ones count as untagged (registry-index reconcile --rebuild may add them)`
    if (isUnknown) terminal.note(unknown)
    if (values.json) {
      const findings = isUnknown ? [findingsOf('children').warning(context.asTyped(unknown))] : []
      return answerJson(terminal, { command: 'storage', exitStatus: 0, findings, olderDays: older, ...report })
    }
    if (values.csv) for (const line of storageCsv(report)) terminal.out(line)
    else for (const line of storageLines(report, { older, largest }, terminal)) terminal.out(line)
    return 0
  },
})

const count = async (
  { bucket, layouts, scan }: Deployment,
  before: number,
  { status }: Context['terminal'],
): Promise<StorageReport> => {
  const { layout, blobs } = distributionOf(layouts, 'storage')
  const note = (what: string) => (objects: number) => status?.(`${what}: ${counted(objects, 'object')} so far`)
  try {
    return await countStorage({
      layout,
      blobs: listObjects(bucket, blobs, note('blobs')),
      repositories: listObjects(bucket, layout.prefix, note('repositories')),
      before,
      childrenOf: (repository) => childrenOf(scan, repository),
    })
  } finally {
    status?.('')
  }
}
