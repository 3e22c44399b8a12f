/**
 * Runs several async functions in parallel. When one fails, the signal of the others is aborted. Throws the first
 * failure only after all have ended, so that nothing goes on in the background.
 */
export const runAll = async (
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
