// How it is said that something which a tag points to does not exist.

import { Problem } from '../json/problem.ts'

/** Returns the problem of a blob that does not exist. */
export const missingBlob = (digest: string): Problem => new Problem(`blob ${digest} is missing`, { isMissing: true })

/**
 * Returns the problem that some of the blobs are gone; undefined if none is.
 * @param of how many there are in all
 * @param what they are
 */
export const goneProblem = (
  gone: number,
  { of, what, isCut = false }: { readonly of: number; readonly what: string; readonly isCut?: boolean },
): Problem | undefined =>
  gone === 0
    ? undefined
    : new Problem(
        `${isCut ? 'at least ' : ''}${gone} of ${of} ${what} ${gone === 1 ? 'is' : 'are'} gone from the bucket`,
        {
          isMissing: true,
        },
      )
