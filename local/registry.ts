// Starts the registry: CNCF distribution with its S3 driver on the emulator's bucket, if this machine has the program.

import { globSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { baseEnvironment, CREDENTIALS, fakeAws, REGION } from './environment.ts'
import { PATHS } from './paths.ts'
import { type Service, startService, untilReady } from './processes.ts'
import { findProgram } from './programs.ts'

/** Names of the program: Debian's, and the project's own. */
const PROGRAMS = ['docker-registry', 'registry'] as const

export interface RegistryOptions {
  /** The emulator's address. */
  readonly endpoint: string
  readonly bucket: string
  readonly rootDirectory?: string
  /** Port on which it listens. */
  readonly port: number
  /** Address on which it listens; 127.0.0.1 if not given. Another one is right only in a container. */
  readonly listenOn?: string
  /** File of users and passwords (`htpasswd -B`), if it has a sign-in of its own. */
  readonly htpasswd?: string
  /** File to which its configuration is written. */
  readonly configFile: string
}

export interface Registry extends Service {
  /** Has no slash at its end. */
  readonly url: string
}

/** Returns the path of the registry's program on PATH; undefined if there is none. */
export const findRegistry = (path?: string): string | undefined => findProgram(PROGRAMS, path)

/** Returns the path of the newest registry that `npm run tools` built; undefined if there is none. */
export const findBuiltRegistry = (folder: string = PATHS.tools): string | undefined => {
  const built = globSync('registry-v*/registry', { cwd: folder })
  const newest = built.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true })).at(-1)
  return newest === undefined ? undefined : join(folder, newest)
}

/** Returns the configuration for versions 2 and 3 of distribution. They read YAML, of which JSON is a subset. */
export const registryConfig = (options: Omit<RegistryOptions, 'configFile'>): string => {
  const { endpoint, bucket, rootDirectory = '', port, htpasswd, listenOn = '127.0.0.1' } = options
  const s3 = {
    region: REGION,
    bucket,
    regionendpoint: endpoint,
    forcepathstyle: true,
    secure: false,
    v4auth: true,
    accesskey: CREDENTIALS.accessKeyId,
    secretkey: CREDENTIALS.secretAccessKey,
    ...(rootDirectory === '' ? {} : { rootdirectory: `/${rootDirectory.replace(/^\/+/, '')}` }),
  }
  return JSON.stringify(
    {
      version: 0.1,
      log: { level: 'warn', accesslog: { disabled: true } },
      storage: {
        s3,
        delete: { enabled: true },
        // A redirect would send clients to the emulator's address, which only this machine can reach.
        redirect: { disable: true },
        maintenance: { uploadpurging: { enabled: false } },
      },
      ...(htpasswd === undefined ? {} : { auth: { htpasswd: { realm: 'registry', path: htpasswd } } }),
      http: { addr: `${listenOn}:${port}`, secret: 'only for this machine' },
    },
    undefined,
    2,
  )
}

/** Writes the configuration to `configFile`. */
export const writeRegistryConfig = async (options: RegistryOptions): Promise<void> => {
  await mkdir(dirname(options.configFile), { recursive: true })
  await writeFile(options.configFile, `${registryConfig(options)}\n`)
}

/**
 * Starts a registry and waits until it answers.
 * @throws LocalError if it does not start; the message shows the end of its log
 */
export const startRegistry = async (
  program: string,
  options: RegistryOptions & { readonly log: string; readonly signal?: AbortSignal | undefined },
): Promise<Registry> => {
  await writeRegistryConfig(options)
  // AWS_CA_BUNDLE in particular must not be set: the registry's S3 client would fail because of it.
  const env = {
    ...baseEnvironment(dirname(options.configFile)),
    ...fakeAws,
    OTEL_TRACES_EXPORTER: 'none',
  }
  const service = startService(program, ['serve', options.configFile], {
    name: 'the registry',
    env,
    log: options.log,
    graceMs: 5_000,
  })
  const url = `http://127.0.0.1:${options.port}`
  try {
    // Below /v2/ it may ask for sign-in.
    await untilReady(service, `${url}/`, { log: options.log, timeoutMs: 20_000, signal: options.signal })
  } catch (error) {
    await service.stop()
    throw error
  }
  return { ...service, url }
}
