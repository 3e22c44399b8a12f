// What settings add to the bill of a month, or take from it.

import { MAX_LABEL_VALUES } from '../../lambda/registry/label-keys.ts'
import { transactionUnits } from '../world/capacity.ts'
import type { Line } from './bill.ts'
import { DEPLOYED } from './deployed.ts'
import { type Figures, gigabyteSeconds, meanOfPushes, monthly, runLines, searchSeconds } from './monthly.ts'
import { HOURS_PER_MONTH, type PriceName } from './prices.ts'
import { ASSUMED, DAYS, KEYS_PER_PUSH, PUSH_SHARES, type Usage } from './usage.ts'

/** Lines that come to a bill; negative ones go from it. */
export type Added = readonly Pick<Line, 'price' | 'quantity'>[]

/** A setting, and what it adds. */
export interface SettingCost {
  readonly setting: string
  readonly added: (figures: Figures, usage: Usage) => Added
}

export const line = (price: PriceName, quantity: number) => ({ price, quantity })

/** Takes a share of lines away. */
export const less = (lines: readonly Line[], share: number): Added =>
  lines.map(({ price, quantity }) => line(price, -quantity * share))

const quantityOf = (figures: Figures, usage: Usage, name: PriceName): number =>
  monthly(figures, usage).reduce((sum, { price, quantity }) => (price === name ? sum + quantity : sum), 0)

/** Share of pushes by which a tag comes that was not there. */
const NEW_TAGS = Object.entries(PUSH_SHARES).reduce(
  (sum, [what, share]) => (what.includes('a new') ? sum + share : sum),
  0,
)

const ZONES = 2

export const SETTING_COSTS: readonly SettingCost[] = [
  { setting: '`dashboard=yes`', added: () => [line('dashboards', 1)] },
  {
    setting: '`front=cloudfront`, for the index alone',
    added: (figures, usage) => {
      const gigabytes = quantityOf(figures, usage, 'dataOut')
      const requests = usage.searches * DAYS
      return [
        line('secrets', DEPLOYED.frontSecrets),
        line('secretReads', quantityOf(figures, usage, 'secretReads')),
        line('edgeRequests', requests),
        line('edgeFunctions', requests),
        line('edgeDataOut', gigabytes),
        // What goes to CloudFront is not billed as going to the internet.
        line('dataOut', -gigabytes),
      ]
    },
  },
  {
    setting: '`auth=none`',
    added: (figures, usage) => [
      line('secrets', -DEPLOYED.secrets),
      line('secretReads', -quantityOf(figures, usage, 'secretReads')),
    ],
  },
  {
    setting: '`label_keys` as it is, if every new tag has six values to be found by',
    added: (_, { pushes }) => [
      line('writeUnits', pushes * DAYS * NEW_TAGS * MAX_LABEL_VALUES * transactionUnits(0, 1)),
    ],
  },
  {
    setting: '`search_memory` twice as large',
    added: (_, usage) => [line('gigabyteSeconds', gigabyteSeconds(DEPLOYED.memory.search, searchSeconds(usage)))],
  },
  { setting: '`reconcile_days=7`', added: (figures, usage) => less(runLines(figures, usage), 6 / 7) },
  { setting: '`reconcile_days=0`', added: (figures, usage) => less(runLines(figures, usage), 1) },
  { setting: '`notify=s3`, `notify=none`', added: () => [] },
  {
    setting: '`notify=sns`, if the topic gets every key and this is its only subscriber',
    added: (_, { pushes }) => {
      const events = pushes * DAYS * KEYS_PER_PUSH
      return [line('snsPublishes', events), line('snsFiltered', events * ASSUMED.eventGigabytes)]
    },
  },
  {
    setting: '`notify=eventbridge`, if AWS bills the events of S3',
    added: (_, { pushes }) => [line('events', pushes * DAYS * KEYS_PER_PUSH)],
  },
  {
    setting: '`events=eventbridge`',
    added: (_, { pushes }) => {
      const told = pushes * DAYS
      const starts = Math.min(pushes / ASSUMED.requestsPerStart, ASSUMED.maxStartsPerDay) * DAYS
      const seconds = told * ASSUMED.announceSeconds + starts * ASSUMED.startSeconds
      return [
        line('alarms', DEPLOYED.eventAlarms),
        line('events', told),
        line('invocations', told),
        line('gigabyteSeconds', gigabyteSeconds(DEPLOYED.memory.announcer, seconds)),
        line('logs', told * ASSUMED.logOfInvocation),
      ]
    },
  },
  {
    setting: '`kms_key`, if the bucket has no bucket key',
    added: ({ counted }, { pushes }) => [line('kms', pushes * DAYS * meanOfPushes(counted, ({ gets }) => gets))],
  },
  {
    setting:
      '`vpc`, with `subnets` in two zones: the endpoint of Secrets Manager; those of S3 and DynamoDB cost nothing',
    added: () => [line('endpointHours', HOURS_PER_MONTH * ZONES)],
  },
]
