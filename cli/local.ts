// Finds the local system of `npm start` by the files that it keeps in .local/ of the checkout.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod/mini'
import { clientConfig, s3Client } from '../local/clients.ts'
import { forgetAws } from '../local/environment.ts'
import { httpGet } from '../local/http-get.ts'
import { PATHS } from '../local/paths.ts'
import { type Clients, clients } from './aws/find-deployment.ts'
import { CliError } from './cli-error.ts'
import { preflightAws } from './preflight/aws/preflight-aws.ts'
import type { PreflightAws } from './preflight/ports.ts'

/**
 * Returns SDK clients of the local AWS. Removes the user's own AWS settings from the environment of this process:
 * nothing local may reach AWS.
 * @param portFile the file in which `npm start` keeps the port of the local AWS
 * @throws CliError if the local AWS is not running
 */
export const localClients = async (portFile?: string): Promise<Clients> => {
  const endpoint = await localEndpoint(portFile)
  return clients(clientConfig(endpoint), s3Client(endpoint))
}

/**
 * Returns the local AWS as preflight asks it. Removes the user's own AWS settings, as `localClients`.
 * @throws CliError if the local AWS is not running
 */
export const localPreflight = async (): Promise<PreflightAws> => preflightAws({}, clientConfig(await localEndpoint()))

const localEndpoint = async (portFile = join(PATHS.state, 'emulator-port')): Promise<string> => {
  forgetAws(process.env)
  const port = Number(await readFile(portFile, 'utf8').catch(() => ''))
  const endpoint = `http://127.0.0.1:${port}`
  const answer = port > 0 ? await httpGet(`${endpoint}/_ministack/health`, 5_000).catch(() => undefined) : undefined
  if (answer?.status !== 200) throw new CliError('the local system is not running; start it with npm start')
  return endpoint
}

const Running = z.object({ port: z.number() })

/**
 * Returns the address at which the local system answers, or undefined if it is unknown. The address in the outputs of
 * the local stack is one of AWS.
 */
export const localUrl = async (): Promise<string | undefined> => {
  const text = await readFile(PATHS.lock, 'utf8').catch(() => '{}')
  const { data } = Running.safeParse(JSON.parse(text))
  return data && `http://127.0.0.1:${data.port}/`
}
