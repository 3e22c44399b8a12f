// What AWS takes for what an index uses, and what it gives each account for nothing.

/** The day on which the prices were looked up, and where they hold. */
export const PRICES_OF = { date: '2026-11-28', region: 'us-east-1' } as const

/** A price of AWS. */
interface Price {
  /** Dollars for one `unit`. */
  readonly dollars: number
  readonly unit: string
  /** So many units a month cost an account nothing, for as long as it exists. All that the account has shares them. */
  readonly free?: number
  /** The page of AWS that has the price, below https://aws.amazon.com/. */
  readonly page: string
  /** Where it was seen: in a copy of that page, on pages of others of 2025 and 2026, or nowhere on that day. */
  readonly seen: 'AWS' | 'others' | 'remembered'
}

const MILLION = 1e6
/** Hours of a month, as AWS counts them. */
export const HOURS_PER_MONTH = 730

/** Prices in dollars. Those of arm64 for functions, of the table class Standard, and of the first step of each scale. */
export const PRICES = {
  writeUnits: { dollars: 0.625 / MILLION, unit: 'write unit', page: 'dynamodb/pricing/on-demand', seen: 'others' },
  readUnits: { dollars: 0.125 / MILLION, unit: 'read unit', page: 'dynamodb/pricing/on-demand', seen: 'others' },
  warmUnits: {
    dollars: 0.00065,
    unit: 'write unit a second for which a table is ready, once',
    page: 'dynamodb/pricing/on-demand',
    seen: 'remembered',
  },
  storage: {
    dollars: 0.25,
    unit: 'GB of a table, a month',
    free: 25,
    page: 'dynamodb/pricing/on-demand',
    seen: 'others',
  },
  s3Get: { dollars: 0.4 / MILLION, unit: 'GET of S3', page: 's3/pricing', seen: 'others' },
  s3List: { dollars: 5 / MILLION, unit: 'LIST of S3', page: 's3/pricing', seen: 'others' },
  sqs: { dollars: 0.4 / MILLION, unit: 'request to SQS', free: MILLION, page: 'sqs/pricing', seen: 'others' },
  invocations: { dollars: 0.2 / MILLION, unit: 'invocation', free: MILLION, page: 'lambda/pricing', seen: 'others' },
  gigabyteSeconds: {
    dollars: 0.0000133334,
    unit: 'GB second of a function',
    free: 400_000,
    page: 'lambda/pricing',
    seen: 'others',
  },
  api: { dollars: 1 / MILLION, unit: 'request to the HTTP API', page: 'api-gateway/pricing', seen: 'others' },
  transitions: {
    dollars: 25 / MILLION,
    unit: 'transition of a state machine',
    free: 4000,
    page: 'step-functions/pricing',
    seen: 'AWS',
  },
  logs: { dollars: 0.5, unit: 'GB of logs', free: 5, page: 'cloudwatch/pricing', seen: 'others' },
  logStorage: { dollars: 0.03, unit: 'GB of logs kept for a month', page: 'cloudwatch/pricing', seen: 'remembered' },
  metrics: {
    dollars: 0.3,
    unit: 'metric of our own, by the hours in which it is sent',
    free: 10,
    page: 'cloudwatch/pricing',
    seen: 'others',
  },
  alarms: { dollars: 0.1, unit: 'alarm, a month', free: 10, page: 'cloudwatch/pricing', seen: 'others' },
  dashboards: { dollars: 3, unit: 'dashboard, a month', free: 3, page: 'cloudwatch/pricing', seen: 'others' },
  secrets: { dollars: 0.4, unit: 'secret, a month', page: 'secrets-manager/pricing', seen: 'others' },
  secretReads: { dollars: 5 / MILLION, unit: 'read of a secret', page: 'secrets-manager/pricing', seen: 'others' },
  dataOut: { dollars: 0.09, unit: 'GB to the internet', free: 100, page: 'ec2/pricing/on-demand', seen: 'others' },
  edgeRequests: {
    dollars: 1 / MILLION,
    unit: 'HTTPS request to CloudFront',
    free: 10 * MILLION,
    page: 'cloudfront/pricing',
    seen: 'others',
  },
  edgeFunctions: {
    dollars: 0.1 / MILLION,
    unit: 'call of a CloudFront function',
    free: 2 * MILLION,
    page: 'cloudfront/pricing',
    seen: 'others',
  },
  edgeDataOut: { dollars: 0.085, unit: 'GB from CloudFront', free: 1024, page: 'cloudfront/pricing', seen: 'AWS' },
  events: {
    dollars: 1 / MILLION,
    unit: 'event in EventBridge, of S3 or our own',
    page: 'eventbridge/pricing',
    seen: 'others',
  },
  snsPublishes: {
    dollars: 0.5 / MILLION,
    unit: 'message published to SNS',
    free: MILLION,
    page: 'sns/pricing',
    seen: 'others',
  },
  snsFiltered: { dollars: 0.09, unit: 'GB of messages that SNS filters', page: 'sns/pricing', seen: 'remembered' },
  kms: { dollars: 3 / MILLION, unit: 'request to KMS', free: 20_000, page: 'kms/pricing', seen: 'others' },
  endpointHours: {
    dollars: 0.01,
    unit: 'hour of an interface endpoint in a zone',
    page: 'privatelink/pricing',
    seen: 'remembered',
  },
} as const satisfies Readonly<Record<string, Price>>

export type PriceName = keyof typeof PRICES

/** Returns a price, with what is optional in it. */
export const priceOf = (name: PriceName): Price => PRICES[name]
