import { type Access, OPEN_ACCESS } from '../../lambda/http/access.ts'
import { app } from '../../lambda/http/app.ts'
import type { Front } from '../../lambda/http/front.ts'
import type { RequestLog } from '../../lambda/http/request-log.ts'
import type { SiteSettings } from '../../lambda/http/site.ts'
import { usersIn } from '../../lambda/http/users/users.ts'
import { usersAccess } from '../../lambda/http/users/users-access.ts'
import { readableBy } from '../../lambda/model/runs/schema-guard.ts'
import { DEFAULT_LABEL_KEYS, labelKeysIn } from '../../lambda/names/labels.ts'
import { manifestReader } from '../../lambda/registry/manifest-reader.ts'
import type { Documents } from '../../lambda/search/memory/documents.ts'
import type { Pointer } from '../../lambda/search/snapshot/ports.ts'
import { UnavailableError } from '../../lambda/search/snapshot/unavailable-error.ts'
import { defined } from '../../lambda/shared/defined.ts'
import { documentsOf } from './search-ports.ts'
import type { memorySystem } from './system.ts'

/** The keys of the default setting. */
export const LABEL_KEYS = labelKeysIn(DEFAULT_LABEL_KEYS) ?? []

export const OPEN = OPEN_ACCESS
/** The sign-in of a deployment that has one user. */
export const accessWith = (credentials: { readonly username: string; readonly password: string }): Access => {
  const users = usersIn(JSON.stringify(credentials))
  return usersAccess({ users: async () => users, clock: { now: () => 0 }, metrics: { count() {} } })
}
export const BASIC = accessWith({ username: 'registry', password: 'pa:ss wörd' })

/** The header by which somebody signs in: `name:password`. */
export const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString('base64')}` })

/** A request by who signed in where that is needed. */
export const SIGNED_IN = { access: BASIC, headers: basic('registry:pa:ss wörd') }

interface RequestOptions {
  readonly access?: Access
  readonly headers?: Record<string, string>
  readonly method?: string
  /** Errors that were logged are put in here. */
  readonly logged?: unknown[]
  /** And warnings in here. */
  readonly warned?: unknown[]
  /** True if the documents could not be brought up to date. */
  readonly isStale?: boolean
  /** How long ago they were brought up to date. Milliseconds. */
  readonly ageMs?: number
  /** The newest build. */
  readonly snapshot?: Pointer
  /** What the deployment says of its registry. */
  readonly site?: SiteSettings
  /** Whether commands and environment of images are shown; if not given, as in a deployment. */
  readonly showsCommands?: boolean
  /** Origins whose pages may read answers. */
  readonly corsOrigins?: readonly string[]
  /** The documents in memory, where they need not be packed for each request; those of the tables if not given. */
  readonly documents?: Documents
  /** True if there are no documents yet. */
  readonly isLoading?: boolean
  /** What lies before the API. */
  readonly front?: Front
  /** Where each request has its line. */
  readonly requests?: RequestLog
}

type System = Pick<ReturnType<typeof memorySystem>, 'tables' | 'bucket' | 'ports' | 'clock'>

/** Returns the HTTP API over an index in memory. */
export const apiOver = (
  { tables, bucket, ports, clock }: System,
  {
    snapshot,
    access = OPEN,
    logged = [],
    warned = [],
    isStale = false,
    ageMs = isStale ? 95_000 : 300,
    isLoading = false,
    site = {},
    corsOrigins,
    documents,
    showsCommands = access !== OPEN,
    front,
    requests,
  }: RequestOptions = {},
) => {
  const readable = readableBy(1, tables.version, clock)
  return app({
    documents: async () => {
      await readable()
      if (isLoading) throw new UnavailableError('the index is being loaded; try again', 5)
      return { documents: documents ?? documentsOf(tables), isStale, ageMs }
    },
    lookups: tables.lookups,
    store: tables.store,
    tags: tables.tagReader,
    bucket: bucket.bucket,
    manifests: manifestReader(bucket.bucket, ports.layouts),
    showsCommands,
    layouts: ports.layouts,
    site,
    labelKeys: LABEL_KEYS,
    access,
    log: {
      info: () => {},
      warn: (...all: unknown[]) => void warned.push(all),
      error: (...all: unknown[]) => void logged.push(all),
    },
    version: tables.version,
    snapshots: { pointer: async () => snapshot },
    clock,
    readable,
    ...defined({ corsOrigins, front, requests }),
  })
}

/** Asks the HTTP API over an index in memory. */
export const request = async (system: System, path: string, options: RequestOptions = {}): Promise<Response> => {
  const { headers = {}, method = 'GET' } = options
  const answer = await apiOver(system, options).request(path, { headers, method })
  // So of every answer that any test asks for.
  if (answer.headers.get('x-content-type-options') !== 'nosniff')
    throw new Error(`${method} ${path} was answered without X-Content-Type-Options: nosniff`)
  return answer
}
