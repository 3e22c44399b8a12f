/** An error that the user can fix. Only its message is shown, without a stack trace. */
export class LocalError extends Error {
  override readonly name = 'LocalError'
}

/** Returns what to show of anything thrown: the message of a LocalError; the stack of all else, which is a defect. */
export const messageOf = (error: unknown): string => {
  if (error instanceof LocalError) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
