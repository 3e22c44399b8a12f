/** Nothing can be answered at the moment; the message says why. The answer is a 503 with `Retry-After`. */
export class UnavailableError extends Error {
  readonly retryAfterSeconds: number

  constructor(message: string, retryAfterSeconds: number) {
    super(message)
    this.name = 'UnavailableError'
    this.retryAfterSeconds = retryAfterSeconds
  }
}
