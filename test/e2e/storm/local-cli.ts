// The command `registry-index` for a local AWS of a test.

import { awsDeployment, clients } from '../../../cli/aws/find-deployment.ts'
import { COMMANDS } from '../../../cli/commands/all.ts'
import type { Deployment } from '../../../cli/deployment.ts'
import { http } from '../../../cli/http.ts'
import { preflightAws } from '../../../cli/preflight/aws/preflight-aws.ts'
import { httpRegistry } from '../../../cli/registry-client.ts'
import { type Outside, run } from '../../../cli/run.ts'
import { systemClock } from '../../../lambda/shared/clock.ts'
import { clientConfig, s3Client } from '../../../local/clients.ts'
import { STACK } from '../deployment.ts'

/** Finds the deployment of a test, as `registry-index --local` finds that of `npm start`, and runs commands on it. */
export const localCli = async (endpoint: string) => {
  const deployment: Deployment = await awsDeployment(clients(clientConfig(endpoint), s3Client(endpoint)), STACK)
  /** Returns the command's exit status and its output. */
  const cli = async (...argv: readonly string[]) => {
    const out: string[] = []
    const outside: Outside = {
      self: 'registry-index',
      terminal: { out: (line) => void out.push(line), note: console.error, style: (_, text) => text },
      input: { all: async () => '' },
      clock: systemClock,
      env: {},
      deployment: async () => deployment,
      http,
      preflight: async () => preflightAws({}, clientConfig(endpoint)),
      registry: httpRegistry,
      interrupted: () => new AbortController().signal,
    }
    return { status: await run([...argv], outside, { commands: COMMANDS, version: '0.0.0' }), out: out.join('\n') }
  }
  return { deployment, cli }
}
