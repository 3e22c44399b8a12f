// What a check says: a sentence, with what to do about it. Commands that check print findings as lines or as JSON.

import type { Terminal } from './context.ts'

/**
 * `ok`: as it must be. `note`: worth knowing. `warning`: it works, but something is slow, missing or undone. `unknown`: couldn't
 * be checked. `error`: something is broken.
 */
export type Level = 'ok' | 'note' | 'warning' | 'unknown' | 'error'

export interface Finding<Check extends string = string> {
  readonly check: Check
  readonly level: Level
  /** One sentence or a few, without a full stop at the end. May quote what AWS answers: print it by `visible`. */
  readonly message: string
  /** What to do. */
  readonly fix?: string
}

/** Makes the findings of one check. */
export const findingsOf = <Check extends string>(check: Check) => {
  const make =
    (level: Level) =>
    (message: string, fix?: string): Finding<Check> => ({
      check,
      level,
      message,
      ...(fix === undefined ? {} : { fix }),
    })
  return {
    ok: make('ok'),
    note: make('note'),
    warning: make('warning'),
    unknown: make('unknown'),
    error: make('error'),
  }
}

/** Returns a finding whose commands can be pasted. */
export const typedFinding = <One extends Finding>(finding: One, asTyped: (text: string) => string): One => ({
  ...finding,
  message: asTyped(finding.message),
  ...(finding.fix !== undefined && { fix: asTyped(finding.fix) }),
})

/** Returns text with every character escaped that a terminal would obey or not show. */
export const visible = (text: string): string =>
  text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, (one) => `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`)

/** Returns JSON of many lines, in which every character that a terminal would obey or not show is escaped. */
export const visibleJson = (value: unknown): string =>
  JSON.stringify(value, undefined, 2).replaceAll(/(?!\n)[\p{C}\p{Zl}\p{Zp}]/gu, (one) =>
    one.replaceAll(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  )

const STYLES = {
  ok: 'green',
  note: 'dim',
  warning: 'yellow',
  unknown: 'yellow',
  error: 'red',
} as const satisfies Record<Level, Parameters<Terminal['style']>[0]>

const LEVEL_WIDTH = 'warning'.length

/** Returns findings as lines for people, their columns one below the other. */
export const findingLines = (findings: readonly Finding[], style: Terminal['style']): string[] => {
  const width = Math.max(...findings.map(({ check }) => check.length))
  const indent = ' '.repeat(LEVEL_WIDTH + width + 4)
  return findings.flatMap(({ check, level, message, fix }) => [
    `${style(STYLES[level], level.padEnd(LEVEL_WIDTH))}  ${style('bold', check.padEnd(width))}  ${visible(message)}`,
    ...(fix === undefined ? [] : [visible(`${indent}fix: ${fix}`)]),
  ])
}
