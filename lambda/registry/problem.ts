/**
 * Something stored in the bucket is broken: it costs its tag the facts, never more. The message is shown to users.
 * Infrastructure that fails is a BucketError instead.
 */
export class Problem extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'Problem'
  }
}
