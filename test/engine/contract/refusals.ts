// How requests fail that DynamoDB refuses.

import { TransactionCanceledException } from '@aws-sdk/client-dynamodb'

const errorOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'no error')

/** Returns the name of the error with which a request was refused. */
export const refusal = async (work: Promise<unknown>): Promise<string> => nameOf(await errorOf(work))

/** Returns the codes of the reasons why a transaction was cancelled. */
export const reasons = async (work: Promise<unknown>): Promise<(string | undefined)[] | string> => {
  const error = await errorOf(work)
  if (!(error instanceof TransactionCanceledException)) return nameOf(error)
  return (error.CancellationReasons ?? []).map(({ Code }) => Code)
}
