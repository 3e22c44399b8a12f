// What is assumed of registries and of AWS, because nothing counts it. docs/cost.md shows these as they stand here.

/** A registry, and how it is used. */
export interface Usage {
  readonly repositories: number
  /** Tags that are pushed in a day, one event each. */
  readonly pushes: number
  /** Requests to the API in a day; each costs what a search costs. `docker search` makes two, as it pings first. */
  readonly searches: number
}

/** A registry of the plan, and what its index should cost at most. */
export interface Planned extends Usage {
  readonly goal: number
}

export const PLANNED: readonly Planned[] = [
  { repositories: 500, pushes: 1000, searches: 2500, goal: 1.5 },
  { repositories: 3000, pushes: 3000, searches: 7500, goal: 2.5 },
  { repositories: 100_000, pushes: 20_000, searches: 50_000, goal: 12 },
]

/** What is idle: deployed over a registry of 500 repositories, and then neither pushed to nor asked. */
export const IDLE: Usage = { repositories: 500, pushes: 0, searches: 0 }

export const DAYS = 30

/** Shares of pushes, by their names in bench/reconcile/push.ts. */
export const PUSH_SHARES: Readonly<Record<string, number>> = {
  'a known tag': 0.5,
  'a new tag of a known repository': 0.39,
  'a new repository': 0.01,
  'a known tag, three platforms': 0.1,
}

/** Keys that a registry writes for a push (layers, revisions, links, uploads), one of which is the tag's. */
export const KEYS_PER_PUSH = 52

export const ASSUMED = {
  /** Five pollers of Lambda ask an idle queue, each for 20 seconds. */
  pollsPerMonth: (5 * DAYS * 24 * 3600) / 20,
  /** Of a push: it is sent, received and deleted, alone. */
  sqsPerPush: 3,
  /** Processor and network of one search within a process that runs. */
  searchSeconds: 0.025,
  /** A process starts: its code loads, and the snapshot. AWS bills this. */
  startSeconds: 0.8,
  /** So many requests come for each process that starts, and at most so many start in a day. */
  requestsPerStart: 50,
  maxStartsPerDay: 200,
  /** Processes that run at the same time, each of which loads every newer snapshot. */
  processes: 2,
  /** What a run, a build and a look take: until a LIST, a request to DynamoDB, and a started process answer. */
  listSeconds: 0.1,
  dynamoSeconds: 0.006,
  stepSeconds: 0.05,
  lookSeconds: 0.8,
  buildSeconds: (repositories: number) => 1 + repositories / 10_000,
  /**
   * Tags that a first load reads in a second of one function: ten at once share the 500 that a new table takes. One alone
   * reads 600, as counted in virtual time (docs/figures.md, "How long it takes").
   */
  loadedTagsPerSecond: 50,
  /** Seconds after which a step of a run ends and the next one begins: 15 minutes without the reserve. */
  secondsPerStep: 720,
  /** Gigabytes of the log of one invocation, with Lambda's own lines, and of one request with its access log. */
  logOfInvocation: 1.2e-6,
  logOfRequest: 1.5e-6,
  /** Gigabytes of an answer, compressed. */
  answer: 3e-6,
  /** Metrics that the indexer sends in an hour in which something is pushed: tags indexed, lag. */
  pushMetrics: 2,
  /** What the announcer takes to tell of a push. */
  announceSeconds: 0.05,
  /** Gigabytes of an event of S3. */
  eventGigabytes: 1e-6,
} as const
