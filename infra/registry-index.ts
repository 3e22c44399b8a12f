import { Annotations, Duration, RemovalPolicies, type RemovalPolicy, Token } from 'aws-cdk-lib'
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch'
import type { IEventBus } from 'aws-cdk-lib/aws-events'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda'
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3'
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import type { Queue } from 'aws-cdk-lib/aws-sqs'
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions'
import { Construct } from 'constructs'
import { corsOriginsIn } from '../lambda/names/addresses.ts'
import { DEFAULT_DATABASE } from '../lambda/names/deployment.ts'
import { type LayoutId, type Roots, rootsOf, withoutSlashes } from '../lambda/names/layouts.ts'
import type { AuthMode } from '../lambda/names/modes.ts'
import { Alarms } from './alarms.ts'
import { Backfill } from './backfill.ts'
import { CloudFrontFront, type CloudFrontProps } from './cloudfront.ts'
import { createDashboard } from './dashboard.ts'
import { Events } from './events.ts'
import { Indexing } from './indexing.ts'
import type { Notify } from './notification.ts'
import { type Described, writeOutputs } from './outputs.ts'
import type { RegistrySignInProps } from './registry-sign-in.ts'
import { SearchApi } from './search-api.ts'
import { defaultOf } from './setting.ts'
import { SETTINGS } from './settings-schema.ts'
import { Tables } from './tables.ts'

/** Properties of a RegistryIndex. */
export interface RegistryIndexProps {
  /**
   * The bucket that the registry writes, or its name. It gets a notification; no object in it is written. A bucket of
   * another stack is given by its name. Where that other stack is CDK too and has notifications of its own, its app must
   * have the feature flag `@aws-cdk/aws-s3:keepNotificationInImportedBucket` on, or its next deployment removes ours. A
   * bucket of another account is given by `Bucket.fromBucketAttributes` with its `account`.
   */
  readonly bucket: IBucket | string

  /**
   * KMS keys by which objects of the bucket are encrypted. Without one that is needed every read of an object fails.
   *
   * @default - the key that the bucket is known to have, which is none for a bucket that is given by its name
   */
  readonly keys?: readonly IKey[]

  /**
   * How the registries lay out the bucket: `distribution` (CNCF distribution, registry v2 and v3), `docker-v1` (the
   * registry v1 of 2015), or both.
   *
   * @default ['distribution']
   */
  readonly layouts?: readonly LayoutId[]

  /**
   * The root of each kind of registry in the bucket, as in its configuration: for `distribution` the `rootdirectory` of
   * its S3 driver.
   *
   * @default - for `distribution` the bucket's root, for `docker-v1` `/registry`
   */
  readonly roots?: Partial<Roots>

  /**
   * How the bucket's events come to the index. With `s3` and a bucket of another stack of the same app CDK reports a circle of
   * dependencies: give that bucket by its name, so that this stack writes the rules.
   *
   * @default - the stack writes rules into the bucket's notifications
   */
  readonly notify?: Notify

  /**
   * First part of the tables' names. Each index of an account and region needs one of its own.
   *
   * @default 'docker-registry'
   */
  readonly database?: string

  /**
   * Name of the table of repositories.
   *
   * @default - the database with `-repository`
   */
  readonly repositoryTable?: string

  /**
   * Name of the table of versions, runs and snapshots.
   *
   * @default - the database with `-version`
   */
  readonly versionTable?: string

  /**
   * How clients sign in: `basic` with a generated password, `registry` by the registry's own accounts, or `none`.
   *
   * @default 'basic'
   */
  readonly auth?: AuthMode

  /**
   * Where the registry is whose accounts sign in. `auth: 'registry'` needs it, and nothing else takes it.
   *
   * @default - none
   */
  readonly registrySignIn?: RegistrySignInProps

  /**
   * Whether the API shows by which commands images were made, and their arguments and environment, which may hold secrets.
   *
   * @default true if `auth` is `basic`, else false
   */
  readonly showCommands?: boolean

  /**
   * What people call the registry: in the titles of feeds and in the web page.
   *
   * @default - the pull host
   */
  readonly title?: string

  /**
   * The host that clients pull from, with its port if it is not the usual one: `registry.example.com`.
   *
   * @default - the host by which the API is asked
   */
  readonly pullHost?: string

  /**
   * Origins whose web pages may read the index from a browser, as browsers send them: `https://portal.example.com`; `*` for
   * all. Preflight requests need no sign-in.
   *
   * @default - none
   */
  readonly corsOrigins?: readonly string[]

