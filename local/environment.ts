// The environment of every program started here is built from nothing: a profile, real credentials or an endpoint in
// the user's shell must never reach it, for nothing local may ever talk to real AWS.

import { devNull } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { ROOT } from './paths.ts'

export type Environment = Readonly<Record<string, string>>

export const REGION = 'us-east-1'
export const ACCOUNT = '000000000000'
export const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' } as const

/** What pip may need to reach its index from this machine: its own settings, proxies, certificates. */
const FOR_DOWNLOADS =
  /^(PIP_.*|(https?|all|no)_proxy|SSL_CERT_(FILE|DIR)|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE|XDG_.*|HOME)$/i

const path = (from: NodeJS.ProcessEnv): string =>
  // The npm package "node" comes first, so that the functions run on Node 24 whatever the machine has.
  [join(ROOT, 'node_modules', '.bin'), dirname(process.execPath), from['PATH'] ?? '/usr/bin:/bin'].join(delimiter)

/** What any program gets: where programs are, a home of its own, and nothing else of the user's. */
export const baseEnvironment = (home: string, from: NodeJS.ProcessEnv = process.env): Environment => ({
  PATH: path(from),
  HOME: home,
  LANG: 'C.UTF-8',
  ...(from['TMPDIR'] === undefined ? {} : { TMPDIR: from['TMPDIR'] }),
})

/** For pip: the base and what downloading needs. */
export const downloadEnvironment = (home: string, from: NodeJS.ProcessEnv = process.env): Environment => {
  const passed = Object.entries(from).filter(([name, value]) => FOR_DOWNLOADS.test(name) && value !== undefined)
  return { ...baseEnvironment(home, from), ...(Object.fromEntries(passed) as Record<string, string>) }
}

/** Credentials that mean nothing, and no file of the user's to read others from. */
export const fakeAws = {
  AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  AWS_REGION: REGION,
  AWS_DEFAULT_REGION: REGION,
  AWS_CONFIG_FILE: devNull,
  AWS_SHARED_CREDENTIALS_FILE: devNull,
  AWS_EC2_METADATA_DISABLED: 'true',
} as const

/** For a client of the emulator (the AWS CLI, cdk): every service at this endpoint. */
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

/** Takes every AWS setting of the user's out of a process's own environment, for the SDK clients used in it. */
export const forgetAws = (env: NodeJS.ProcessEnv): void => {
  for (const name of Object.keys(env)) if (name.startsWith('AWS_')) delete env[name]
  Object.assign(env, fakeAws)
}
