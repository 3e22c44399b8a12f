// Environment variables of the functions.

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
