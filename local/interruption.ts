// What ends a run of `npm start` from outside: a signal, or that nobody reads its output any more.

/** Reason of the abort signal if the run was ended from outside. */
export const INTERRUPTED = Symbol('interrupted')

/**
 * Returns a controller that is aborted with INTERRUPTED by Ctrl-C and the like, and by the next line of output once its
 * reader has gone, as in `npm start | head`. Without this, that line would end the process with a stack trace before it
 * has stopped what it started.
 */
export const interruption = (): AbortController => {
  const end = new AbortController()
  // npm forwards Ctrl-C, so the signal may arrive twice. The second one changes nothing.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end.abort(INTERRUPTED))
  for (const output of [process.stdout, process.stderr])
    output.on('error', (error: NodeJS.ErrnoException) => end.abort(error.code === 'EPIPE' ? INTERRUPTED : error))
  return end
}
