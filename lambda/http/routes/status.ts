// How the index is: what it is of, how runs over the bucket ended, and how far one is.

import { Hono } from 'hono'
import * as z from 'zod/mini'
import type { VersionStore } from '../../model/version-store.ts'
import { type RunReport, readStatus, type StatusDocument } from '../../reconcile/run-status.ts'
import { hasPrivateRepositories } from '../../registry/layouts/layouts.ts'
import { type IndexPorts, scopeOf } from '../api-ports.ts'
import { operation, serve } from '../operation.ts'

export const STATUS = operation({
  path: '/api/status',
  summary: 'What the index is of, how runs over the bucket ended, how far one is',
  parameters: {},
  answer: z.looseObject({
    namespaces: z.array(z.looseObject({ name: z.string(), repositories: z.int(), tags: z.int() })),
  }),
})

/** `/api/status`; also where this code can't read the index. */
export const status = (ports: IndexPorts & { readonly version: VersionStore }): Hono => {
  const app = new Hono()
  const { version, clock, access } = ports
  serve(app, { access, readable: async () => {} }, STATUS, async (_, context) =>
    context.json(shownTo(scopeOf(ports).isAnonymous, await readStatus(version, clock.now()))),
  )
  return app
}

// Runs name repositories, which may be private.
const shownTo = (isAnonymous: boolean, document: StatusDocument): StatusDocument => {
  if (!isAnonymous || !Object.keys(document.index?.roots ?? {}).some(hasPrivateRepositories)) return document
  const { lastRun, lastDone } = document
  return {
    ...document,
    ...(lastRun === undefined ? {} : { lastRun: nameless(lastRun) }),
    ...(lastDone === undefined ? {} : { lastDone: nameless(lastDone) }),
  }
}

const nameless = ({ only, others, error, totals, ...report }: RunReport): RunReport => ({
  ...report,
  ...(error === undefined ? {} : { error: '`registry-index status` says why' }),
  ...(totals === undefined ? {} : { totals: { ...totals, failures: [], missingNames: [] } }),
})
