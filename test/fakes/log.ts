import type { Log } from '../../lambda/shared/log.ts'

/** A log that nobody reads. */
export const noLog: Log = { info() {}, warn() {}, error() {} }
