/** An error with which a service answers a request. Nothing was written. */
export class Refusal extends Error {
  /** Name of the error, such as ValidationException or SlowDown. */
  readonly code: string
  /** HTTP status. */
  readonly status: number
  /** Further fields of the answer, such as CancellationReasons. */
  readonly more: object

  constructor(code: string, message: string, status = 400, more: object = {}) {
    super(message)
    this.name = 'Refusal'
    this.code = code
    this.status = status
    this.more = more
  }
}

/** Why DynamoDB cancels a transaction: one for each action, in their order. */
export interface CancellationReason {
  readonly Code: string
  readonly Message?: string
}

/** Returns the refusal of a request that is wrong whatever the tables hold. */
export const invalid = (message: string): Refusal => new Refusal('ValidationException', message)

/** Returns the refusal of a transaction that was cancelled for these reasons. */
export const cancelled = (reasons: readonly CancellationReason[]): Refusal => {
  const codes = reasons.map(({ Code }) => Code).join(', ')
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`
  return new Refusal('TransactionCanceledException', message, 400, { CancellationReasons: reasons })
}
