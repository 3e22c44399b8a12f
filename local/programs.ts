// Finds programs on PATH.

import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

const isProgram = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Returns the path of the first of these names that is an executable on PATH; undefined if none is. */
export const findProgram = (names: readonly string[], path = process.env['PATH'] ?? ''): string | undefined => {
  const dirs = path.split(delimiter).filter((dir) => dir !== '')
  return names.flatMap((name) => dirs.map((dir) => join(dir, name))).find(isProgram)
}
