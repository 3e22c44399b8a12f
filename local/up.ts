// Brings up everything that `npm start` runs: the sample, the emulator over it with the stack, then the backfill and the
// registry in parallel, then the front door. Steps whose result an earlier start left are skipped.

import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { DEFAULT_STACK } from '../lambda/names/deployment.ts'
import type { StartOptions } from './arguments.ts'
import { startBackfill, type Totals, waitForBackfill, waitForExecution } from './backfill-wait.ts'
import { clientConfig } from './clients.ts'
import { bootstrap, type DeploySettings, deployAssembly, type Outputs, stackOutputs, synth } from './deploy.ts'
import { deploymentHash, lastDeployment, recordDeployment } from './deployment-record.ts'
import { type Emulator, startEmulator } from './emulator.ts'
import { apiAddress, openFrontDoor } from './front-door.ts'
import { httpGet } from './http-get.ts'
import { LocalError } from './local-error.ts'
import { displayPath, logFile, PATHS, ROOT } from './paths.ts'
import { readLogin } from './plain-password.ts'
import { freePort } from './port-numbers.ts'
import type { Progress } from './progress.ts'
import type { Login } from './ready-text.ts'
import { type LocalRegistry, registryUp } from './registry-up.ts'
import { runAll } from './run-all.ts'
import { type WrittenSample, writeSample } from './sample/write-sample.ts'
import { makeVenv } from './venv.ts'

const BUCKET = 'registry'

/** Something that runs and must be stopped at the end. */
export interface Part {
  readonly name: string
  readonly stop: () => Promise<void>
  /** Given if the part is a program of its own. `exited` resolves when it has ended, with how it ended. */
  readonly program?: { readonly pid: number; readonly exited: Promise<string>; readonly log: string }
}

export interface UpOptions {
  readonly options: StartOptions
  readonly progress: Progress
  readonly signal: AbortSignal
  /** True if the run before was killed, so that the emulator may have lost its last changes. */
  readonly afterCrash: boolean
  /** Called for each part as soon as it runs. */
  readonly onStarted: (part: Part) => Promise<void>
}

const rememberedPort = async (file: string): Promise<number> => {
  const known = Number(await readFile(file, 'utf8').catch(() => ''))
  if (known > 0) return known
  const port = await freePort()
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, String(port))
  return port
}

/** The emulator, which runs, and what was written of the sample before; undefined if all of it was there. */
interface Ready {
  readonly emulator: Emulator
  readonly sample: WrittenSample | undefined
}

const emulatorUp = async ({ options, progress, signal, onStarted }: UpOptions): Promise<Ready> => {
  let sample: WrittenSample | undefined
  const { sampleUnfinished: unfinished, emulator: dir } = PATHS
  const write = () => writeSample({ dir, bucket: BUCKET, unfinished, manyTags: options.manyTags })
  await runAll(signal, [
    (cut) =>
      progress.step(
        `download of the local AWS into ${displayPath(PATHS.venv)}`,
        () => makeVenv({ dir: PATHS.venv, log: logFile('venv'), signal: cut }),
        ({ made }) => (made ? 'done' : 'is there already'),
        '15 s at the first time',
      ),
    async () => {
      sample = await progress.step('images of the sample registry', write, sampleText, '10 s at the first time')
    },
  ])
  const port = await rememberedPort(join(PATHS.state, 'emulator-port'))
  const emulator = await progress.step(
    'local AWS',
    () => startEmulator({ venv: PATHS.venv, dir: PATHS.emulator, port, log: logFile('emulator'), signal }),
    ({ endpoint }) => `runs at ${endpoint}, keeps its data in ${displayPath(PATHS.emulator)}`,
    '2 s',
  )
  await onStarted({ name: 'the local AWS', stop: emulator.stop, program: emulator })
  return { emulator, sample }
}

const sampleText = (sample: WrittenSample | undefined): string =>
  sample === undefined
    ? 'are there already'
    : `${sample.repositories} repositories, ${sample.tags} tags, ${sample.objects} objects`

/** What a run found in the bucket; what it did besides stands in `npm run registry-index -- status --local`. */
const totalsText = (totals: Totals): string =>
  ['repositories', 'tags', 'problems', 'failed']
    .filter((name) => Number(totals[name] ?? 0) > 0)
    .map((name) => `${totals[name]} ${name}`)
    .join(', ') || 'done'

const backfillUp = async (
  { emulator, sample }: Ready,
  outputs: Outputs,
  up: UpOptions,
  deployedAt: number | undefined,
): Promise<void> => {
  const machine = outputs['BackfillStateMachine'] ?? ''
  const wait = { signal: up.signal }
  if (deployedAt !== undefined) {
    const backfill = () => waitForBackfill(emulator, machine, deployedAt, wait)
    const totals = await up.progress.step(
      'first load of the index',
      backfill,
      (all) => (all ? totalsText(all) : 'not needed'),
      '10 s',
    )
    if (totals !== undefined) return
  }
  // No event tells of the sample, since it was written where the objects lie.
  const reason = sample !== undefined ? 'the sample was written' : up.afterCrash ? 'the last run was killed' : undefined
  if (reason === undefined) return
  const again = async () => await waitForExecution(emulator, await startBackfill(emulator, machine), wait)
  await up.progress.step(`load of the index, because ${reason}`, again, totalsText, '15 s')
}

