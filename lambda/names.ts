// Names that the stack (infra/) and the functions (lambda/) must agree on: tables, keys, indexes, environment
// variables, layouts and metrics. Both sides import this file, so it must import nothing.

/** Schema version of the index's rows and entries. Raising it makes the next deployment rewrite all of them. */
export const SCHEMA = 3

/** The oldest schema version whose code can read what this code writes. Code of schema 2 looks for names in entries. */
export const MIN_READER = 3

/**
 * The oldest schema whose rows this code can search. An index of an older one is closed to searches until a run has
 * written it anew. Rows of schema 2 have no search documents.
 */
export const MIN_SEARCHABLE = 3

/** Version of the code that reads facts. Raised when that code reads more, so that all tags are read again. */
export const FACTS_VERSION = 5

/** Environment variables of the functions. */
export const ENV = {
  repositoryTable: 'REPOSITORY_TABLE',
  tagTable: 'TAG_TABLE',
  searchTable: 'SEARCH_TABLE',
  versionTable: 'VERSION_TABLE',
  /** Name of the registry bucket. */
  bucket: 'REGISTRY_BUCKET',
  /** Comma-separated ids of the indexed layouts. The root of each layout has a variable of its own, see LAYOUTS. */
  layouts: 'REGISTRY_LAYOUTS',
  /** Comma-separated keys of labels by which tags are looked up (`labelKeysIn`). */
  labelKeys: 'LABEL_KEYS',
  /** URL of the queue that the indexer reads, needed to return a message to it with a delay. */
  queueUrl: 'QUEUE_URL',
  /** ARN of the same queue, by which the bucket's notifications name it. */
  queueArn: 'QUEUE_ARN',
  /** How the bucket tells of its tags: one of NOTIFY_MODES. */
  notify: 'NOTIFY',
  /** ARN of the topic by which it does so; set if NOTIFY is `sns`. */
  notifyTopic: 'NOTIFY_TOPIC',
  /** Names of the functions that read the bucket, for the one that answers CloudFormation. */
  indexerFunction: 'INDEXER_FUNCTION',
  backfillFunction: 'BACKFILL_FUNCTION',
  /** URL of the dead-letter queue, from which a run deletes what it made void. */
  deadLetterQueueUrl: 'DEAD_LETTER_QUEUE_URL',
  /** One of AUTH_MODES. */
  auth: 'AUTH',
  /** ARN of the secret with the user's name and password; not set if AUTH is `none`. */
  authSecret: 'AUTH_SECRET',
  /** ARN of the secret that a front sends with each request (`FRONT_HEADERS`). Absent where there is no front. */
  frontSecret: 'FRONT_SECRET',
  /** Address of the registry whose sign-in counts; set if AUTH is `registry`. */
  registryUrl: 'REGISTRY_URL',
  /** Host of the registry's token service, with its port, if it is not the registry's. May be absent. */
  registryTokenHost: 'REGISTRY_TOKEN_HOST',
  /** By which the log of requests hashes callers; the same as long as the deployment (`lambda/http/request-log.ts`). */
  callerKey: 'CALLER_KEY',
  /** Changes of the list of namespaces whose repositories come last in search: see COPIES_CHANGES. May be absent. */
  copies: 'COPIES',
  /** `yes` or `no`: whether the API shows the commands and the environment of images. */
  showCommands: 'SHOW_COMMANDS',
  /** What people call the registry. May be absent. */
  title: 'TITLE',
  /** The host that clients pull from, with its port if it has one. May be absent. */
  pullHost: 'PULL_HOST',
  /** First part of the tables' names, by which metrics tell deployments of one account apart. */
  database: 'DATABASE',
  /** Days between two scheduled runs over the bucket; 0: none is scheduled. */
  reconcileDays: 'RECONCILE_DAYS',
  /** Origins whose pages may read answers, separated by commas (`corsOriginsIn`). May be absent. */
  corsOrigins: 'CORS_ORIGINS',
  /** ARN of the backfill's state machine, for the function that starts it. */
  stateMachine: 'STATE_MACHINE',
  /** Name or ARN of the bus of EventBridge that events for others go to. */
  eventBus: 'EVENT_BUS',
  /** URL of the queue that keeps events which the bus refused. */
  lostEventsQueueUrl: 'LOST_EVENTS_QUEUE_URL',
} as const

