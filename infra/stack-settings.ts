// Settings: the stack: its names, its runs, and what it tells.

import { DATABASE_NAME, DEFAULT_DATABASE, DEFAULT_STACK, STACK_NAME, TABLE_NAME } from '../lambda/names/deployment.ts'
import { YES_OR_NO, type YesOrNo } from '../lambda/names/modes.ts'
import { MAX_BACKFILL_WAIT_S } from '../lambda/names/runs.ts'
import type { Setting } from './setting.ts'
import {
  EVENT_BUS,
  EVENT_WAYS,
  type EventWay,
  matching,
  oneOf,
  TOPIC_ARN,
  TOPIC_ARN_ALLOWED,
  wholeNumber,
} from './setting-values.ts'
import { MAX_WARM_UNITS, NEW_TABLE_UNITS, TAG_TABLE_UNITS_PER_TAG } from './warm-throughput.ts'

const TABLE_NAME_ALLOWED = 'the name of a table: 3 to 255 of A-Z a-z 0-9 . _ -'

const thousands = (number: number): string => number.toLocaleString('en')

/** The stack: its names, its runs, and what it tells. */
export const STACK_SETTINGS = {
  stack: {
    about: 'name of the stack; set it for a second registry',
    allowed: 'a stack name: 1 to 128 of A-Z a-z 0-9 -, starting with a letter',
    default: DEFAULT_STACK,
    parse: matching(STACK_NAME),
  } satisfies Setting<string>,
  database: {
    about: "first part of the tables' names; must differ between the deployments in an account's region",
    allowed: 'the first part of the table names: 1 to 244 of A-Z a-z 0-9 . _ - (followed by "-repository")',
    isOptional: true,
    defaultText: `\`${DEFAULT_DATABASE}\`; with another \`stack\` its name`,
    parse: matching(DATABASE_NAME),
  } satisfies Setting<string>,
  repository_table: {
    about: 'name of the table of repositories, for those whose policies or dashboards have it from 2015',
    allowed: TABLE_NAME_ALLOWED,
    isOptional: true,
    defaultText: '`database` with `-repository`',
    parse: matching(TABLE_NAME),
  } satisfies Setting<string>,
  version_table: {
    about: 'name of the table of versions, runs and snapshots, for the same',
    allowed: TABLE_NAME_ALLOWED,
    isOptional: true,
    defaultText: '`database` with `-version`',
    parse: matching(TABLE_NAME),
  } satisfies Setting<string>,
  warm_throughput: {
    about: `write units a second for which the table of tags is ready at once, and the others in proportion: ${TAG_TABLE_UNITS_PER_TAG} are one tag a second of a first load. For a registry of hundreds of thousands of tags, whose load would meet the ${thousands(NEW_TABLE_UNITS)} that a new table takes. AWS bills it once ([docs/cost.md](docs/cost.md#the-first-load)) and lets nobody lower it; leave it as it is after the load`,
    isOptional: true,
    defaultText: `${thousands(NEW_TABLE_UNITS)}, as every new table`,
    allowed: `a whole number of write units a second, ${NEW_TABLE_UNITS + 1} to ${MAX_WARM_UNITS}`,
    parse: wholeNumber(MAX_WARM_UNITS, NEW_TABLE_UNITS + 1),
  } satisfies Setting<number>,
  backfill_wait: {
    about:
      'seconds that the first backfill waits until the notification is certainly active; `0` for a bucket that nobody pushes to yet',
    allowed: `a whole number of seconds, 0 to ${MAX_BACKFILL_WAIT_S}`,
    default: '300',
    parse: wholeNumber(MAX_BACKFILL_WAIT_S),
  } satisfies Setting<number>,
  reconcile_days: {
    about: 'days between two runs over the bucket; `0`: no scheduled runs',
    allowed: 'a whole number of days between runs over the bucket, 1 to 30, or 0 for none',
    default: '1',
    parse: wholeNumber(30),
  } satisfies Setting<number>,
  events: {
    about:
      '`eventbridge`: others are told by EventBridge of each push, and of tags and repositories that are removed, at least once ([docs/events.md](docs/events.md)); for pipelines, scanners and chats that should hear of what the registry itself tells nobody',
    isOptional: true,
    defaultText: 'none: nobody is told',
    allowed: `one of ${EVENT_WAYS.join(', ')}`,
    parse: oneOf(EVENT_WAYS),
  } satisfies Setting<EventWay>,
  event_bus: {
    about: 'bus of EventBridge for them: its name, or its ARN if it is of another account, whose policy must allow it',
    isOptional: true,
    defaultText: 'the default bus of the account',
    allowed: 'the name of a bus of EventBridge, or its ARN (arn:aws:events:REGION:ACCOUNT:event-bus/NAME)',
    parse: matching(EVENT_BUS),
  } satisfies Setting<string>,
  alarm_topic: {
    about:
      'ARN of an SNS topic that alarms are sent to when they go off and when all is well again, such as the one that your chat or pager listens to (`docs/runbook.md`)',
    isOptional: true,
    allowed: TOPIC_ARN_ALLOWED,
    parse: matching(TOPIC_ARN),
  } satisfies Setting<string>,
  alarm_email: {
    about: 'address that alarms are mailed to; AWS first asks it to confirm',
    isOptional: true,
    allowed: 'one e-mail address',
    parse: matching(/^(?=.{3,254}$)[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>"]+$/),
  } satisfies Setting<string>,
  dashboard: {
    about: '`yes`: a dashboard in CloudWatch with alarms, searches, pushes and runs, for 3 $ a month',
    allowed: `one of ${YES_OR_NO.join(', ')}`,
    default: 'no',
    parse: oneOf(YES_OR_NO),
  } satisfies Setting<YesOrNo>,
}
