import type { Clock } from '../lambda/shared/clock.ts'
import type { Deployment, Target } from './deployment.ts'
import type { Login, Registry } from './registry-client.ts'

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow'

/** Where a command writes. */
export interface Terminal {
  /** A line of the result. */
  out(line: string): void
  /** A line about the work: it does not belong to the result. */
  note(line: string): void
  /** Shows this in place of what it showed before, nothing for ''. Absent where nobody could see it. */
  readonly status?: (line: string) => void
  /** A part of a line of the result, styled where that is read on a terminal. */
  style(style: Style, text: string): string
}

/** The world, as commands see it. */
export interface Context {
  readonly terminal: Terminal
  readonly clock: Clock
  readonly env: Readonly<Record<string, string | undefined>>
  /**
   * Finds a deployment.
   * @throws CliError where there is none, or it is too old
   */
  deployment(target: Target): Promise<Deployment>
  registry(url: URL, login: Login | undefined): Registry
  /** From now on Ctrl-C only aborts this; once. */
  interrupted(): AbortSignal
}
