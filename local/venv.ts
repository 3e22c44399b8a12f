// The emulator is a Python program; it gets a private virtual environment with exactly these versions.

import { spawnSync } from 'node:child_process'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { baseEnvironment, downloadEnvironment } from './environment.ts'
import { LocalError } from './local-error.ts'
import { run } from './processes.ts'

/** boto3 is no dependency of ministack, but CDK's notification handler runs in it; at the botocore version it pins. */
const PINS = ['ministack==1.5.33', 'boto3==1.43.106'] as const

const CANDIDATES = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10']
const PROBE = `
import sys
print('%d.%d' % sys.version_info[:2])
try:
    import venv, ensurepip
    print('venv')
except ImportError:
    print('none')
`

/** What a Python says of itself: its version and whether it can make virtual environments. */
export interface PythonProbe {
  readonly program: string
  readonly version: string
  readonly hasVenv: boolean
}

const probe = (program: string): PythonProbe | undefined => {
  const { status, stdout } = spawnSync(program, ['-c', PROBE], {
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

const isFit = (python: PythonProbe): boolean => isNewEnough(python.version) && python.hasVenv

/**
 * The first Python that can be used.
 * @throws LocalError that names what is missing: any Python, a newer one, or its venv module
 */
export const choosePython = (found: readonly PythonProbe[]): string => {
  const fit = found.find(isFit)
  if (fit) return fit.program
  const newEnough = found.find((python) => isNewEnough(python.version))
  if (newEnough) {
    throw new LocalError(
      `${newEnough.program} (${newEnough.version}) cannot make virtual environments; install its venv module (Debian: apt-get install python3-venv)`,
    )
  }
  const old = found[0]
  if (old) throw new LocalError(`${old.program} is version ${old.version}; the local AWS needs Python 3.10 or newer`)
  throw new LocalError('python3 is not on PATH; the local AWS needs Python 3.10 or newer')
}

/** The Pythons on PATH, up to the first that can be used. */
const findPythons = (): readonly PythonProbe[] => {
  const found: PythonProbe[] = []
  for (const program of CANDIDATES) {
    const python = probe(program)
    if (python) found.push(python)
    if (python && isFit(python)) break
  }
  return found
}

/**
 * Makes the virtual environment, unless it is there with these versions. Takes some ten seconds.
 * @throws LocalError when Python or its venv module is missing, or the packages cannot be installed
 */
export const makeVenv = async (options: {
  readonly dir: string
  readonly log: string
  readonly signal?: AbortSignal | undefined
}): Promise<{ readonly made: boolean }> => {
  const { dir, log, signal } = options
  // The path belongs to it: scripts in a virtual environment name it, so it cannot be moved.
  const wanted = [dir, ...PINS, ''].join('\n')
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
    ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check', ...PINS],
    { ...common, name: `installing ${PINS.join(' and ')}` },
  )
  await writeFile(marker, wanted)
  return { made: true }
}
