// Names that the stack (infra/) and the functions (lambda/) must agree on: tables, keys, indexes, environment.
// Both sides import this file, so it imports nothing.

/** The form of the index's rows and entries; a new one makes the next deployment write them all anew. */
export const SCHEMA = 2

/** The oldest form whose code can read what this code writes: form 1 knows less kinds of images. */
export const MIN_READER = 2

/** What the code can tell of a tag; grows when it can tell more, so that tags are read again that were read by less. */
export const FACTS_VERSION = 2

/** Environment variables of the functions. */
export const ENV = {
  repositoryTable: 'REPOSITORY_TABLE',
  tagTable: 'TAG_TABLE',
  searchTable: 'SEARCH_TABLE',
  versionTable: 'VERSION_TABLE',
  /** Name of the registry bucket. */
  bucket: 'REGISTRY_BUCKET',
  /** The registry's `rootdirectory`, without slashes at its ends; empty for the bucket's root. */
  rootDirectory: 'REGISTRY_ROOT_DIRECTORY',
  /** The `storage_path` of a registry v1, likewise. */
  storagePath: 'REGISTRY_STORAGE_PATH',
  /** Ids of the layouts that are indexed, with commas between. */
  layouts: 'REGISTRY_LAYOUTS',
  /** URL of the queue that the indexer reads, for giving a message back with a delay. */
  queueUrl: 'QUEUE_URL',
  /** `basic` or `none`. */
  auth: 'AUTH',
  /** ARN of the secret with the user's name and password; set where AUTH is `basic`. */
  authSecret: 'AUTH_SECRET',
  /** ARN of the backfill's state machine, for the function that starts it. */
  stateMachine: 'STATE_MACHINE',
} as const

/** Ways to sign in: HTTP Basic against the deployment's secret, or open to all. */
export const AUTH_MODES = ['basic', 'none'] as const
export type AuthMode = (typeof AUTH_MODES)[number]

/** Default table names, as in 2015: `<database>-repository`, `<database>-version`, and what came since. */
export const DEFAULT_DATABASE = 'docker-registry'

/** Repository table: one row a repository. */
export const REPOSITORY = {
  key: 'name',
  /** Epoch seconds; only rows of repositories without tags have it. */
  expires: 'expires',
  /** All repositories that have a tag, in the order in which S3 lists the bucket. Keys only. */
  catalog: { index: 'catalog', partition: 'catalog', sort: 'path' },
  /** All repositories that have a visible tag, by the time of their newest one. Keys only. */
  recent: { index: 'recent', partition: 'recent', sort: 'recentKey' },
} as const

/** Tag table: a brief and a detail row a tag. The indexes are local (they can't be added later) and hold briefs only. */
export const TAG = {
  partition: 'repository',
  sort: 'tag',
  rank: { index: 'rank', sort: 'rank' },
  newest: { index: 'newest', sort: 'newest' },
} as const

/** Search table: nothing but its keys. */
export const SEARCH = { partition: 'shelf', sort: 'entry' } as const

/** Version table: one row a document, `id` = `index` for the index's own. */
export const VERSION = { key: 'id' } as const

/** How one kind of registry lays its repositories out in a bucket, as far as the stack must know it. */
interface LayoutNames {
  readonly id: string
  /** All keys that say something of tags start with this, below the root. */
  readonly repositories: string
  /** With what the keys end of which S3 tells: nothing, where they have no end in common. */
  readonly tagSuffix: string
  /** What is read, below the root. */
  readonly reads: readonly string[]
  /** Root by default, without slashes at its ends. */
  readonly defaultRoot: string
}

/** CNCF distribution v2 and v3 (both write "v2"). Its root is the setting `rootdirectory`. */
export const DISTRIBUTION = {
  id: 'distribution',
  repositories: 'docker/registry/v2/repositories/',
  blobs: 'docker/registry/v2/blobs/',
  /** Only this key of a tag says that the tag exists; a push writes it last, once, of some fifty keys. */
  tagSuffix: '/current/link',
  reads: ['docker/registry/v2/repositories/', 'docker/registry/v2/blobs/'],
  defaultRoot: '',
} as const satisfies LayoutNames & { readonly blobs: string }

/** docker-registry, the registry v1 in Python (until 2015). Its root is the setting `storage_path`. */
export const DOCKER_V1 = {
  id: 'docker-v1',
  repositories: 'repositories/',
  images: 'images/',
  tagSuffix: '',
  reads: ['repositories/', 'images/'],
  defaultRoot: 'registry',
} as const satisfies LayoutNames & { readonly images: string }

/** All layouts. */
export const LAYOUTS = [DISTRIBUTION, DOCKER_V1] as const
export type LayoutId = (typeof LAYOUTS)[number]['id']

/**
 * A registry's `rootdirectory` as the start of its S3 keys: no leading slash, one trailing slash, or nothing.
 * As distribution's S3 driver makes its keys (s3.go, `s3Path`).
 * @example keyPrefix('/registry/') // 'registry/'
 */
export const keyPrefix = (rootDirectory: string): string => {
  const trimmed = rootDirectory.replace(/^\/+|\/+$/g, '')
  return trimmed === '' ? '' : `${trimmed}/`
}

/** Metrics of the functions; the alarms and dashboards of a deployment go by these names. */
export const METRICS = {
  namespace: 'RegistryIndex',
  /** Tags that were indexed for events. */
  indexed: 'TagsIndexed',
  /** From the time that S3 gives an event to the commit. Milliseconds. */
  lag: 'IndexingLag',
  /** Events that can never be indexed, by `reason`. */
  ignored: 'EventsIgnored',
  reason: 'reason',
  /** Messages that went back to the queue. */
  returned: 'MessagesReturned',
  /** Of a run over the bucket: tags that differed, of those the ones whose events were lost, and tags with problems. */
  changed: 'TagsCorrected',
  late: 'EventsLost',
  problems: 'TagsWithProblems',
  /** Runs that were refused, and that failed. */
  refused: 'RunsRefused',
  failed: 'RunsFailed',
} as const
