/**
 * Runs several pieces of work side by side. When one fails, the others' signal is aborted, and only when all have ended
 * is the first failure thrown: nothing goes on behind the caller's back.
 */
export const together = async (
  signal: AbortSignal,
  works: ReadonlyArray<(signal: AbortSignal) => Promise<unknown>>,
): Promise<void> => {
  const failed = new AbortController()
  const both = AbortSignal.any([signal, failed.signal])
  let first: { readonly error: unknown } | undefined
  const guarded = works.map(async (work) => {
    try {
      await work(both)
    } catch (error) {
      first ??= { error }
      failed.abort(error)
    }
  })
  await Promise.all(guarded)
  if (first !== undefined) throw first.error
}
