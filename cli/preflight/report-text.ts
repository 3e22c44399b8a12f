import type { Terminal } from '../context.ts'
import { counted } from '../text.ts'
import { CHECKS, type Finding, isFailure, type Level, visible } from './finding.ts'
import type { Report } from './preflight.ts'

const STYLES = {
  ok: 'green',
  note: 'dim',
  warning: 'yellow',
  unknown: 'yellow',
  error: 'red',
} as const satisfies Record<Level, Parameters<Terminal['style']>[0]>

const LEVEL_WIDTH = 'warning'.length
const CHECK_WIDTH = Math.max(...CHECKS.map((name) => name.length))

/** Returns the report as JSON, in which every character that a terminal would obey or not show is escaped. */
export const reportJson = (report: Report): string =>
  JSON.stringify(report, undefined, 2).replaceAll(/(?!\n)[\p{C}\p{Zl}\p{Zp}]/gu, (one) =>
    one.replaceAll(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  )

/** Returns the report as lines for people. What AWS and the bucket say stands in them escaped. */
export const reportLines = ({ findings, command, sample }: Report, style: Terminal['style']): string[] => {
  const failures = findings.filter(isFailure).length
  const verdict =
    failures === 0 ? style('green', 'ready to deploy') : style('red', `${counted(failures, 'finding')} to mend first`)
  return [
    ...findings.flatMap((finding) => findingLines(finding, style)),
    ...(sample.length === 0 ? [] : ['', visible(`repositories, such as ${sample.join(', ')}`)]),
    '',
    verdict,
    ...(command === undefined ? [] : [visible(`  ${command}`)]),
  ]
}

const findingLines = ({ check, level, message, fix }: Finding, style: Terminal['style']): string[] => {
  const margin = `${style(STYLES[level], level.padEnd(LEVEL_WIDTH))}  ${style('bold', check.padEnd(CHECK_WIDTH))}  `
  const indent = ' '.repeat(LEVEL_WIDTH + CHECK_WIDTH + 4)
  return [margin + visible(message), ...(fix === undefined ? [] : [visible(`${indent}fix: ${fix}`)])]
}
