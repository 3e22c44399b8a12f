import { DISTRIBUTION, keyPrefix } from '../../lambda/names.ts'
import { distribution } from '../../lambda/registry/layouts/distribution.ts'
import { listObjects } from '../../lambda/registry/listing.ts'
import { CliError, UsageError } from '../cli-error.ts'
import { command, JSON_OUTPUT, TARGET, targetOf, wholeNumber } from '../command.ts'
import type { Context } from '../context.ts'
import type { Deployment } from '../deployment.ts'
import { countStorage, type StorageReport } from '../storage/count-storage.ts'
import { childrenOf } from '../storage/indexed-children.ts'
import { storageCsv, storageLines } from '../storage/storage-text.ts'
import { counted, repositories } from '../text.ts'

const DAY = 24 * 60 * 60 * 1000
/** Repositories shown as text. */
const SHOWN = 50

/** `registry-index storage` */
export const storage = command({
  name: 'storage',
  summary: 'shows what repositories take in the bucket, and what nobody needs any more; deletes nothing',
  details: `Lists all of the registry's blobs and repositories, and reads no object: some 1,000 keys a request.

  logical    all blobs that a repository links (layers, configs, manifests), each once
  unique     of those, blobs that no other repository links; shared is the rest
  untagged   manifests that no tag leads to, with the bytes of the manifests alone: a listing can't tell their layers

What a tag leads to is its manifest, and what an index (a manifest of several platforms, or of what refers to another)
holds, as this search index knows it; where it does not, the command says so. Children of children count as untagged.
Needs your own credentials: cloudformation:DescribeStacks, s3:ListBucket, and dynamodb:Query on the tag table.`,
  options: {
    older: {
      type: 'string',
      value: 'DAYS',
      help: 'untagged manifests written more than so many days ago (default 0: all)',
    },
    largest: {
      type: 'string',
      value: 'N',
      help: `show the N repositories with the most unique bytes (default ${SHOWN})`,
    },
    csv: { type: 'boolean', help: 'print CSV, one row a repository, all of them, sizes in bytes' },
    json: JSON_OUTPUT,
    ...TARGET,
  },
  async run(values, context) {
    const { terminal, clock } = context
    const older = wholeNumber('--older', values.older, 0) ?? 0
    const largest = wholeNumber('--largest', values.largest, 1) ?? SHOWN
    if (values.json && values.csv) throw new UsageError('--json and --csv were both given; give one of them')
    const deployment = await context.deployment(targetOf(values))
    const before = older === 0 ? Number.POSITIVE_INFINITY : clock.now() - older * DAY
    const report = await count(deployment, before, terminal)
    if (values.json) terminal.out(JSON.stringify({ olderDays: older, ...report }, undefined, 2))
    else if (values.csv) for (const line of storageCsv(report)) terminal.out(line)
    else for (const line of storageLines(report, { older, largest }, terminal)) terminal.out(line)
    if (report.childrenUnknown > 0)
      terminal.note(
        `of ${repositories(report.childrenUnknown)} the index does not know all children; those count as untagged (registry-index reconcile --rebuild brings them in)`,
      )
    return 0
  },
})

const count = async (
  { bucket, layouts, scan }: Deployment,
  before: number,
  { status }: Context['terminal'],
): Promise<StorageReport> => {
  const root = layouts.all.find(({ id }) => id === DISTRIBUTION.id)?.root
  if (root === undefined)
    throw new CliError(
      'the deployment indexes a registry v1 only (layout docker-v1), which does not keep its layers by repository; storage counts those of registry v2 and v3',
    )
  const layout = distribution(root)
  const note = (what: string) => (objects: number) => status?.(`${what}: ${counted(objects, 'object')} so far`)
  try {
    return await countStorage({
      layout,
      blobs: listObjects(bucket, keyPrefix(root) + DISTRIBUTION.blobs, note('blobs')),
      repositories: listObjects(bucket, layout.prefix, note('repositories')),
      before,
      childrenOf: (repository) => childrenOf(scan, repository),
    })
  } finally {
    status?.('')
  }
}
