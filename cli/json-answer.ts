// The form in which every command answers for --json: one object, on many lines, on stdout, also where it fails.

import type { Terminal } from './context.ts'
import { type Finding, visibleJson } from './finding.ts'

/** What all answers have. Each command adds its own fields. */
export interface JsonAnswer {
  /** The command's name, as typed; empty if it was none. */
  readonly command: string
  /** As in the table in docs/operations.md; also the process's own. */
  readonly exitStatus: number
  /** What was found, and why the command failed: then the check is `command`. */
  readonly findings: readonly Finding[]
}

/** Prints the answer, and returns the exit status. What a terminal would obey or not show is escaped. */
export const answerJson = <Answer extends JsonAnswer>({ out }: Pick<Terminal, 'out'>, answer: Answer): number => {
  out(visibleJson(answer))
  return answer.exitStatus
}
