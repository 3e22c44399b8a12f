// How the index is: what it is of, how runs over the bucket ended, and how far one is.

import { Hono } from 'hono'
import * as z from 'zod/mini'
import { readStatus } from '../index/status.ts'
import type { VersionStore } from '../index/version.ts'
import { operation, serve } from './operation.ts'
import type { IndexPorts } from './ports.ts'

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
    context.json(await readStatus(version, clock.now())),
  )
  return app
}