  /**
   * One address for the index and the registry, which sends the challenge itself. The API's own address is closed then.
   *
   * @default - none: people use the API's address
   */
  readonly cloudFront?: CloudFrontProps

  /**
   * Whether the API sets the header `WWW-Authenticate` on each 401 again. Turn it off if API Gateway refuses that.
   *
   * @default true
   */
  readonly challengeMapping?: boolean

  /**
   * How long the first backfill waits. S3 may take minutes until a new notification works everywhere. A tag pushed
   * before that, but after the backfill listed it, would be missed until the next run over the bucket.
   *
   * @default Duration.minutes(5)
   */
  readonly backfillWait?: Duration

  /**
   * Write units a second for which the table of tags is ready when it is made, more than the 4,000 that a new one takes; AWS
   * bills it once, and refuses to take it back.
   *
   * @default - what a new table takes
   */
  readonly warmThroughput?: number

  /**
   * Days between two scheduled runs over the bucket, which correct what lost events left wrong; 0 for none.
   *
   * @default 1
   */
  readonly reconcileDays?: number

  /**
   * Megabytes of the search function, which holds a document of each repository. CPU grows with memory.
   *
   * @default 1769, which has one whole core and is enough for some 300,000 repositories
   */
  readonly searchMemory?: number

  /**
   * Words to add to the list of namespaces whose repositories come last in search, being copies or scratch, and words to
   * take away with `-` before them, separated by commas: `staging,-dev`.
   *
   * @default the list of docs/search.md
   */
  readonly copies?: string

  /**
   * Keys of labels and annotations that `label:` finds tags by, the most important first; a star at the end of one stands
   * for all keys that begin so. Tags that are in the index already are found by other keys only after a rebuild.
   *
   * @default - `maintainer`, those of the OCI annotations, and some others: docs/search.md
   */
  readonly labelKeys?: readonly string[]

  /**
   * The bus that others are told by of pushes and removals (docs/events.md).
   *
   * @default - nobody is told
   */
  readonly eventBus?: IEventBus

  /**
   * What alarms do when they go off and when all is well again.
   *
   * @default - nothing: CloudWatch shows them, and nobody is called
   */
  readonly alarmActions?: readonly IAlarmAction[]

  /**
   * Whether there is a dashboard, for 3 $ a month.
   *
   * @default false
   */
  readonly dashboard?: boolean

  /**
   * What becomes of the tables, the secrets and the logs when the stack is deleted. The tables can be rebuilt from the
   * bucket, but not the lines of users in the secret. A later deployment can't make tables whose names are taken: import
   * what was kept, or delete it.
   *
   * @default RemovalPolicy.DESTROY
   */
  readonly removalPolicy?: RemovalPolicy
}

/** What has data, which may be kept. */
const DATA = ['AWS::DynamoDB::GlobalTable', 'AWS::SecretsManager::Secret', 'AWS::Logs::LogGroup']

/**
 * A search index for the container registry in a bucket: tables, indexing by the bucket's events, backfill, and an HTTP
 * API. All of it, the tables too, is deleted with the stack if `removalPolicy` doesn't say otherwise; it can be rebuilt
 * from the bucket.
 */
export class RegistryIndex extends Construct {
  /** The address that people use, with a slash at its end: of the front, or of the API. */
  readonly url: string
  /** The front, if there is one. */
  readonly cloudFront: CloudFrontFront | undefined
  /** Name and password for `basic`, and lines of users; undefined with `none`. */
  readonly secret: Secret | undefined
  /** The queue of events that are not indexed yet. */
  readonly queue: Queue
  /** Events that could not be indexed. */
  readonly deadLetterQueue: Queue
  readonly tables: Tables
  /** Answers all requests; for a load balancer, which needs no HTTP API. */
  readonly searchFunction: LambdaFunction
  readonly indexerFunction: LambdaFunction
  readonly backfillFunction: LambdaFunction
  readonly backfillStateMachine: StateMachine
  readonly alarms: Alarms
  /** What tells others; undefined if nobody is told. */
  readonly events: Events | undefined
  /** The functions that read the bucket, whose roles a bucket of another account must let in. */
  readonly readers: readonly LambdaFunction[]
  private readonly described: Described

