// /openapi.json: what the routes themselves say of themselves.

import { Hono } from 'hono'
import * as z from 'zod/mini'
import { OPEN_PATHS } from '../../names/front.ts'
import type { IndexPorts } from '../api-ports.ts'
import { openapiDocument } from '../openapi-document.ts'
import { type Operation, operation, serve } from '../operation.ts'
import { HISTORY, MANIFEST, REPOSITORY, TAG, TAGS } from './api-repository.ts'
import { LOOKUP, RECENT, SEARCH } from './api-search.ts'
import { FEED } from './feed.ts'
import { STATUS } from './status.ts'
import { V1_PING, V1_SEARCH, V1_TAGS } from './v1.ts'
import { V2_BASE, V2_CATALOG, V2_TAGS } from './v2.ts'

const OPENAPI = operation({
  path: OPEN_PATHS.openapi,
  summary: 'This document',
  about:
    'What clients are generated from, and a browser of APIs shows. It is open, because no name of the registry is in it',
  parameters: {},
  answer: z.looseObject({ openapi: z.string() }),
  isOpen: true,
})

/** All routes. */
export const OPERATIONS: readonly Operation[] = [
  ...[SEARCH, RECENT, LOOKUP, REPOSITORY, TAGS, TAG, HISTORY, MANIFEST, STATUS],
  ...[V1_PING, V1_SEARCH, V1_TAGS, V2_BASE, V2_CATALOG, V2_TAGS, FEED, OPENAPI],
]

/** `/openapi.json` */
export const openapiRoute = (ports: IndexPorts): Hono => {
  const app = new Hono()
  let document: object | undefined
  serve(app, ports, OPENAPI, (_, context) => {
    document ??= openapiDocument(ports.site ?? {}, OPERATIONS)
    return context.json(document)
  })
  return app
}
