// How the index is: what it is of, how runs over the bucket ended, and how far one is.

import { Hono } from 'hono'
import * as z from 'zod/mini'
import { OutdatedError } from '../../model/schema-guard.ts'
import type { VersionStore } from '../../model/version-store.ts'
import { type RunningReport, type RunReport, readStatus, type StatusDocument } from '../../reconcile/run-status.ts'
import { hasPrivateRepositories } from '../../registry/layouts/layouts.ts'
import { findDocuments } from '../../search/find-documents.ts'
import { parseQuery } from '../../search/query/query.ts'
import { UnavailableError } from '../../search/snapshot/unavailable-error.ts'
import { type IndexPorts, scopeOf, searchPorts } from '../api-ports.ts'
import { operation, serve } from '../operation.ts'

export const STATUS = operation({
  path: '/api/status',
  summary: 'What the index is of, how runs over the bucket ended, how far one is',
  parameters: {},
  answer: z.looseObject({
    /** The largest of those that the caller may see; absent while search can't answer. */
    namespaces: z.optional(z.array(z.looseObject({ name: z.string(), repositories: z.int() }))),
  }),
  reads: 'documents',
})

/** `/api/status`; also where this code can't read the index. */
export const status = (ports: IndexPorts & { readonly version: VersionStore }): Hono => {
  const app = new Hono()
  const { version, clock } = ports
  serve(app, ports, STATUS, async (_, context) => {
    const { namespaces: counted, ...document } = await readStatus(version, clock.now())
    const namespaces = await namespacesOf(ports)
    return context.json({ ...shownTo(scopeOf(ports).hidesPrivate, document), ...(namespaces && { namespaces }) })
  })
  return app
}

// Counted in memory, in the caller's scope. Runs count too, but over everything.
const namespacesOf = async (ports: IndexPorts) => {
  try {
    const { search, scope } = await searchPorts(ports)
    const now = ports.clock.now()
    const all = {
      scope,
      query: parseQuery('', now),
      sort: 'name',
      facets: ['namespace'],
      now,
      from: undefined,
    } as const
    const { facets } = findDocuments({ ports: search, ...all, limit: 0, skip: 0 })
    return facets.namespace?.map(({ value, count }) => ({ name: value, repositories: count }))
  } catch (error) {
    // The status must be shown above all where something is wrong.
    if (error instanceof UnavailableError || error instanceof OutdatedError) return undefined
    throw error
  }
}

type RunStatus = Omit<StatusDocument, 'namespaces'>

// Runs name repositories and count tags, some of which may be private.
const shownTo = (hidesPrivate: boolean, document: RunStatus): RunStatus | object => {
  if (!hidesPrivate || !Object.keys(document.index?.roots ?? {}).some(hasPrivateRepositories)) return document
  const { running, lastRun, lastDone, index } = document
  return {
    ...(index && { index }),
    ...(running && { running: withoutCounts(running) }),
    ...(lastRun && { lastRun: withoutNames(lastRun) }),
    ...(lastDone && { lastDone: withoutNames(lastDone) }),
  }
}

const withoutCounts = ({ run, startedAt, seconds, stale, phase }: RunningReport) => ({
  ...{ run, startedAt, seconds, stale, phase },
})

const withoutNames = ({ run, outcome, startedAt, endedAt, seconds, error }: RunReport) => ({
  ...{ run, outcome, startedAt, endedAt, seconds },
  ...(error === undefined ? {} : { error: '`registry-index status` says why' }),
})
