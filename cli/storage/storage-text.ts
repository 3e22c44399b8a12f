// Formats a storage report as text for people and as CSV.

import type { Terminal } from '../context.ts'
import { bytes, counted, number, repositories } from '../text.ts'
import type { Amount } from './blob-table.ts'
import type { StorageReport } from './count-storage.ts'

const HEADER = ['repository', 'tags', 'logical', 'unique', 'shared', 'untagged', 'bytes']

/**
 * Formats a report as lines: a table of the largest repositories, then the totals.
 * @param options `older`: the minimum age of untagged manifests in days, 0 for all; `largest`: rows of the table
 */
export const storageLines = (
  report: StorageReport,
  { older, largest }: { readonly older: number; readonly largest: number },
  { style }: Pick<Terminal, 'style'>,
): string[] => {
  const shown = report.repositories.slice(0, largest)
  const left = report.repositories.length - shown.length
  const [header = '', ...rows] = aligned([
    HEADER,
    ...shown.map(({ name, tags, logicalBytes, uniqueBytes, sharedBytes, untagged }) => [
      name,
      number(tags),
      bytes(logicalBytes),
      bytes(uniqueBytes),
      bytes(sharedBytes),
      number(untagged.count),
      bytes(untagged.bytes),
    ]),
  ])
  const row = (label: string, text: string) => `${style('bold', label.padEnd(LABEL_WIDTH))} ${text}`
  const age = older === 0 ? '' : `, written more than ${counted(older, 'day')} ago`
  return [
    ...(shown.length === 0 ? [] : [style('bold', header), ...rows]),
    ...(left > 0 ? [`and ${number(left)} more; --largest N, --csv or --json shows them`] : []),
    ...(shown.length === 0 ? [] : ['']),
    row('total', `${repositories(report.repositories.length)}, ${counted(report.tags, 'tag')}`),
    row('blobs', amount(report.blobs, 'blob')),
    row('not linked', `${amount(report.unlinked, 'blob')}; garbage-collect would free at least these`),
    row('untagged', `${amount(report.untagged, 'manifest')} without layers${age}`),
    row('broken', `${counted(report.brokenLinks, 'link')} to missing blobs`),
    row('uploads', amount(report.uploads, 'unfinished upload')),
  ]
}

const LABEL_WIDTH = 'not linked'.length + 1

const amount = ({ count, bytes: size }: Amount, one: string): string => `${counted(count, one)}, ${bytes(size)}`

/** Joins cells to lines of equal width: the first column is aligned to the left, the others to the right. */
export const aligned = (rows: readonly (readonly string[])[]): string[] => {
  const widths = (rows[0] ?? []).map((_, at) => rows.reduce((widest, row) => Math.max(widest, row[at]?.length ?? 0), 0))
  return rows.map((row) =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  '),
  )
}

/** Formats a report as CSV lines: a header, then one row per repository. Sizes are in bytes. */
export const storageCsv = ({ repositories: all }: StorageReport): string[] => [
  csvRow([
    'repository',
    'tags',
    'logical_bytes',
    'unique_bytes',
    'shared_bytes',
    'untagged_manifests',
    'untagged_bytes',
    'broken_links',
    'uploads',
    'upload_bytes',
  ]),
  ...all.map(({ name, tags, logicalBytes, uniqueBytes, sharedBytes, untagged, brokenLinks, uploads }) =>
    csvRow([
      name,
      tags,
      logicalBytes,
      uniqueBytes,
      sharedBytes,
      untagged.count,
      untagged.bytes,
      brokenLinks,
      uploads.count,
      uploads.bytes,
    ]),
  ),
]

/** Formats a row of CSV (RFC 4180) without its line end. @example csvRow(['a"b', 1]) // '"a""b",1' */
export const csvRow = (fields: readonly (string | number)[]): string =>
  fields
    .map((field) => (/[",\r\n]/.test(String(field)) ? `"${String(field).replaceAll('"', '""')}"` : String(field)))
    .join(',')
