// Numbers, sizes, durations and totals as text for people.

import type { Totals } from '../lambda/model/runs/run-totals.ts'
import { LAYOUTS, rootSettings } from '../lambda/names/layouts.ts'
import { listed } from '../lambda/shared/listed.ts'

/** The settings of which one may be wrong where a run finds nothing, as a list in a sentence. */
export const SETTINGS_OF_PLACE = listed(['bucket', 'layout', ...rootSettings(LAYOUTS.map(({ id }) => id))])

const thousands = new Intl.NumberFormat('en-US')

/** Formats a number with thousands separators. @example number(1234) // '1,234' */
export const number = (value: number): string => thousands.format(value)

/** Formats a number with a noun in singular or plural. @example counted(1, 'tag') // '1 tag' */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${number(value)} ${value === 1 ? one : many}`

export const repositories = (value: number): string => counted(value, 'repository', 'repositories')

/** Formats a size in bytes. @example bytes(1536) // '1.5 KiB' */
export const bytes = (value: number): string => {
  const units = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const
  if (value < 1024) return `${value} B`
  let left = value / 1024
  let unit = 0
  // A value that would be rounded to 1024.0 is shown as 1.0 of the next unit.
  for (; left >= 1023.95 && unit < units.length - 1; unit++) left /= 1024
  return `${left.toFixed(1)} ${units[unit]}`
}

/** Formats whole seconds by the two largest units that are not zero. @example duration(125) // '2 min 5 s' */
export const duration = (seconds: number): string => {
  const units = [
    ['d', 86_400],
    ['h', 3600],
    ['min', 60],
    ['s', 1],
  ] as const
  let left = seconds
  const parts: string[] = []
  for (const [unit, size] of units) {
    const count = Math.floor(left / size)
    left -= count * size
    if (count > 0 && parts.length < 2) parts.push(`${count} ${unit}`)
  }
  return parts.join(' ') || '0 s'
}

/** Formats what a run found and did. Leaves out lost events, recounts, missing and failed repositories if there were none. */
export const totalsText = (totals: Totals): string => {
  const { late, recounted, missing, removed, failed, failures } = totals
  return [
    repositories(totals.repositories),
    counted(totals.tags, 'tag'),
    `${number(totals.changed)} changed`,
    ...(late > 0 ? [`${number(late)} of them missed by events`] : []),
    ...(recounted > 0 ? [`${repositories(recounted)} recounted`] : []),
    ...(missing > 0
      ? [`${repositories(missing)} missing from the bucket, ${number(removed)} removed from the index`]
      : []),
    counted(totals.problems, 'problem'),
    ...(totals.gone === undefined ? [] : [`${counted(totals.gone, 'tag')} of which something is gone`]),
    ...(failed > 0
      ? [`${repositories(failed)} failed: ${failures.join('; ')}${failed > failures.length ? ' …' : ''}`]
      : []),
  ].join(', ')
}

/** How a run ended: done for all repositories, or for all but those that failed. */
export const doneText = ({ failed }: Totals): string => (failed > 0 ? 'done, with failures' : 'done')

/** Aligns the cells of rows to the left. */
export const columns = (rows: readonly (readonly string[])[]): string[] => {
  const widthOf = (at: number): number => Math.max(...rows.map((row) => row[at]?.length ?? 0))
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widthOf(at)))
      .join('  ')
      .trimEnd(),
  )
}

/** Draws a progress bar of `width` characters between brackets. @example bar(50, 10) // '[#####.....]' */
export const bar = (percent: number, width: number): string => {
  const full = Math.round((percent * width) / 100)
  return `[${'#'.repeat(full)}${'.'.repeat(width - full)}]`
}
