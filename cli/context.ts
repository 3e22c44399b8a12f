// What commands get from outside: terminal, clock, environment, deployments, registries. main.ts passes the real ones,
// tests pass fakes.

import type { Clock } from '../lambda/shared/clock.ts'
import type { Deployment, Target } from './deployment.ts'
import type { Http } from './http.ts'
import type { PreflightAws } from './preflight/ports.ts'
import type { Login, Registry } from './registry-client.ts'

type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow'

/** Where a command writes its output. */
export interface Terminal {
  /** Writes a line of the result. */
  out(line: string): void
  /** Writes a line that does not belong to the result: a warning, an error, progress. */
  note(line: string): void
  /** Replaces the status line, or clears it for ''. Absent if the output is not a terminal. */
  readonly status?: (line: string) => void
  /** Returns text for a line of the result, styled if the result goes to a terminal. */
  style(style: Style, text: string): string
}

/** Where a command reads from. */
export interface Input {
  /**
   * Asks for a line that is not shown. Absent if there is no terminal to ask at.
   * @throws CliError if it is refused, by Ctrl-C or the end of the input
   */
  readonly hidden?: (prompt: string) => Promise<string>
  /** Reads all of stdin. */
  all(): Promise<string>
}

/** Everything outside of the process that commands use. */
export interface Context {
  /** How this program was called, for a shell. */
  readonly self: string
  readonly terminal: Terminal
  /**
   * Writes the commands in a hint as they can be typed, for the deployment that this command is for. Of a note the terminal
   * does so itself.
   */
  asTyped(text: string): string
  readonly input: Input
  readonly clock: Clock
  readonly env: Readonly<Record<string, string | undefined>>
  /**
   * Finds a deployment.
   * @throws CliError if there is none, or it is too old
   */
  deployment(target: Target): Promise<Deployment>
  /** Asks the index. */
  readonly http: Http
  /** Returns what `preflight` asks of AWS, or of the local AWS of `npm start`. */
  preflight(local: boolean): Promise<PreflightAws>
  registry(url: URL, login: Login | undefined): Registry
  /** Returns a signal that the next Ctrl-C aborts, instead of ending the process. A second Ctrl-C ends it. */
  interrupted(): AbortSignal
}
