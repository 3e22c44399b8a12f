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

/** The first of these programs that the PATH has, the first name preferred; undefined where it has none. */
export const findProgram = (names: readonly string[], path = process.env['PATH'] ?? ''): string | undefined => {
  const dirs = path.split(delimiter).filter((dir) => dir !== '')
  return names.flatMap((name) => dirs.map((dir) => join(dir, name))).find(isProgram)
}
