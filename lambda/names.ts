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
  /** Ids of the layouts that are indexed, with commas between. The root of each has a variable of its own, see LAYOUTS. */
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

/** Sent with every 401: without a challenge `docker login` and `podman login` never send a password. */
export const CHALLENGE = 'Basic realm="registry-index"'

/** Name of the error by which a run refuses to go on: the state machine never tries again what failed by it. */
export const REFUSED_ERROR = 'ReconcileRefused'

/** Longest time that one step of a run may take: the timeout of the backfill function, and Lambda's longest. Seconds. */
export const BACKFILL_TIMEOUT_S = 900

/** How long a run's lease outlives the start of its last step. Longer than that step can take, or two runs would go on at once. Seconds. */
export const LEASE_S = 1200

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
  /** Which registries write it, for people. */
  readonly about: string
  /** All keys that say something of tags start with this, below the root. */
  readonly repositories: string
  /** With what the keys end of which S3 tells: nothing, where they have no end in common. */
  readonly tagSuffix: string
  /** What is read, below the root. */
  readonly reads: readonly string[]
  /** The root of such a registry in its bucket, without slashes at its ends, and what it is called along its way. */
  readonly root: {
    /** Ends the sentence "It is the …". */
    readonly about: string
    /** The root where the setting is not given; empty for the bucket's root. */
    readonly default: string
    /** The setting, by CDK context. */
    readonly setting: string
    /** The environment variable of the functions. */
    readonly variable: string
    /** The output of the stack, where a slash stands before it: an output can't be empty. */
    readonly output: string
  }
}

/** CNCF distribution v2 and v3 (both write "v2"). */
export const DISTRIBUTION = {
  id: 'distribution',
  about: 'registry v2 and v3',
  repositories: 'docker/registry/v2/repositories/',
  blobs: 'docker/registry/v2/blobs/',
  /** Only this key of a tag says that the tag exists; a push writes it last, once, of some fifty keys. */
  tagSuffix: '/current/link',
  reads: ['docker/registry/v2/repositories/', 'docker/registry/v2/blobs/'],
  root: {
    about: 'root directory of the registry',
    default: '',
    setting: 'rootdirectory',
    variable: 'REGISTRY_ROOT_DIRECTORY',
    output: 'RootDirectory',
  },
} as const satisfies LayoutNames & { readonly blobs: string }

/** docker-registry, the registry v1 in Python (until 2015). */
export const DOCKER_V1 = {
  id: 'docker-v1',
  about: 'the registry v1 of 2015',
  repositories: 'repositories/',
  images: 'images/',
  tagSuffix: '',
  reads: ['repositories/', 'images/'],
  root: {
    about: 'storage path of a registry v1',
    default: 'registry',
    setting: 'storage_path',
    variable: 'REGISTRY_STORAGE_PATH',
    output: 'StoragePath',
  },
} as const satisfies LayoutNames & { readonly images: string }

/** All layouts. */
export const LAYOUTS = [DISTRIBUTION, DOCKER_V1] as const
export type LayoutId = (typeof LAYOUTS)[number]['id']

/** The roots of registries in a bucket by layout, without slashes at their ends. */
export type Roots = Readonly<Record<LayoutId, string>>

/** A root for each layout. */
export const rootsOf = (rootOf: (layout: (typeof LAYOUTS)[number]) => string): Roots =>
  Object.fromEntries(LAYOUTS.map((layout) => [layout.id, rootOf(layout)])) as Roots

/** A path without the slashes at its ends. */
export const withoutSlashes = (path: string): string => path.replace(/^\/+|\/+$/g, '')

/**
 * A registry's `rootdirectory` as the start of its S3 keys: no leading slash, one trailing slash, or nothing.
 * As distribution's S3 driver makes its keys (s3.go, `s3Path`).
 * @example keyPrefix('/registry/') // 'registry/'
 */
export const keyPrefix = (rootDirectory: string): string => {
  const trimmed = withoutSlashes(rootDirectory)
  return trimmed === '' ? '' : `${trimmed}/`
}

/** Metrics of the functions; the alarms and dashboards of a deployment go by these names. */
export const METRICS = {
  namespace: 'RegistryIndex',
  /** Dimension of every metric: which function it is of, by SERVICES. */
  service: 'service',
  /** Tags that were indexed for events. */
  indexed: 'TagsIndexed',
  /** From the time that S3 gives an event to the commit. Milliseconds. */
  lag: 'IndexingLag',
  /** Events that can never be indexed; `reason` is a dimension of theirs. */
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

/** What the functions call themselves in logs and metrics. */
export const SERVICES = { indexer: 'indexer', backfill: 'backfill', api: 'search' } as const
