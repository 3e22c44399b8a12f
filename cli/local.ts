// The local system of `npm start`, as it stands in .local/ of the checkout.

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod/mini'
import { clientConfig, s3Client } from '../local/clients.ts'
import { forgetAws } from '../local/environment.ts'
import { get } from '../local/http-get.ts'
import { PATHS } from '../local/paths.ts'
import { type Clients, clients } from './aws.ts'
import { CliError } from './cli-error.ts'

/**
 * Clients of the local AWS. The user's own AWS settings are taken out of the environment: nothing local may reach AWS.
 * @param portFile where `npm start` keeps the port of the local AWS
 * @throws CliError where it does not run
 */
export const localClients = async (portFile = join(PATHS.state, 'emulator-port')): Promise<Clients> => {
  forgetAws(process.env)
  const port = Number(await readFile(portFile, 'utf8').catch(() => ''))
  const endpoint = `http://127.0.0.1:${port}`
  const answer = port > 0 ? await get(`${endpoint}/_ministack/health`, 5_000).catch(() => undefined) : undefined
  if (answer?.status !== 200) throw new CliError('the local system does not run; start it with npm start')
  return clients(clientConfig(endpoint), s3Client(endpoint))
}

const Running = z.object({ port: z.number() })

/** Where the local system answers; the stack's own address is one of AWS. Undefined where that is not known. */
export const localUrl = async (): Promise<string | undefined> => {
  const text = await readFile(PATHS.lock, 'utf8').catch(() => '{}')
  const { data } = Running.safeParse(JSON.parse(text))
  return data && `http://127.0.0.1:${data.port}/`
}
