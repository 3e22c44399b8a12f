// Makes Python virtual environments with exactly the packages whose versions and hashes stand in local/python/: of the
// emulator, which is a Python program, and of others that developers need.

import { spawnSync } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { baseEnvironment, downloadEnvironment } from './environment.ts'
import { LocalError } from './local-error.ts'
import { ROOT } from './paths.ts'
import { run } from './processes.ts'

/** The Python programs that a developer may need: each has a file `.in` in local/python/, which says what for. */
export const PYTHON_PROGRAMS = ['emulator', 'cfn-lint', 'pip-audit', 'uv'] as const
type PythonProgram = (typeof PYTHON_PROGRAMS)[number]

/** The oldest Python for which packages are pinned. */
export const OLDEST_PYTHON = '3.10'

/** Returns the file with the packages of a program as pip reads them, which `npm run pin-python` writes. */
export const requirementsOf = (program: PythonProgram): string => join(ROOT, 'local', 'python', `${program}.txt`)

const PYTHON_NAMES = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10']
const PROBE_SCRIPT = `
import sys
print('%d.%d' % sys.version_info[:2])
try:
    import venv, ensurepip
    print('venv')
except ImportError:
    print('none')
`

/** What a Python reports: its version ("3.11") and whether it can make virtual environments. */
export interface PythonProbe {
  readonly program: string
  readonly version: string
  readonly hasVenv: boolean
}

const probe = (program: string): PythonProbe | undefined => {
  const { status, stdout } = spawnSync(program, ['-c', PROBE_SCRIPT], {
    env: { ...baseEnvironment(process.env['HOME'] ?? '/') },
    encoding: 'utf8',
    timeout: 20_000,
  })
  if (status !== 0) return undefined
  const [version = '', venv] = stdout.trim().split('\n')
  return { program, version, hasVenv: venv === 'venv' }
}

const isNewEnough = (version: string): boolean => {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST_PYTHON.split('.').map(Number)
  return major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)
}

const isUsable = (python: PythonProbe): boolean => isNewEnough(python.version) && python.hasVenv

/**
 * Returns the program of the first usable Python: `OLDEST_PYTHON` or newer, with the venv module.
 * @throws LocalError that says what is missing: any Python, a newer one, or the venv module
 */
export const choosePython = (found: readonly PythonProbe[]): string => {
  const fit = found.find(isUsable)
  if (fit) return fit.program
  const newEnough = found.find((python) => isNewEnough(python.version))
  if (newEnough) {
    throw new LocalError(
      `${newEnough.program} (${newEnough.version}) cannot make virtual environments; install its venv module (Debian: apt-get install python3-venv)`,
    )
  }
  const old = found[0]
  if (old)
    throw new LocalError(
      `${old.program} is version ${old.version}; install Python ${OLDEST_PYTHON} or newer, which the local AWS needs`,
    )
  throw new LocalError(`python3 is not on PATH; install Python ${OLDEST_PYTHON} or newer, which the local AWS needs`)
}

/** Returns the Pythons on PATH, up to and including the first usable one. */
const findPythons = (): readonly PythonProbe[] => {
  const found: PythonProbe[] = []
  for (const program of PYTHON_NAMES) {
    const python = probe(program)
    if (python) found.push(python)
    if (python && isUsable(python)) break
  }
  return found
}

/**
 * Makes the virtual environment, unless it exists with these packages. Takes about ten seconds. No package is built here:
 * what builds one would be downloaded without a hash.
 * @throws LocalError if Python or its venv module is missing, or if the packages cannot be installed
 */
export const makeVenv = async (options: {
  readonly dir: string
  /** Whose packages; those of the emulator if not given. */
  readonly program?: PythonProgram
  readonly log: string
  readonly signal?: AbortSignal | undefined
}): Promise<{ readonly made: boolean }> => {
  const { dir, program = 'emulator', log, signal } = options
  const requirements = requirementsOf(program)
  // The path is compared too: scripts in a virtual environment contain it, so an environment that was moved does not
  // work.
  const wanted = [dir, await readFile(requirements, 'utf8')].join('\n')
  const marker = join(dir, 'complete')
  if ((await readFile(marker, 'utf8').catch(() => '')) === wanted) return { made: false }
  const python = choosePython(findPythons())
  await rm(dir, { recursive: true, force: true })
  await mkdir(dir, { recursive: true })
  const env = downloadEnvironment(dir)
  const common = { env, log, signal, timeoutMs: 300_000 }
  await run(python, ['-m', 'venv', dir], { ...common, name: 'making the Python virtual environment' })
  await run(
    join(dir, 'bin', 'python'),
    [
      ...['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check'],
      ...['--require-hashes', '--no-deps', '--only-binary=:all:', '--requirement', requirements],
    ],
    { ...common, name: `installing the Python packages of ${program}` },
  )
  await writeFile(marker, wanted)
  return { made: true }
}
