// How the index is: what it is of, how runs over the bucket ended, and how far one is.

import { Hono } from 'hono'
import type { Clock } from '../clock.ts'
import { statusDocument } from '../index/status.ts'
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
  app.get('/status', signedIn(access), async (context) => {
    const [row, runs] = await Promise.all([version.read(), version.runs()])
    const progress = await version.progressOf(runs?.lease?.ranges ?? [])
    return context.json(statusDocument({ version: row, runs, progress, now: clock.now() }))
  })
  return app
}
