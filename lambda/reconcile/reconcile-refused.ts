import { REFUSED_ERROR } from '../names/runs.ts'

/** The message of every refusal has this prefix, because not every caller is given an error's name. */
export const REFUSED_PREFIX = 'run refused: '

/** Thrown if a run over the bucket must not go on. Nothing more is removed; the message says what to do. */
export class ReconcileRefused extends Error {
  constructor(message: string, cause?: unknown) {
    super(REFUSED_PREFIX + message, { cause })
    this.name = REFUSED_ERROR
  }
}
