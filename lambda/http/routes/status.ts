// How the index is: what it is of, how runs over the bucket ended, and how far one is.

import { Hono } from 'hono'
import * as z from 'zod/mini'
import { OutdatedError } from '../../model/runs/schema-guard.ts'
import type { VersionStore } from '../../model/runs/version-store.ts'
import { type RunningReport, type RunReport, readStatus, type StatusDocument } from '../../reconcile/run-status.ts'
import { findDocuments } from '../../search/find-documents.ts'
import type { Scope } from '../../search/memory/documents.ts'
import { parseQuery } from '../../search/query/query.ts'
import { type BuildReport, buildReport } from '../../search/snapshot/build-report.ts'
import type { SnapshotStore } from '../../search/snapshot/ports.ts'
import { UnavailableError } from '../../search/snapshot/unavailable-error.ts'
import { hidesRuns } from '../answers/hides-runs.ts'
import { type CallerPorts, type IndexPorts, searchPorts } from '../api-ports.ts'
import { operation, serve } from '../operation.ts'

export const STATUS = operation({
  path: '/api/status',
  summary: 'What the index is of, how runs over the bucket ended, how far one is',
  about:
    'For monitoring and for people who miss a push. Who may not see all of the registry gets no counts and no names of repositories',
  parameters: {},
  answer: z.looseObject({
    /** What the deployment calls its registry, and the host that clients pull from; absent where it does not say. */
    title: z.optional(z.string()),
    pullHost: z.optional(z.string()),
    /** The largest of those that the caller may see; absent while search can't answer. */
    namespaces: z.optional(z.array(z.looseObject({ name: z.string(), repositories: z.int() }))),
    /** The newest snapshot that search loads its documents from; how much it has is shown to who may see all of it. */
    search: z.optional(z.object({ documents: z.optional(z.int()), bytes: z.optional(z.int()), builtAt: z.string() })),
  }),
  reads: 'documents',
})

export interface StatusPorts extends IndexPorts {
  readonly version: VersionStore
  readonly snapshots: Pick<SnapshotStore, 'pointer'>
}

/** `/api/status`; also where this code can't read the index. */
export const status = (index: StatusPorts): Hono => {
  const app = new Hono()
  const { version, snapshots, clock } = index
  serve(app, index, STATUS, async (_, context, ports) => {
    const [{ namespaces: counted, ...document }, pointer] = await Promise.all([
      readStatus(version, clock.now()),
      snapshots.pointer(),
    ])
    const namespaces = await namespacesOf(ports)
    const all = { ...document, ...(pointer && { search: buildReport(pointer) }) }
    return context.json({
      ...ports.site,
      ...shownTo(ports.scope, all),
      ...(namespaces && { namespaces }),
    })
  })
  return app
}

// Counted in memory, in the caller's scope. Runs count too, but over everything.
const namespacesOf = async (ports: CallerPorts) => {
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

type Status = Omit<StatusDocument, 'namespaces'> & { readonly search?: BuildReport }

// Runs name repositories and count tags, some of which may be private. Builds have documents of private repositories too,
// which their bytes tell as well as their number.
const shownTo = (scope: Scope, document: Status): Status | object => {
  if (!hidesRuns(scope, document.index?.roots)) return document
  const { running, lastRun, lastDone, index, search } = document
  return {
    ...(index && { index }),
    ...(running && { running: withoutCounts(running) }),
    ...(lastRun && { lastRun: withoutNames(lastRun) }),
    ...(lastDone && { lastDone: withoutNames(lastDone) }),
    ...(search && { search: { builtAt: search.builtAt } }),
  }
}

const withoutCounts = ({ run, startedAt, seconds, stale, phase }: RunningReport) => ({
  ...{ run, startedAt, seconds, stale, phase },
})

const withoutNames = ({ run, outcome, startedAt, endedAt, seconds, error }: RunReport) => ({
  ...{ run, outcome, startedAt, endedAt, seconds },
  ...(error === undefined ? {} : { error: '`registry-index status` says why' }),
})
