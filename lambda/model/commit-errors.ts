// The errors by which a commit fails or an attempt gives up. Each says whether trying again can succeed.

/** Another writer committed first. Read everything again and retry. */
export class ConflictError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'ConflictError'
  }
}

/** Two reads contradict each other, as happens while a commit is only partly visible. Read everything again. */
export class ContradictionError extends ConflictError {
  constructor(message: string) {
    super(message)
    this.name = 'ContradictionError'
  }
}

/** DynamoDB rejects the rows as invalid. It will never accept the same rows, so retrying them is useless. */
export class RejectedError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'RejectedError'
  }
}
