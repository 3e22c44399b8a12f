#!/usr/bin/env node
// registry-index: wiring only.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod/mini'
import { systemClock } from '../lambda/shared/clock.ts'
import { COMMANDS } from './commands/all.ts'
import type { Context } from './context.ts'
import { httpRegistry } from './registry-client.ts'
import { run } from './run.ts'
import { systemTerminal } from './terminal.ts'

const Package = z.object({ version: z.string() })
const { version } = Package.parse(JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8')))

// A reader that has seen enough (head) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

const context: Context = {
  terminal: systemTerminal(),
  clock: systemClock,
  env: process.env,
  async deployment({ stack, local }) {
    // The AWS SDK takes half a second to load, which help need not wait for.
    const { awsDeployment, clients } = await import('./aws.ts')
    if (!local) return awsDeployment(clients(), stack)
    const { localClients, localUrl } = await import('./local.ts')
    const deployment = await awsDeployment(await localClients(), stack)
    return { ...deployment, url: (await localUrl()) ?? deployment.url }
  },
  registry: httpRegistry,
  interrupted() {
    const controller = new AbortController()
    process.once('SIGINT', () => controller.abort())
    return controller.signal
  },
}

process.exitCode = await run(process.argv.slice(2), context, { commands: COMMANDS, version })
