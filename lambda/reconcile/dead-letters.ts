// What a run over the whole bucket does for dead letters. Each tells of a change of the bucket that was not indexed. A run
// that lists the bucket after that change, and fails for no repository, has done the letter's work: so it is deleted.

import type { DeadLetters, RunPorts } from './run-ports.ts'

/** Time that a run spends on dead letters. The next run deletes what is left then. Milliseconds. */
const MAX_MS = 60_000

/**
 * Deletes the dead letters that a run made void: those of messages that were sent before it began. Younger ones stay,
 * because the run may have listed their repositories before they changed. Never throws: the run did all of its work.
 * @param began when the run began, before it listed anything; epoch milliseconds
 */
export const deleteVoidLetters = async (
  { deadLetters, clock, metrics, log }: Pick<RunPorts, 'deadLetters' | 'clock' | 'metrics' | 'log'>,
  began: number,
): Promise<void> => {
  try {
    const { deleted, kept } = await deleteSentBefore(deadLetters, began, () => clock.now(), clock.now() + MAX_MS)
    metrics.count('deadLettersDeleted', deleted)
    const fields = { deleted, kept, began: new Date(began).toISOString() }
    if (deleted + kept > 0) log.info('deleted the dead letters that were sent before the run began', fields)
  } catch (error) {
    metrics.count('deadLettersFailed', 1)
    log.warn('the dead letters were not deleted, though the run did their work; the next run tries again', { error })
  }
}

const deleteSentBefore = async (deadLetters: DeadLetters, began: number, now: () => number, deadline: number) => {
  let deleted = 0
  let kept = 0
  while (now() < deadline) {
    const letters = await deadLetters.receive()
    if (letters.length === 0) break
    const isVoid = letters.filter(({ sentAt }) => sentAt < began)
    if (isVoid.length > 0) await deadLetters.remove(isVoid)
    deleted += isVoid.length
    kept += letters.length - isVoid.length
  }
  return { deleted, kept }
}
