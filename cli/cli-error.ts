/** An error that the user can fix. Only its message is shown. Exit status 1. */
export class CliError extends Error {
  override readonly name: string = 'CliError'
}

/** The command line is invalid. Exit status 2. */
export class UsageError extends CliError {
  override readonly name = 'UsageError'
}
