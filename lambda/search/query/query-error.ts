/** A query or a page that can't be answered; the message says what is allowed. */
export class QueryError extends Error {
  /** Queries that may have been meant. */
  readonly suggestions: readonly string[]

  constructor(message: string, suggestions: readonly string[] = []) {
    super(message)
    this.name = 'QueryError'
    this.suggestions = suggestions
  }
}
