// Before all end-to-end tests: two files at once would both make the environment of the local AWS in the same folder.

import { logFile, PATHS } from '../../local/paths.ts'
import { makeVenv } from '../../local/venv.ts'

export default async () => {
  await makeVenv({ dir: PATHS.venv, log: logFile('venv') })
}
