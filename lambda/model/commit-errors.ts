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

/** Conflicts lasted until the time was up. The work is not lost: it is to be tried again later. */
export class ContentionError extends Error {
  constructor(repository: string, attempts: number, cause: unknown) {
    super(`gave up on repository ${repository} after ${attempts} attempts, for others kept writing it`, { cause })
    this.name = 'ContentionError'
  }
}

/** How the message of every refusal begins: not every caller is given an error's name. */
export const REFUSED = 'run refused: '

/** A run over the bucket that must not go on: nothing was removed, and the message says what to do. */
export class ReconcileRefused extends Error {
  constructor(message: string, cause?: unknown) {
    super(REFUSED + message, { cause })
    this.name = 'ReconcileRefused'
  }
}
