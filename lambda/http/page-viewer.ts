// What all routes of the web page have in common: they show views, each with how far the index is.

import type { Context } from 'hono'
import type { StatusSource } from '../reconcile/run-status.ts'
import type { Scope } from '../search/memory/documents.ts'
import type { Log } from '../shared/log.ts'
import { type Freshness, freshnessReader } from './answers/freshness.ts'
import type { IndexPorts } from './api-ports.ts'
import type { View } from './page/frame/frame.tsx'
import { htmlOf } from './page/html.tsx'
import { type Site, siteOf } from './page/words/site.ts'

export interface PagePorts extends IndexPorts {
  readonly version: StatusSource
  readonly log: Log
}

export interface Viewer {
  /** What the registry is called in this request. */
  siteOf(context: Context): Site
  /** How far the index is, as far as a caller may know; undefined where that can't be read. */
  freshness(scope: Scope): Promise<Freshness | undefined>
  /** Answers with a view. How far the index is is read meanwhile. */
  show(context: Context, scope: Scope, view: Promise<View>): Promise<Response>
}

/** Creates the viewer of a process. */
export const pageViewer = (ports: PagePorts): Viewer => {
  const settings = ports.site ?? {}
  const freshness = freshnessReader(ports)
  return {
    siteOf: ({ req }) => siteOf(settings, new URL(req.url)),
    freshness,
    async show({ req }, scope, view) {
      const [known, shown] = await Promise.all([freshness(scope), view])
      return htmlOf(settings, req, { freshness: known, ...shown })
    },
  }
}
