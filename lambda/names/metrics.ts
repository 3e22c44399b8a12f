// Metrics of the functions.

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
