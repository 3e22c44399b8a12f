/** Nothing can be answered at the moment; the message says why. Asking again later helps. */
export class UnavailableError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UnavailableError'
  }
}
