// Fails if a package that a developer installs has a known hole: `npm audit` for npm's, pip-audit for Python's, by the
// advisories of PyPI. Both ask the registries, so that this is no part of `npm test`: what is well today may not be tomorrow.
//
//   npm run advisories

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { logFile, PATHS, ROOT } from '../paths.ts'
import { makeVenv, PYTHON_PROGRAMS, requirementsOf } from '../venv.ts'

const succeeds = (program: string, args: readonly string[]): boolean => {
  console.log(`\n${program} ${args.join(' ')}`)
  const { status, error } = spawnSync(program, args, { cwd: ROOT, stdio: 'inherit' })
  if (error !== undefined) console.error(error.message)
  return status === 0
}

const dir = join(PATHS.local, 'pip-audit')
await makeVenv({ dir, program: 'pip-audit', log: logFile('pip-audit') })
const files = PYTHON_PROGRAMS.map(requirementsOf).flatMap((file) => ['--requirement', file])
const results = [
  succeeds('npm', ['audit']),
  // The files have all that is installed, with hashes: nothing is resolved or downloaded. Without `--strict` a package of
  // which PyPI says nothing would pass.
  succeeds(join(dir, 'bin', 'pip-audit'), [
    '--strict',
    '--disable-pip',
    '--require-hashes',
    '--progress-spinner=off',
    ...files,
  ]),
]
if (results.includes(false)) process.exitCode = 1
