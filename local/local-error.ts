/** Something the user can put right: shown as its message alone, without a stack. */
export class LocalError extends Error {
  override readonly name = 'LocalError'
}

/** What to show of anything thrown: a LocalError's message; of the rest the stack, for it is a defect. */
export const messageOf = (error: unknown): string => {
  if (error instanceof LocalError) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