/**
 * Keys of labels and annotations by which tags are looked up if the setting is not given; a star at the end stands for all
 * keys that begin so. Keys that are facts with a qualifier of their own cost nothing (`lambda/registry/label-keys.ts`).
 */
export const DEFAULT_LABEL_KEYS =
  'maintainer,com.redhat.component,io.openshift.tags,io.artifacthub.package.keywords,com.docker.compose.project,org.opencontainers.*,org.label-schema.*'

/** The list of keys that has none. */
export const NO_LABEL_KEYS = 'none'
const MAX_LABEL_KEYS = 50
const MAX_LABEL_KEYS_LENGTH = 2000

/** Returns the keys in a list that commas separate, in lower case; undefined if it is none. */
export const labelKeysIn = (text: string): string[] | undefined => {
  if (text === NO_LABEL_KEYS) return []
  const keys = text.split(',').map((key) => key.trim().toLowerCase())
  const isValid = keys.every((key) => /^[a-z0-9_][a-z0-9._/-]*\*?$/.test(key))
  return isValid && keys.length <= MAX_LABEL_KEYS && text.length <= MAX_LABEL_KEYS_LENGTH
    ? [...new Set(keys)]
    : undefined
}

/** Ways to authenticate: against the deployment's secret, against the registry's own sign-in, or none, which is open to all. */
export const AUTH_MODES = ['basic', 'registry', 'none'] as const
export type AuthMode = (typeof AUTH_MODES)[number]

/**
 * Ways by which the bucket's events come to the indexer's queue: rules that the stack writes into the bucket's notifications;
 * EventBridge, which the bucket sends all its events to; an SNS topic that the bucket notifies; or rules that somebody else
 * writes.
 */
export const NOTIFY_MODES = ['s3', 'eventbridge', 'sns', 'none'] as const
export type NotifyMode = (typeof NOTIFY_MODES)[number]

/**
 * Returns the origin of an address to which passwords are sent, such as `https://registry.example.com:5000`; undefined if
 * it has more than scheme, host and port, or isn't safe (`isSafeAddress`).
 */
