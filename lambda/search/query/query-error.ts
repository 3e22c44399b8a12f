/** A query or a page that can't be answered; the message says what is allowed. */
export class QueryError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'QueryError'
  }
}
