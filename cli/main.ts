#!/usr/bin/env node
// The command `registry-index`, for operators: preflight, status, doctor, search, reconcile, verify, storage, cleanup,
// redrive, user.
//
// This file only connects the parts. It passes the real terminal, clock, environment and AWS clients (`Outside`) to
// run.ts, which parses the command line and calls one of commands/. The work behind a command is in preflight/,
// doctor/, verify/, storage/, cleanup/ and lambda/. No command writes to the registry bucket or to the tables: `reconcile`
// starts a run in the deployment, and `redrive` moves messages to its queue; both make the deployment write to the tables.
// `user` writes to its secret.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod/mini'
import { systemClock } from '../lambda/shared/clock.ts'
import { checkProfile } from './aws/profile.ts'
import { COMMANDS } from './commands/all.ts'
import { http } from './http.ts'
import { systemInput } from './prompt.ts'
import { httpRegistry } from './registry-client.ts'
import { type Outside, run } from './run.ts'
import { systemTerminal } from './terminal.ts'
import { invocation } from './typed-commands.ts'

const Package = z.object({ version: z.string() })
const { version } = Package.parse(JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8')))

// A reader may close the pipe early (head does): that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

const outside: Outside = {
  self: invocation(process.env, process.argv[1] ?? '', process.cwd()),
  terminal: systemTerminal(),
  input: systemInput(),
  clock: systemClock,
  env: process.env,
  async deployment({ stack, local }) {
    // Loaded on demand: the AWS SDK takes half a second to load, and help does not need it.
    const { awsDeployment, clients } = await import('./aws/find-deployment.ts')
    if (!local) {
      await checkProfile(process.env)
      return awsDeployment(clients(), stack)
    }
    const { localClients, localUrl } = await import('./local.ts')
    const deployment = await awsDeployment(await localClients(), stack)
    return { ...deployment, url: (await localUrl()) ?? deployment.url }
  },
  http,
  async preflight(local) {
    if (local) return (await import('./local.ts')).localPreflight()
    await checkProfile(process.env)
    const { preflightAws } = await import('./preflight/aws/preflight-aws.ts')
    return preflightAws(process.env)
  },
  registry: httpRegistry,
  interrupted() {
    const controller = new AbortController()
    process.once('SIGINT', () => controller.abort())
    return controller.signal
  },
}

process.exitCode = await run(process.argv.slice(2), outside, { commands: COMMANDS, version })
