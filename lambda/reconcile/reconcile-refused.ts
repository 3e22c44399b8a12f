import { REFUSED_ERROR } from '../names.ts'

/** How the message of every refusal begins: not every caller is given an error's name. */
export const REFUSED = 'run refused: '

/** A run over the bucket that must not go on: nothing was removed, and the message says what to do. */
export class ReconcileRefused extends Error {
  constructor(message: string, cause?: unknown) {
    super(REFUSED + message, { cause })
    this.name = REFUSED_ERROR
  }
}