export const originOf = (text: string): string | undefined => {
  if (!/^https?:\/\/[^\s\\/?#@]+\/?$/.test(text) || !URL.canParse(text)) return undefined
  const url = new URL(text)
  return isSafeAddress(url) ? url.origin : undefined
}

/** Whether passwords may be sent to an address: by TLS, or without it on this machine alone. */
export const isSafeAddress = ({ protocol, hostname, port }: URL): boolean =>
  port !== '0' &&
  (protocol === 'https:' || (protocol === 'http:' && /^(?:localhost|\[::1\]|127\.\d+\.\d+\.\d+)$/.test(hostname)))

/** Returns a host with its port as addresses have it, without the port that `https` has anyway; undefined if it is none. */
export const hostOf = (text: string): string | undefined => {
  const address = `https://${text}`
  return /^[^\s\\/?#@]+$/.test(text) && URL.canParse(address) ? new URL(address).host : undefined
}

/** The values of a setting that is on or off. */
export const YES_OR_NO = ['yes', 'no'] as const
export type YesOrNo = (typeof YES_OR_NO)[number]

/** Words to add to a list and, with `-` before them, to take away, separated by commas. Lambda has 4 KB for all variables. */
export const COPIES_CHANGES = /^(?=.{1,1000}$)-?[a-z0-9]{1,50}(,-?[a-z0-9]{1,50})*$/

/** The list of origins that means all of them. */
export const ALL_ORIGINS = '*'
const MAX_CORS_ORIGINS = 20
/** Lambda has 4 KB for all variables. */
const MAX_CORS_ORIGINS_LENGTH = 1000

/** Returns the origins in a list that commas separate, each as browsers send it; undefined if it is none. */
export const corsOriginsIn = (text: string): string[] | undefined => {
  if (text === ALL_ORIGINS) return [ALL_ORIGINS]
  const origins = text.split(',').map((origin) => origin.trim())
  const isValid = text.length <= MAX_CORS_ORIGINS_LENGTH && origins.length <= MAX_CORS_ORIGINS
  return isValid && origins.every(isOrigin) ? [...new Set(origins)] : undefined
}

// Browsers send a host in lower case, without the usual port, and nothing behind it. They compare letter by letter.
const isOrigin = (text: string): boolean => /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text

/** Sent with every 401. Without a challenge, `docker login` and `podman login` never send a password. */
export const CHALLENGE = 'Basic realm="registry-index"'

/**
 * Routes that nobody has to sign in for: `/v1/_ping`, which docker asks before it sends credentials, and what browsers,
 * crawlers and readers of the API ask of any site. No name of the registry is in them. The front (`front/`) sends no
 * challenge for them.
 */
export const OPEN_PATHS = {
  ping: '/v1/_ping',
  openapi: '/openapi.json',
  openSearch: '/opensearch.xml',
  icon: '/favicon.ico',
  robots: '/robots.txt',
  /** The folder of the page's script. */
  pageFiles: '/page/',
} as const

/** Headers that a front adds to each request to the index. A caller's own ones never arrive: the front writes over them. */
export const FRONT_HEADERS = {
  /** Shows that a request came through the front: a secret that only the front and the search function know. */
  secret: 'registry-index-front',
  /** The host that the caller asked. The API sees its own one. */
  host: 'registry-index-host',
} as const

/** Name of the error with which a run refuses to go on. The state machine never retries a step that failed with it. */
export const REFUSED_ERROR = 'ReconcileRefused'

/**
 * How often an event's message is received before it is a dead letter. The delays between so many tries add up to 30 hours
 * at least and 60 at most (`lambda/indexing/retry-delays.ts`), which is less than the queue keeps a message. Where the
 * indexer can't even start, a message comes back after the queue's six minutes: 25 hours.
 */
export const MAX_RECEIVES = 250

/** Longest time of one step of a run, in seconds: the backfill function's timeout, which is Lambda's maximum. */
export const BACKFILL_TIMEOUT_S = 900

/**
 * How long a run's lease lasts after the start of its latest step, in seconds. It is longer than a step can take;
 * otherwise two runs would work at the same time.
 */
export const LEASE_S = 1200

/** Longest time that a run may wait before it lists the bucket, in seconds. */
export const MAX_BACKFILL_WAIT_S = 3600

/** Name of the stack if the setting `stack` or the option `--stack` is not given. */
export const DEFAULT_STACK = 'registry-index'

/** Most indexers at once: more would mostly contend for the same repositories and wait for each other. */
export const INDEXER_CONCURRENCY = 10

/** Most ranges of the bucket that a run compares at once, each in an invocation of the backfill function. */
export const BACKFILL_CONCURRENCY = 10

/** Default prefix of table names. `<database>-repository` and `<database>-version` date from 2015, others are newer. */
export const DEFAULT_DATABASE = 'docker-registry'

/** Physical names of the index's tables. */
export interface TableNames {
  readonly repository: string
  readonly tag: string
  readonly search: string
  readonly version: string
}

/**
 * Returns the tables' names: the database's name and what the table holds. Some are the names of 2015.
 * @example tableNames('hub').tag // 'hub-tag'
 */
export const tableNames = (database: string): TableNames => ({
  repository: `${database}-repository`,
  tag: `${database}-tag`,
  search: `${database}-search`,
  version: `${database}-version`,
})

/**
 * Variables of the environment that give settings: the names that docker-registry and docker-registry-index-dynamodb read
 * until 2015 (their config_sample.yml and README), so that the environment of an old registry serves here too.
 */
export const VARIABLES_OF_2015 = {
  bucket: 'AWS_BUCKET',
  storagePath: 'STORAGE_PATH',
  database: 'DYNAMODB_DATABASE',
  repositoryTable: 'DYNAMODB_REPOSITORY_TABLE',
  versionTable: 'DYNAMODB_VERSION_TABLE',
  /** Of the tables. It can only be that of the bucket. */
  region: 'DYNAMODB_REGION',
} as const

/** What may stand in the name of a table (DynamoDB developer guide, Naming rules). */
export const TABLE_NAME = /^[A-Za-z0-9._-]{3,255}$/

/** Returns the first part of the tables' names if the setting `database` is not given. */
export const databaseOf = (stack: string): string => (stack === DEFAULT_STACK ? DEFAULT_DATABASE : stack)

/** What may stand in the name of a database. */
export const DATABASE_NAME = /^[A-Za-z0-9._-]{1,244}$/

/** What may stand in the name of a stack. */
export const STACK_NAME = /^[A-Za-z][A-Za-z0-9-]{0,127}$/

/** The id of an AWS account. */
export const ACCOUNT_ID = /^\d{12}$/

/** What may stand in the root of a registry. */
export const ROOT_PATH = /^[A-Za-z0-9._/-]*$/

/** The value of the setting `layout` that means the layouts of registry v1 and v2. */
export const BOTH_LAYOUTS = 'both'

/** True if this has the form of the name of an S3 bucket. It may be a name that is reserved (`reservedBucketName`). */
export const isBucketName = (name: string): boolean =>
  /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..') && !/^\d+\.\d+\.\d+\.\d+$/.test(name)

/** Ends of names that S3 gives to what is no bucket of the usual kind (S3 user guide, "Bucket naming rules"). */
const RESERVED_BUCKET_NAMES: readonly (readonly [end: string, why: string])[] = [
  ['--x-s3', 'a directory bucket of S3 Express, which lists keys in no order and sends no notifications'],
  ['--xa-s3', 'the access point of a directory bucket of S3 Express, which lists keys in no order'],
  ['--table-s3', 'a name of S3 Tables, which hold no objects of a registry'],
  ['-s3alias', 'the alias of an access point; a notification can be set on the bucket behind it only'],
  ['--ol-s3', 'the alias of an Object Lambda access point; a notification can be set on the bucket behind it only'],
  ['--op-s3', 'the alias of an S3 on Outposts access point, which sends no notifications'],
  ['.mrap', 'a multi-region access point; a notification can be set on the buckets behind it only'],
]

/** Returns what this name stands for where it is none of a bucket that can be indexed; undefined for all others. */
export const reservedBucketName = (name: string): string | undefined =>
  RESERVED_BUCKET_NAMES.find(([end]) => name.endsWith(end))?.[1]

/** Repository table: one row for each repository. */
export const REPOSITORY = {
  key: 'name',
  /** The table's TTL attribute, in epoch seconds; only rows of repositories without tags have it. */
  expires: 'expires',
  /** The one partition of both indexes. */
  all: '1',
  /** Index of all repositories that have a tag, in the order in which S3 lists the bucket. Keys only. */
  catalog: { index: 'catalog', partition: 'catalog', sort: 'path' },
  /**
   * Index of all repositories by the time of the last change of their search document, in epoch milliseconds. It projects
   * the document, as one map: attributes can't be added to a projection later, to a map they can.
   */
  changes: { index: 'changes', partition: 'changes', sort: 'changedAt', document: 'document' },
} as const

/**
 * Tag table: a brief row and a detail row for each tag. Two of its indexes are local, so they can't be added later, and
 * hold briefs only. The others are global and hold the keys of details only.
 */
export const TAG = {
  partition: 'repository',
  sort: 'tag',
  /** When the tag was pushed; of the two rows of a tag only the brief has it. */
  pushedAt: 'pushedAt',
  rank: { index: 'rank', sort: 'rank' },
  newest: { index: 'newest', sort: 'newest' },
  /** Indexes of the values that change with nearly every push. Their keys say what an entry of the search table says. */
  lookups: {
    digest: { index: 'digest', partition: 'digestPartition', sort: 'digestEntry' },
    config: { index: 'config', partition: 'configPartition', sort: 'configEntry' },
    revision: { index: 'revision', partition: 'revisionPartition', sort: 'revisionEntry' },
  },
} as const

/** Search table: entries, which consist of their keys only. */
export const SEARCH = { partition: 'partition', sort: 'entry' } as const

/** Version table: one row for each document. The row with the `id` `index` describes the index itself. */
export const VERSION = {
  key: 'id',
  /** The table's TTL attribute, in epoch seconds; the chunks of snapshots and heartbeats of runs have it. */
  expires: 'expires',
} as const

/** The step by which the backfill function is asked for a snapshot of all search documents: `{"step": "snapshot"}`. */
export const SNAPSHOT_STEP = 'snapshot'

/** The step by which the backfill function is asked to look whether all is well: `{"step": "watch"}`. */
export const WATCH_STEP = 'watch'

/** The step by which a function that reads the bucket is asked to try its rights: `{"step": "access"}`. */
export const ACCESS_STEP = 'access'

/**
 * Events of S3 that the index must hear of. ObjectRemoved includes delete markers, but not what a lifecycle rule removes.
 */
export const NOTIFIED_EVENTS = ['s3:ObjectCreated:*', 's3:ObjectRemoved:*', 's3:LifecycleExpiration:*'] as const

/** What the stack must know of a layout, which is how one kind of registry lays repositories out as S3 keys. */
interface LayoutNames {
  readonly id: string
  /** Which registries write this layout, for people. */
  readonly about: string
  /** Prefix, below the root, of all keys that are related to tags. */
  readonly repositories: string
  /** Suffix filter of the S3 notification for tags; empty if their keys have no suffix in common. */
  readonly tagSuffix: string
  /** Prefixes, below the root, of the keys that the functions read. */
  readonly reads: readonly string[]
  /** The root of such a registry in its bucket, without slashes at its ends, and its names in settings and outputs. */
  readonly root: {
    /** Ends the sentence "It is the …". */
    readonly about: string
    /** The root if the setting is not given; empty for the bucket's root. */
    readonly default: string
    /** Name of the setting in CDK context. */
    readonly setting: string
    /** Name of the functions' environment variable. */
    readonly variable: string
    /** Name of the stack's output. Its value has a leading slash, because an output can't be empty. */
    readonly output: string
  }
}

/** CNCF distribution v2 and v3 (both write "v2"). */
export const DISTRIBUTION = {
  id: 'distribution',
  about: 'registry v2 and v3',
  repositories: 'docker/registry/v2/repositories/',
  blobs: 'docker/registry/v2/blobs/',
  /** A tag exists exactly as long as its key with this suffix. A push writes it last and once, of some fifty keys. */
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

/** docker-registry, the registry v1 in Python (developed until 2015). */
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

/** Root of each layout's registry in the bucket, without slashes at the ends. */
export type Roots = Readonly<Record<LayoutId, string>>

/** Returns the names of the settings for the roots of these layouts. */
export const rootSettings = (ids: readonly string[]): string[] =>
  LAYOUTS.filter(({ id }) => ids.includes(id)).map(({ root }) => root.setting)

/** Builds the roots by asking `rootOf` for the root of each layout. */
export const rootsOf = (rootOf: (layout: (typeof LAYOUTS)[number]) => string): Roots =>
  Object.fromEntries(LAYOUTS.map((layout) => [layout.id, rootOf(layout)])) as Roots

/** Returns a path without the slashes at its ends. */
export const withoutSlashes = (path: string): string => path.replace(/^\/+|\/+$/g, '')

/**
 * Returns the prefix that a registry's `rootdirectory` gives its S3 keys: no leading slash and one trailing slash, or
 * nothing. This is how distribution's S3 driver makes its keys (s3.go, `s3Path`).
 * @example keyPrefix('/registry/') // 'registry/'
 */
export const keyPrefix = (rootDirectory: string): string => {
  const trimmed = withoutSlashes(rootDirectory)
  return trimmed === '' ? '' : `${trimmed}/`
}

/** The alarms of a deployment, each with its section in `docs/runbook.md`. */
export const ALARMS = [
  'dead-letters',
  'queue-age',
  'search-errors',
  'indexer-errors',
  'backfill-errors',
  'run-failed',
  'notification-missing',
  'run-overdue',
] as const
/** Those that it has besides, with its setting `events`. */
export const EVENT_ALARMS = ['events-late', 'events-lost'] as const
export type AlarmName = (typeof ALARMS)[number] | (typeof EVENT_ALARMS)[number]

/** Returns what CloudWatch calls an alarm. The name of the database, because table names are unique in an account's region, too. */
export const alarmName = (database: string, name: AlarmName): string => `${database}-${name}`

/** Seconds from which on it is alarming that an event waits. In a burst it waits for minutes, and a contention or an outage gives it back. */
export const ALARMING_AGE_S = 1800

/** Metrics of the functions. A deployment's alarms and dashboards refer to them by these names. */
export const METRICS = {
  namespace: 'RegistryIndex',
  /** Dimensions of every metric: the function that it comes from, one of SERVICES, and which index, by its `database`. */
  service: 'service',
  index: 'index',
  /** Events that were indexed. */
  indexed: 'TagsIndexed',
  /** Time from an event, as S3 dates it, to the commit. Milliseconds. */
  lag: 'IndexingLag',
  /** Events that can never be indexed, with the dimension `reason`. */
  ignored: 'EventsIgnored',
  reason: 'reason',
  /** Messages that were returned to the queue. */
  returned: 'MessagesReturned',
  /** Of a run over the bucket: tags that differed, how many of those had lost events, and tags with problems. */
  changed: 'TagsCorrected',
  late: 'EventsLost',
  problems: 'TagsWithProblems',
  /** Runs that were refused, and runs that failed. */
  refused: 'RunsRefused',
  failed: 'RunsFailed',
  /** Repositories that the last run could not reconcile; it was done for all others. */
  failedRepositories: 'RepositoriesFailed',
  /** Dead letters that a run over the whole bucket made void and deleted, and runs that could not delete them. */
  deadLettersDeleted: 'DeadLettersDeleted',
  deadLettersFailed: 'DeadLettersNotDeleted',
  /** Each 1 in an hour in which it is so, and absent else: the bucket tells of no pushes; runs need somebody. */
  notificationMissing: 'NotificationMissing',
  runOverdue: 'RunOverdue',
  /** Sign-ins with a wrong name or password. There is no zero: nobody signs in for hours, and no alarm should say so. */
  signInsFailed: 'SignInsFailed',
} as const

/** Names of the functions in logs and metrics. */
export const SERVICES = { indexer: 'indexer', backfill: 'backfill', api: 'search', announcer: 'events' } as const

/** Events for others, as rules of EventBridge match them: their source, and their types. docs/events.md describes them. */
export const EVENTS = {
  source: 'registry-index',
  tagPushed: 'tag.pushed',
  tagRemoved: 'tag.removed',
  repositoryRemoved: 'repository.removed',
} as const