  constructor(scope: Construct, id: string, props: RegistryIndexProps) {
    super(scope, id)
    // The function would take a list that it can't read for none.
    if (props.corsOrigins !== undefined && corsOriginsIn(props.corsOrigins.join()) === undefined)
      throw new Error(
        `corsOrigins is ${JSON.stringify(props.corsOrigins)}: it must be ${SETTINGS.cors_origins.allowed}`,
      )
    const bucket = typeof props.bucket === 'string' ? bucketNamed(this, props.bucket) : props.bucket
    const registry = {
      bucket,
      keys: [...new Set([bucket.encryptionKey ?? [], props.keys ?? []].flat())],
      roots: rootsOf(({ id, root }) => withoutSlashes(props.roots?.[id] ?? root.default)),
      layouts: props.layouts ?? defaultOf(SETTINGS.layout),
      labelKeys: props.labelKeys ?? defaultOf(SETTINGS.label_keys),
    }
    const notify = props.notify ?? { mode: 's3', skipsValidation: false }
    const tables = new Tables(this, 'Tables', {
      database: props.database ?? DEFAULT_DATABASE,
      repositoryTable: props.repositoryTable,
      versionTable: props.versionTable,
      hasStreams: props.eventBus !== undefined,
      warmThroughput: props.warmThroughput,
    })
    const indexing = new Indexing(this, 'Indexing', registry, tables, notify)
    const auth = props.auth ?? defaultOf(SETTINGS.auth)
    if ((auth === 'registry') !== (props.registrySignIn !== undefined))
      throw new Error("auth 'registry' and registrySignIn belong together; give both, or neither")
    if (props.registrySignIn !== undefined)
      Annotations.of(this).addInfo(
        `auth=registry: whoever can sign in at ${props.registrySignIn.url} sees all names in the index, also of what they can't pull; lines in the secret restrict whom they name (docs/security.md)`,
      )
    const search = new SearchApi(this, 'Search', registry, tables, {
      auth,
      signIn: props.registrySignIn,
      // Whom the registry lets in may not pull all that the index shows.
      showsCommands: props.showCommands ?? auth === 'basic',
      title: props.title,
      pullHost: props.pullHost,
      corsOrigins: props.corsOrigins,
      memorySize: props.searchMemory ?? defaultOf(SETTINGS.search_memory),
      copies: props.copies,
      hasFront: props.cloudFront !== undefined,
      mapsChallenge: props.challengeMapping ?? true,
    })
    const signIn = auth !== 'none'
    const { frontSecret, host } = search
    this.cloudFront =
      props.cloudFront &&
      frontSecret &&
      new CloudFrontFront(this, 'CloudFront', { host, secret: frontSecret, signIn }, props.cloudFront)
    if (!signIn)
      Annotations.of(this).addInfo(
        'auth=none: the address of the index is public, and everyone who knows it can list and search the registry',
      )
    const times = {
      wait: props.backfillWait ?? Duration.seconds(defaultOf(SETTINGS.backfill_wait)),
      days: props.reconcileDays ?? defaultOf(SETTINGS.reconcile_days),
    }
    const backfill = new Backfill(this, 'Backfill', registry, tables, indexing, notify, times)
    // Tags pushed while the backfill runs must reach the indexer. The bucket's construct contains the notification.
    backfill.firstRun.node.addDependency(tables, indexing, search, bucket)

    const { eventBus } = props
    this.events = eventBus && new Events(this, 'Events', bucket.bucketName, tables, eventBus)
    // What the first run finds is told too.
    if (this.events) backfill.firstRun.node.addDependency(this.events)

    const { database } = tables
    const watched = { database, indexing, search, backfill, events: this.events }
    this.alarms = new Alarms(this, 'Alarms', watched, props.alarmActions ?? [])
    if (props.dashboard === true)
      createDashboard(this, 'Dashboard', { database, indexing, search, backfill, alarms: this.alarms })

    this.readers = [indexing.indexer, backfill.function, search.function]
    this.tables = tables
    this.url = this.cloudFront?.url ?? search.url
    this.secret = search.secret
    this.queue = indexing.queue
    this.deadLetterQueue = indexing.deadLetterQueue
    this.searchFunction = search.function
    this.indexerFunction = indexing.indexer
    this.backfillFunction = backfill.function
    this.backfillStateMachine = backfill.stateMachine
    this.described = { registry, notify: notify.mode, auth }
    if (props.removalPolicy !== undefined)
      RemovalPolicies.of(this).apply(props.removalPolicy, { applyToResourceTypes: DATA })
  }

  /**
   * Adds the outputs to the stack by which the command line `registry-index` finds this index, with `--stack`. Their names
   * are fixed, so that a stack has those of one index.
   */
  addOutputs(): void {
    writeOutputs(this, this.described)
  }
}

// The name is part of the id, so that another bucket gets a new notification, and the old one is removed.
const bucketNamed = (scope: Construct, name: string): IBucket =>
  Bucket.fromBucketName(scope, Token.isUnresolved(name) ? 'Bucket' : `Bucket-${name}`, name)
