// Writes the .txt files of this folder from the .in files: the exact version and all hashes of each package and of all that it
// needs, for every system and every Python from 3.10 on. A version that is written already stays, unless its .in file rules
// it out; `npm run pin-python -- --upgrade` takes the newest of all that no .in file names.
//
//   npm run pin-python

import { join } from 'node:path'
import { downloadEnvironment } from '../environment.ts'
import { messageOf } from '../local-error.ts'
import { logFile, PATHS } from '../paths.ts'
import { run } from '../processes.ts'
import { makeVenv, OLDEST_PYTHON, PYTHON_PROGRAMS } from '../venv.ts'

const pin = async (upgrade: boolean): Promise<void> => {
  const [dir, log] = [join(PATHS.local, 'uv'), logFile('pin-python')]
  await makeVenv({ dir, program: 'uv', log })
  const options = ['--universal', '--generate-hashes', `--python-version=${OLDEST_PYTHON}`, '--no-config']
  for (const name of PYTHON_PROGRAMS)
    await run(
      join(dir, 'bin', 'uv'),
      // In this order and spelling it stands in the file, where Renovate reads it.
      ['pip', 'compile', ...options, ...(upgrade ? ['--upgrade'] : []), `--output-file=${name}.txt`, `${name}.in`],
      { name: `pinning ${name}`, env: downloadEnvironment(dir), log, cwd: import.meta.dirname, timeoutMs: 300_000 },
    )
}

try {
  await pin(process.argv.includes('--upgrade'))
} catch (error) {
  console.error(messageOf(error))
  process.exitCode = 1
}
