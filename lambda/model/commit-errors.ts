/** Somebody else was there first: read again and try again. */
export class ConflictError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'ConflictError'
  }
}

/** Reads contradict each other, as while a commit is half to be seen: read again. */
export class ContradictionError extends ConflictError {
  constructor(message: string) {
    super(message)
    this.name = 'ContradictionError'
  }
}

/** DynamoDB refuses rows as invalid: the same rows will never be taken. */
export class RejectedError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'RejectedError'
  }
}