/**
 * Brings up sample, emulator and stack, and deploys only if the stack is missing or its sources have changed.
 * @returns the emulator, the stack's outputs, and when this run deployed (epoch milliseconds; undefined if it did not)
 */
const stackUp = async (up: UpOptions): Promise<readonly [Ready, Outputs, deployedAt: number | undefined]> => {
  const { options, progress, signal } = up
  const settings: DeploySettings = { bucket: BUCKET, auth: options.auth, backfill_wait: '0' }
  const target = { stack: DEFAULT_STACK, outDir: PATHS.assembly, log: logFile('deploy'), settings }
  const hash = await deploymentHash(ROOT, settings)
  const same = (await lastDeployment(PATHS.deployed)) === hash
  const synthesize = (cut: AbortSignal) =>
    progress.step(
      'functions and template',
      () => synth({ ...target, log: logFile('synth'), signal: cut }),
      undefined,
      '10 s',
    )
  let ready: Ready | undefined
  let outputs: Outputs | undefined
  await runAll(signal, [
    async (cut) => {
      if (!same) await synthesize(cut)
    },
    async (cut) => {
      ready = await emulatorUp({ ...up, signal: cut })
      const { emulator } = ready
      if (same) outputs = await stackOutputs(emulator, DEFAULT_STACK)
      if (outputs !== undefined) return
      await progress.step(
        'what `cdk deploy` needs in an account',
        () => bootstrap({ emulator, log: logFile('bootstrap'), signal: cut }),
        undefined,
        '10 s',
      )
    },
  ])
  if (ready === undefined) throw new Error('runAll ended without having started the emulator')
  if (outputs !== undefined) return [ready, outputs, undefined]
  if (same) await synthesize(signal)
  const to = { ...target, emulator: ready.emulator, signal }
  const deployedAt = Date.now()
  const made = await progress.step('deployment of the index', () => deployAssembly(to), undefined, '15 s')
  await recordDeployment(PATHS.deployed, hash)
  return [ready, made, deployedAt]
}

const registryPart = async ({ endpoint }: Emulator, up: UpOptions): Promise<LocalRegistry> => {
  const { progress, signal } = up
  const log = logFile('registry')
  const registry = await registryUp({
    endpoint,
    bucket: BUCKET,
    configFile: PATHS.registryConfig,
    log,
    progress,
    signal,
  })
  const { running } = registry
  if (running) await up.onStarted({ name: 'the registry', stop: running.stop, program: running })
  return registry
}

const loginOf = async ({ endpoint }: Emulator, outputs: Outputs): Promise<Login | undefined> => {
  const secret = outputs['SecretArn']
  return secret === undefined ? undefined : await readLogin(new SecretsManagerClient(clientConfig(endpoint)), secret)
}

// Checks that the index answers. This is also the first call of the search function, so that the user meets a warm one.
const tryPing = async (url: string): Promise<void> => {
  const { status, body } = await httpGet(`${url}/v1/_ping`, 30_000)
  if (status !== 200) {
    throw new LocalError(`the index answers ${url}/v1/_ping with status ${status}, not 200: ${body.slice(0, 500)}`)
  }
}

/** What runs then, as far as the closing lines say it. */
export interface Up {
  /** Undefined if sign-in is off. */
  readonly login: Login | undefined
  /** What to do to get a registry; undefined if one runs. */
  readonly noRegistry: string | undefined
}

/**
 * Brings everything up. Calls `onStarted` for each part that runs, even if a later step fails.
 * @throws LocalError if a step fails; the signal's reason if it was aborted
 */
export const bringUp = async (up: UpOptions): Promise<Up> => {
  const { options, progress, signal } = up
  const [ready, outputs, deployedAt] = await stackUp(up)
  const { emulator } = ready
  let registry: LocalRegistry = { url: '', hint: '' }
  await runAll(signal, [
    (cut) => backfillUp(ready, outputs, { ...up, signal: cut }, deployedAt),
    async (cut) => {
      registry = await registryPart(emulator, { ...up, signal: cut })
    },
  ])
  const index = apiAddress(emulator.endpoint, outputs['Url'] ?? '')
  const open = async () => {
    const signIn = options.auth !== 'none'
    const { url, hint } = registry
    const door = await openFrontDoor({ port: options.port, index, registry: url, registryHint: hint, signIn })
    await up.onStarted({ name: 'page and API', stop: door.close })
    await tryPing(door.url)
    return door
  }
  await progress.step('page and API', open, (door) => `answer at ${door.url}`, '2 s')
  return { login: await loginOf(emulator, outputs), noRegistry: registry.remedy }
}
