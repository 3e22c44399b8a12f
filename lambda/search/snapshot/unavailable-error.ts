/** What search needs is not in memory yet, but soon will be: an answer with status 503 and `Retry-After`. */
export class UnavailableError extends Error {
  readonly retryAfterSeconds: number

  constructor(message: string, retryAfterSeconds: number) {
    super(message)
    this.name = 'UnavailableError'
    this.retryAfterSeconds = retryAfterSeconds
  }
}
