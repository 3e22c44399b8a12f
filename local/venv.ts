// Makes Python virtual environments with packages at exact versions: of the emulator, which is a Python program, and of
// others that tests need.

import { spawnSync } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { baseEnvironment, downloadEnvironment } from './environment.ts'
import { LocalError } from './local-error.ts'
import { run } from './processes.ts'

/**
 * ministack does not depend on boto3, but CDK's notification handler, which runs in the emulator, needs it. The version
 * is that of the botocore which ministack pins.
 */
const EMULATOR_PACKAGES = ['ministack==1.5.33', 'boto3==1.43.106'] as const

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
  return major > 3 || (major === 3 && minor >= 10)
}

const isUsable = (python: PythonProbe): boolean => isNewEnough(python.version) && python.hasVenv

/**
 * Returns the program of the first usable Python: 3.10 or newer, with the venv module.
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
      `${old.program} is version ${old.version}; install Python 3.10 or newer, which the local AWS needs`,
    )
  throw new LocalError('python3 is not on PATH; install Python 3.10 or newer, which the local AWS needs')
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
 * Makes the virtual environment, unless it exists with these versions. Takes about ten seconds.
 * @throws LocalError if Python or its venv module is missing, or if the packages cannot be installed
 */
export const makeVenv = async (options: {
  readonly dir: string
  /** Packages with exact versions, as pip takes them; those of the emulator if not given. */
  readonly packages?: readonly string[]
  readonly log: string
  readonly signal?: AbortSignal | undefined
}): Promise<{ readonly made: boolean }> => {
  const { dir, packages = EMULATOR_PACKAGES, log, signal } = options
  // The path is compared too: scripts in a virtual environment contain it, so an environment that was moved does not
  // work.
  const wanted = [dir, ...packages, ''].join('\n')
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
    ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check', ...packages],
    { ...common, name: `installing ${packages.join(' and ')}` },
  )
  await writeFile(marker, wanted)
  return { made: true }
}
