// The registry itself: CNCF distribution with its S3 driver on the emulator's bucket, if this machine has it.

import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { baseEnvironment, CREDENTIALS, fakeAws, REGION } from './environment.ts'
import { type Service, startService, untilReady } from './processes.ts'
import { findProgram } from './programs.ts'

/** What the program is called: by Debian, and by the project itself. */
const PROGRAMS = ['docker-registry', 'registry'] as const

export interface RegistryOptions {
  /** The emulator's address. */
  readonly endpoint: string
  readonly bucket: string
  readonly rootDirectory?: string
  /** Where on 127.0.0.1 it listens. */
  readonly port: number
  /** The file its configuration is written to. */
  readonly configFile: string
}

export interface Registry extends Service {
  /** Without a slash at its end. */
  readonly url: string
}

/** The registry's program on PATH; undefined where there is none. */
export const findRegistry = (path?: string): string | undefined => findProgram(PROGRAMS, path)

/** The configuration, as distribution's YAML (of which JSON is a part); for versions 2 and 3. */
export const registryConfig = (options: Omit<RegistryOptions, 'configFile'>): string => {
  const { endpoint, bucket, rootDirectory = '', port } = options
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
        // Clients would be sent to the emulator's address, which only this machine has.
        redirect: { disable: true },
        maintenance: { uploadpurging: { enabled: false } },
      },
      http: { addr: `127.0.0.1:${port}`, secret: 'only for this machine' },
    },
    undefined,
    2,
  )
}

/** Writes the configuration to its file. */
export const writeRegistryConfig = async (options: RegistryOptions): Promise<void> => {
  await mkdir(dirname(options.configFile), { recursive: true })
  await writeFile(options.configFile, `${registryConfig(options)}\n`)
}

/** A command that starts a registry with a configuration file where no program for it is installed. */
export const containerCommand = (configFile: string): string =>
  `docker run --rm --network host -v '${configFile}:/config.yml:ro' registry:3 serve /config.yml`

/**
 * Starts a registry and waits until it answers.
 * @throws LocalError when it does not come up; its log is shown
 */
export const startRegistry = async (
  program: string,
  options: RegistryOptions & { readonly log: string; readonly signal?: AbortSignal | undefined },
): Promise<Registry> => {
  await writeRegistryConfig(options)
  // AWS_CA_BUNDLE above all must not be there: its S3 client would fail on it.
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
    await untilReady(service, `${url}/v2/`, { log: options.log, timeoutMs: 20_000, signal: options.signal })
  } catch (error) {
    await service.stop()
    throw error
  }
  return { ...service, url }
}
