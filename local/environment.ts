// Builds the environment of every program that is started here. It is built from nothing, so that no profile,
// credentials or endpoint of the user's shell reach a program: nothing local may ever talk to real AWS.

import { devNull } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { ROOT } from './paths.ts'

export type Environment = Readonly<Record<string, string>>

export const REGION = 'us-east-1'
export const ACCOUNT = '000000000000'
export const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' } as const

/** Variables that pip may need to download packages on this machine: its own settings, proxies, certificates. */
const FOR_DOWNLOADS =
  /^(PIP_.*|(https?|all|no)_proxy|SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|XDG_.*|HOME)$/i

const path = (from: NodeJS.ProcessEnv): string =>
  // The npm package "node" comes first, so that the functions run on Node 24 whichever Node the machine has.
  [join(ROOT, 'node_modules', '.bin'), dirname(process.execPath), from['PATH'] ?? '/usr/bin:/bin'].join(delimiter)

/** Returns the minimal environment: PATH, a given home, a fixed locale, and TMPDIR if the user has set it. */
export const baseEnvironment = (home: string, from: NodeJS.ProcessEnv = process.env): Environment => ({
  PATH: path(from),
  HOME: home,
  LANG: 'C.UTF-8',
  ...(from['TMPDIR'] === undefined ? {} : { TMPDIR: from['TMPDIR'] }),
})

/** Returns the environment for pip and other downloads: the minimal one and the user's settings for downloads. */
export const downloadEnvironment = (home: string, from: NodeJS.ProcessEnv = process.env): Environment => {
  const passed = Object.entries(from).filter(([name, value]) => FOR_DOWNLOADS.test(name) && value !== undefined)
  return { ...baseEnvironment(home, from), ...(Object.fromEntries(passed) as Record<string, string>) }
}

/** Variables that set fake credentials and keep AWS clients from reading the user's configuration files. */
export const fakeAws = {
  AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  AWS_REGION: REGION,
  AWS_DEFAULT_REGION: REGION,
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  AWS_EC2_METADATA_DISABLED: 'true',
} as const

/**
 * Returns the environment for a client of the emulator (the AWS CLI, cdk), which finds every service at this endpoint.
 */
export const clientEnvironment = (
  endpoint: string,
  home: string,
  from: NodeJS.ProcessEnv = process.env,
): Environment => ({
  ...baseEnvironment(home, from),
  ...fakeAws,
  AWS_ENDPOINT_URL: endpoint,
  AWS_ENDPOINT_URL_S3: endpoint,
})

/** Replaces every AWS setting in a process's own environment by fake ones, for the SDK clients in that process. */
export const forgetAws = (env: NodeJS.ProcessEnv): void => {
  for (const name of Object.keys(env)) if (name.startsWith('AWS_')) delete env[name]
  Object.assign(env, fakeAws)
}
