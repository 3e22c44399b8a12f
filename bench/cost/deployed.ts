// What the stack deploys that costs something. test/infra/cost.test.ts holds it to the template.

/** What costs the same however much the index is used. */
export const DEPLOYED = {
  alarms: 8,
  /** With `auth=basic`: the password. */
  secrets: 1,
  /** What `front=cloudfront` adds: what the front shows to the API. */
  frontSecrets: 1,
  /** What `events=eventbridge` adds. */
  eventAlarms: 2,
  /** Megabytes of the functions. */
  memory: { indexer: 1024, backfill: 1769, search: 1769, announcer: 256 },
  /** Minutes between two looks whether a snapshot is due, and between two looks at the notification. */
  snapshotMinutes: 15,
  watchMinutes: 60,
  /** Days between two runs. */
  reconcileDays: 1,
} as const
