/**
 * Something stored in the bucket is broken: it costs its tag the facts, never more. The message is shown to users.
 * Infrastructure that fails is a BucketError instead.
 */
export class Problem extends Error {
  /** Whether it may go away without the tag being written: what is missing may come back, what is immutable can't. */
  readonly heals: boolean

  constructor(message: string, { cause, heals = false }: { readonly cause?: unknown; readonly heals?: boolean } = {}) {
    super(message, { cause })
    this.name = 'Problem'
    this.heals = heals
  }
}

/** What the work gives, or the problem that it met; every other error is thrown. */
export const orProblem = async <T>(work: () => Promise<T>): Promise<T | Problem> => {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
}
