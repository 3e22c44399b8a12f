/** Something the user can put right; shown as its message alone. Exit status 1. */
export class CliError extends Error {
  override readonly name: string = 'CliError'
}

/** The command line itself is wrong. Exit status 2. */
export class UsageError extends CliError {
  override readonly name = 'UsageError'
}
