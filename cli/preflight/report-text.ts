import type { Terminal } from '../context.ts'
import { findingLines, visible } from '../finding.ts'
import { counted } from '../text.ts'
import { isFailure } from './finding.ts'
import type { Report } from './preflight.ts'

/** Returns the report as lines for people. What AWS and the bucket say stands in them escaped. */
export const reportLines = (
  { findings, command, sample }: Omit<Report, 'isReady'>,
  style: Terminal['style'],
): string[] => {
  const failures = findings.filter(isFailure).length
  const verdict =
    failures === 0 ? style('green', 'ready to deploy') : style('red', `${counted(failures, 'finding')} to mend first`)
  return [
    ...findingLines(findings, style),
    ...(sample.length === 0 ? [] : ['', visible(`repositories, such as ${sample.join(', ')}`)]),
    '',
    verdict,
    ...(command === undefined ? [] : [visible(`  ${command}`)]),
  ]
}
