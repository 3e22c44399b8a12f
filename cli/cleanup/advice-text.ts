// Formats advice as text for people, and as CSV.

import type { Terminal } from '../context.ts'
import { aligned, csvRow } from '../storage/storage-text.ts'
import { bytes, counted, number, repositories } from '../text.ts'
import type { Advice, RepositoryAdvice } from './advice.ts'
import { KINDS, type Reason } from './choose.ts'

const REASONS: readonly Reason[] = [...KINDS, 'follows']
/** Repositories in the table. */
const MAX_ROWS = 50
const LABEL_WIDTH = 'unneeded'.length + 1

/** Says how many manifests and tags are listed. */
export const listedText = ({ repositories: all }: Pick<Advice, 'repositories'>): string => {
  const deletions = all.flatMap((one) => one.deletions)
  const manifests = deletions.filter(({ digest }) => digest !== undefined)
  const withThem = manifests.reduce((sum, { tags }) => sum + tags.length, 0)
  const alone = deletions.length - manifests.length
  return `${counted(manifests.length, 'manifest')} with ${counted(withThem, 'tag')}, and ${counted(alone, 'tag')} without a manifest, in ${repositories(all.length)}`
}

/** Formats advice as lines: a table of the repositories, then the totals. */
export const adviceLines = (advice: Advice, { style }: Pick<Terminal, 'style'>): string[] => {
  const { repositories: all, freed, unneeded, deadLinks } = advice
  const shown = all.slice(0, MAX_ROWS)
  const [header = '', ...rows] = aligned([['repository', ...REASONS, 'frees'], ...shown.map(row)])
  const apart = freed.bytes - all.reduce((sum, one) => sum + one.bytes, 0)
  const line = (label: string, text: string) => `${style('bold', label.padEnd(LABEL_WIDTH))} ${text}`
  return [
    ...(shown.length === 0 ? [] : [style('bold', header), ...rows]),
    ...(all.length > shown.length ? [`and ${number(all.length - shown.length)} more; --format csv shows them`] : []),
    ...(shown.length === 0 ? [] : ['']),
    line('listed', listedText(advice)),
    line('frees', `${amount(freed)}, by all of these together`),
    ...(apart > 0 ? [line('shared', `${bytes(apart)} of that, needed in several of these repositories`)] : []),
    line('unneeded', `${amount(unneeded)}, which no manifest needs even now`),
    ...(deadLinks > 0 ? [line('dead', `${counted(deadLinks, 'link')} of manifests that do not exist`)] : []),
  ]
}

const row = ({ name, deletions, bytes: size }: RepositoryAdvice): string[] => [
  name,
  ...REASONS.map((reason) => number(deletions.filter((one) => one.reason === reason).length)),
  bytes(size),
]

const amount = ({ count, bytes: size }: Advice['freed']): string => `${bytes(size)} in ${counted(count, 'blob')}`

/** Formats advice as CSV lines: a header, then one row for each deletion. Sizes are in bytes; a space separates tags. */
export const adviceCsv = ({ repositories: all }: Advice): string[] => [
  csvRow(['repository', 'reason', 'digest', 'tags', 'pushed_at', 'bytes']),
  ...all.flatMap(({ name, deletions }) =>
    deletions.map(({ reason, digest = '', tags, pushedAt, bytes: size }) =>
      csvRow([name, reason, digest, tags.join(' '), pushedAt, size]),
    ),
  ),
]
