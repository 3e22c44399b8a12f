import { type Access, OPEN_ACCESS } from '../../lambda/http/access.ts'
import { app } from '../../lambda/http/app.ts'
import type { Front } from '../../lambda/http/front.ts'
import { passwordAccess } from '../../lambda/http/password-access.ts'
import type { SiteSettings } from '../../lambda/http/site.ts'
import { readableBy } from '../../lambda/model/schema-guard.ts'
import { DEFAULT_LABEL_KEYS, labelKeysIn } from '../../lambda/names.ts'
import { manifestReader } from '../../lambda/registry/manifest-reader.ts'
import type { Pointer } from '../../lambda/search/snapshot/ports.ts'
import { UnavailableError } from '../../lambda/search/snapshot/unavailable-error.ts'
import { documentsOf } from './search-ports.ts'
import type { memorySystem } from './system.ts'

/** The keys of the default setting. */
export const LABEL_KEYS = labelKeysIn(DEFAULT_LABEL_KEYS) ?? []

export const OPEN = OPEN_ACCESS
export const BASIC = passwordAccess(async () => ({ username: 'registry', password: 'pa:ss wörd' }))

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
  /** True if the documents could not be brought up to date. */
  readonly isStale?: boolean
  /** The newest build. */
  readonly snapshot?: Pointer
  /** What the deployment says of its registry. */
  readonly site?: SiteSettings
  /** Whether commands and environment of images are shown; if not given, as in a deployment. */
  readonly showsCommands?: boolean
  /** True if there are no documents yet. */
  readonly isLoading?: boolean
  /** What lies before the API. */
  readonly front?: Front
}

/** Asks the HTTP API over an index in memory. */
export const request = async (
  { tables, bucket, ports, clock }: Pick<ReturnType<typeof memorySystem>, 'tables' | 'bucket' | 'ports' | 'clock'>,
  path: string,
  {
    snapshot,
    access = OPEN,
    headers = {},
    method = 'GET',
    logged = [],
    isStale = false,
    isLoading = false,
    site = {},
    showsCommands = access !== OPEN,
    front,
  }: RequestOptions = {},
): Promise<Response> => {
  const readable = readableBy(1, tables.version, clock)
  const api = app({
    documents: async () => {
      await readable()
      if (isLoading) throw new UnavailableError('the index is being loaded; try again', 5)
      return { documents: documentsOf(tables), isStale }
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
    log: { info: () => {}, warn: () => {}, error: (...all: unknown[]) => void logged.push(all) },
    version: tables.version,
    snapshots: { pointer: async () => snapshot },
    clock,
    readable,
    ...(front && { front }),
  })
  const answer = await api.request(path, { headers, method })
  // So of every answer that any test asks for.
  if (answer.headers.get('x-content-type-options') !== 'nosniff')
    throw new Error(`${method} ${path} was answered without X-Content-Type-Options: nosniff`)
  return answer
}
