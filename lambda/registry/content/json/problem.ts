/**
 * Something stored in the bucket is broken. It costs its tag the facts, and must never cost more. The message is shown
 * to users. A failure of S3 is a BucketError instead.
 */
export class Problem extends Error {
  /**
   * True if the problem may go away without a push: missing content may come back, but immutable content can't change.
   */
  readonly heals: boolean
  /** True if something that is pointed to does not exist, so that the tag is dangling. */
  readonly isMissing: boolean

  constructor(message: string, { cause, heals = false, isMissing = false }: ProblemOptions = {}) {
    super(message, { cause })
    this.name = 'Problem'
    this.heals = heals || isMissing
    this.isMissing = isMissing
  }
}

interface ProblemOptions {
  readonly cause?: unknown
  readonly heals?: boolean
  readonly isMissing?: boolean
}

/** Returns what the work returns, or the Problem that it throws. Throws every other error. */
export const orProblem = async <T>(work: () => Promise<T>): Promise<T | Problem> => {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
}
