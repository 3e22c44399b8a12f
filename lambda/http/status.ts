// How the index is: what it is of, how runs over the bucket ended, and how far one is.

import { Hono } from 'hono'
import type { Clock } from '../clock.ts'
import { readStatus } from '../index/status.ts'
import type { VersionStore } from '../index/version.ts'
import { type Access, signedIn } from './access.ts'

export interface StatusPorts {
  readonly access: Access
  readonly version: VersionStore
  readonly clock: Pick<Clock, 'now'>
}

/** `/api/status`. */
export const status = ({ access, version, clock }: StatusPorts): Hono => {
  const app = new Hono()
  app.get('/status', signedIn(access), async (context) => context.json(await readStatus(version, clock.now())))
  return app
}
