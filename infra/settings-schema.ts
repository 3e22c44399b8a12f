// All settings of a deployment: name, default, allowed values, purpose. README's table, the validation of settings and
// the construct's defaults come from here. Add a setting only if a user would set it; anything else is a constant.

import { INDEX_ROUTES, type IndexRoute } from '../front/front-settings.ts'
import {
  ACCOUNT_ID,
  ALL_ORIGINS,
  AUTH_MODES,
  type AuthMode,
  BOTH_LAYOUTS,
  COPIES_CHANGES,
  corsOriginsIn,
  DATABASE_NAME,
  DEFAULT_DATABASE,
  DEFAULT_LABEL_KEYS,
  DEFAULT_STACK,
  DISTRIBUTION,
  ENV,
  hostOf,
  isBucketName,
  LAYOUTS,
  type LayoutId,
  labelKeysIn,
  MAX_BACKFILL_WAIT_S,
  NO_LABEL_KEYS,
  NOTIFY_MODES,
  type NotifyMode,
  originOf,
  ROOT_PATH,
  reservedBucketName,
  STACK_NAME,
  withoutSlashes,
  YES_OR_NO,
  type YesOrNo,
} from '../lambda/names.ts'

import {
  DOMAIN,
  EVENT_BUS,
  EVENT_WAYS,
  type EventWay,
  FRONTS,
  type FrontKind,
  idsOf,
  indexRoutesIn,
  isOrigin,
  isPullHost,
  isTitle,
  keysIn,
  layoutsIn,
  MAX_SEARCH_MEMORY,
  MAX_SECURITY_GROUPS,
  MIN_SEARCH_MEMORY,
  matching,
  oneOf,
  TITLE_MAX_LENGTH,
  TOPIC_ARN,
  TOPIC_ARN_ALLOWED,
  TRUE_OR_FALSE,
  type TrueOrFalse,
  wholeNumber,
} from './setting-values.ts'
import { MAX_WARM_UNITS, NEW_TABLE_UNITS, TAG_TABLE_UNITS_PER_TAG } from './warm-throughput.ts'

/** One setting, given by CDK context. */
export interface Setting<T> {
  /** What the setting is for, in Markdown; a cell of README's table. */
  readonly about: string
  /** The allowed values; ends the sentence "it must be …". */
  readonly allowed: string
  /** The text that is parsed if the setting is not given. */
  readonly default?: string
  /** Present if the setting has no default and need not be given. */
  readonly isOptional?: true
  /** How README's table shows the default, if its text would say nothing. */
  readonly defaultText?: string
  /** The environment variable that passes the value to the functions. */
  readonly variable?: string
  /** Returns the value of a text; undefined if it is not allowed. */
  parse(text: string): T | undefined
}

/** Returns the setting for the root of a layout's registry in the bucket. */
export const rootSetting = ({ id, root }: (typeof LAYOUTS)[number]): Setting<string> => ({
  about: `${root.about}, as in its configuration; used only if \`layout\` includes \`${id}\``,
  allowed: `the ${root.about}, of A-Z a-z 0-9 . _ / -`,
  default: `/${root.default}`,
  ...(root.default === '' ? { defaultText: "the bucket's root" } : {}),
  variable: root.variable,
  parse: (text) => (ROOT_PATH.test(text) ? withoutSlashes(text) : undefined),
})

const thousands = (number: number): string => number.toLocaleString('en')

const layoutIds = LAYOUTS.map(({ id }) => id).join(', ')

/** The settings by their names, without the roots of the layouts. */
export const SETTINGS = {
  bucket: {
    about: 'name of the S3 bucket that the registry writes; the only required setting',
    allowed:
      'the name of the S3 bucket that the registry writes (3 to 63 of a-z 0-9 . -, starting and ending with a letter or digit, no "..", not an IP address), and no directory bucket of S3 Express (…--x-s3), which lists keys in no order, nor the alias of an access point (…-s3alias), on which no notification can be set',
    variable: ENV.bucket,
    parse: (text) => (isBucketName(text) && reservedBucketName(text) === undefined ? text : undefined),
  } satisfies Setting<string>,
  layout: {
    about: `${LAYOUTS.map(({ id, about }) => `\`${id}\`: ${about}`).join('; ')}; several separated by commas, or \`${BOTH_LAYOUTS}\`. A layout may be added later, and removed only while the index has no repositories of it`,
    allowed: `one or several of ${layoutIds} separated by commas, or ${BOTH_LAYOUTS}`,
    default: DISTRIBUTION.id,
    variable: ENV.layouts,
    parse: layoutsIn,
  } satisfies Setting<readonly LayoutId[]>,
  auth: {
    about:
      '`basic`: by names and passwords in a secret, of which one is generated, each with all names or a part ([docs/security.md](docs/security.md)); `registry`: by the accounts of the registry at `registry_url`, who all see all names if no line in the secret says otherwise; `none`: open to everyone who can reach the API',
    allowed: `one of ${AUTH_MODES.join(', ')}`,
    default: 'basic',
    variable: ENV.auth,
    parse: oneOf(AUTH_MODES),
  } satisfies Setting<AuthMode>,
  notify: {
    about:
      '`s3`: the stack writes its rules into the notifications of the bucket, beside those of others; `eventbridge`: it takes the events that the bucket sends to EventBridge, which you switch on; `sns`: it subscribes to the topic `notify_topic`, which the bucket notifies already; `none`: somebody else writes the rules, such as Terraform (`docs/adopting.md`)',
    allowed: `one of ${NOTIFY_MODES.join(', ')}`,
    default: 's3',
    variable: ENV.notify,
    parse: oneOf(NOTIFY_MODES),
  } satisfies Setting<NotifyMode>,
  notify_topic: {
    about: 'ARN of the SNS topic of `notify=sns`',
    isOptional: true,
    allowed: TOPIC_ARN_ALLOWED,
    parse: matching(TOPIC_ARN),
  } satisfies Setting<string>,
  skip_destination_validation: {
    about:
      '`yes`: with `notify=s3`, S3 takes the rules although a receiver in the notifications of the bucket is gone, as one that somebody left behind; it then checks ours neither',
    allowed: `one of ${YES_OR_NO.join(', ')}`,
    default: 'no',
    parse: oneOf(YES_OR_NO),
  } satisfies Setting<YesOrNo>,
  bucket_account: {
    about:
      'id of the AWS account of the bucket, if it is another than that of the stack; with `notify=none` or `notify=sns`, and with the policies of `docs/adopting.md` on the other side',
    isOptional: true,
    allowed: 'the id of an AWS account, of 12 digits',
    parse: matching(ACCOUNT_ID),
  } satisfies Setting<string>,
  front: {
    about:
      '`cloudfront`: makes a CloudFront distribution before the index, and before the registry if `registry_host` is given, so that clients find both at one address and `docker login` works; the API’s own address is closed then ([docs/front-doors.md](docs/front-doors.md#cloudfront))',
    isOptional: true,
    defaultText: 'none: people use the address of the API',
    allowed: `one of ${FRONTS.join(', ')}`,
    parse: oneOf(FRONTS),
  } satisfies Setting<FrontKind>,
  registry_host: {
    about:
      'DNS name of the registry that lies behind the front, with a port if it is not 443; not the name that people use. It speaks TLS 1.2 with a certificate for this name',
    isOptional: true,
    defaultText: 'the front has the index alone',
    allowed:
      'the DNS name of the registry (letters, digits, - and at least one dot), with :PORT if it is not 443 (1024 to 65535), without https:// and without a path, not an IP address',
    parse: (text) => (isOrigin(text) ? text.toLowerCase() : undefined),
  } satisfies Setting<string>,
  index_routes: {
    about:
      'routes of the registry’s API that the index answers at the front, separated by commas. `base`: `/v2/`, so that `docker login` asks the index; for a registry without sign-in of its own. `catalog`: `/v2/_catalog`, which `podman search` asks when signed in. `tags`: `tags/list`, for repositories with so many tags that the registry takes long; the index lags a push by seconds',
    isOptional: true,
    defaultText: 'none: the registry answers',
    allowed: `one or several of ${INDEX_ROUTES.join(', ')} separated by commas`,
    parse: indexRoutesIn,
  } satisfies Setting<readonly IndexRoute[]>,
  domain: {
    about: 'name of the front that people use, such as `registry.example.com`; needs `certificate`',
    isOptional: true,
    defaultText: 'the name that CloudFront gives',
    allowed: 'a DNS name (letters, digits, - and at least one dot), without https://, port and path',
    parse: (text) => (DOMAIN.test(text) ? text.toLowerCase() : undefined),
  } satisfies Setting<string>,
  certificate: {
    about: 'ARN of a certificate for `domain` in ACM, in us-east-1, wherever the stack is: CloudFront takes no other',
    isOptional: true,
    allowed:
      'the ARN of a certificate of ACM in us-east-1, because CloudFront takes no other (arn:aws:acm:us-east-1:ACCOUNT:certificate/ID)',
    parse: matching(/^arn:aws:acm:us-east-1:\d{12}:certificate\/[A-Za-z0-9-]{1,64}$/),
  } satisfies Setting<string>,
  challenge_mapping: {
    about:
      '`false`: the API does not set `WWW-Authenticate` on 401 again by a mapping of API Gateway; for a deployment that fails because of it',
    allowed: `one of ${TRUE_OR_FALSE.join(', ')}`,
    default: 'true',
    parse: oneOf(TRUE_OR_FALSE),
  } satisfies Setting<TrueOrFalse>,
  registry_url: {
    about:
      'address of the registry whose accounts sign in with `auth=registry`, such as `https://registry.example.com`; names and passwords are sent there',
    isOptional: true,
    allowed:
      'https:// and the name or IP address of the registry, with :PORT if it is not 443, without a path; http:// only to this machine, because passwords are sent',
    variable: ENV.registryUrl,
    parse: originOf,
  } satisfies Setting<string>,
  registry_token_host: {
    about:
      'host of the token service to which the registry sends for tokens, if it is another one, such as `auth.example.com`; names and passwords are sent there',
    isOptional: true,
    defaultText: "the registry's own host",
    allowed: 'the name or IP address of a host, with :PORT if it is not 443, without https:// and without a path',
    variable: ENV.registryTokenHost,
    parse: hostOf,
  } satisfies Setting<string>,
  subnets: {
    about:
      'ids of private subnets in which the search function runs, separated by commas, for a registry that is reached only there; needs `security_groups`',
    isOptional: true,
    allowed: 'ids of subnets, separated by commas (subnet-0123456789abcdef0)',
    parse: idsOf('subnet'),
  } satisfies Setting<readonly string[]>,
  security_groups: {
    about: 'ids of the security groups of the search function in these subnets, separated by commas',
    isOptional: true,
    allowed: 'ids of security groups, separated by commas, 5 at most (sg-0123456789abcdef0)',
    parse: (text) => {
      const ids = idsOf('sg')(text)
      return ids === undefined || ids.length > MAX_SECURITY_GROUPS ? undefined : ids
    },
  } satisfies Setting<readonly string[]>,
  vpc: {
    about:
      'id of the VPC of these subnets, if the stack should make the endpoints that the search function needs there (DynamoDB and S3 for nothing, Secrets Manager for about 7 $ a month and zone); needs `route_tables`',
    isOptional: true,
    defaultText: 'endpoints or a NAT gateway are there already',
    allowed: 'the id of a VPC (vpc-0123456789abcdef0)',
    parse: matching(/^vpc-[0-9a-f]{8,17}$/),
  } satisfies Setting<string>,
  route_tables: {
    about: 'ids of the route tables of these subnets, separated by commas',
    isOptional: true,
    allowed: 'ids of route tables, separated by commas (rtb-0123456789abcdef0)',
    parse: idsOf('rtb'),
  } satisfies Setting<readonly string[]>,
  show_commands: {
    about:
      '`yes`: of a manifest the API also shows by which commands its layers were made, its entry point, arguments and environment, in which people leave secrets; `no`: it leaves these out',
    isOptional: true,
    defaultText: '`yes` with `auth=basic`, else `no`',
    allowed: `one of ${YES_OR_NO.join(', ')}`,
    variable: ENV.showCommands,
    parse: oneOf(YES_OR_NO),
  } satisfies Setting<YesOrNo>,
  title: {
    about: 'what people call the registry: in the titles of feeds and in the web page; the pull host if not given',
    isOptional: true,
    allowed: `a text of 1 to ${TITLE_MAX_LENGTH} characters on one line, without spaces at its ends`,
    variable: ENV.title,
    parse: (text) => (isTitle(text) ? text : undefined),
  } satisfies Setting<string>,
  pull_host: {
    about:
      'host that clients pull from, such as `registry.example.com`, if it is not the one by which the API is asked; told by the API, and shown in pull commands',
    isOptional: true,
    allowed:
      'the name or the IP address of a host, with a port if it is not the usual one, without https:// and without a path; it has a dot or a port, or is localhost, because clients take any other for the name of a repository',
    variable: ENV.pullHost,
    parse: (text) => (isPullHost(text) ? text : undefined),
  } satisfies Setting<string>,
  cors_origins: {
    about: `origins whose web pages may read the index from a browser, such as \`https://portal.example.com\`, separated by commas; they sign in by a header \`Authorization\`. \`${ALL_ORIGINS}\`: all; with \`auth=none\` any web page can then read all that its visitor can reach`,
    isOptional: true,
    defaultText: 'none',
    allowed: `a list of origins separated by commas, each as browsers send it (https:// or http://, a host in lower case, a port if it is not the usual one, and no slash or path behind it), 20 of them and 1,000 characters at most, or ${ALL_ORIGINS}`,
    variable: ENV.corsOrigins,
    parse: corsOriginsIn,
  } satisfies Setting<readonly string[]>,
  kms_key: {
    about:
      'ARN of the KMS key, if the bucket is encrypted with a key of your own; several separated by commas, if the key was changed and older objects still have the former one',
    isOptional: true,
    allowed:
      'the ARN of a KMS key (arn:aws:kms:REGION:ACCOUNT:key/ID), not an alias; or several, ten at most, separated by commas',
    parse: keysIn,
  } satisfies Setting<readonly string[]>,
  database: {
    about: "first part of the tables' names; must differ between the deployments in an account's region",
    allowed: 'the first part of the table names: 1 to 244 of A-Z a-z 0-9 . _ - (followed by "-repository")',
    isOptional: true,
    defaultText: `\`${DEFAULT_DATABASE}\`; with another \`stack\` its name`,
    parse: matching(DATABASE_NAME),
  } satisfies Setting<string>,
  backfill_wait: {
    about:
      'seconds that the first backfill waits until the notification is certainly active; `0` for a bucket that nobody pushes to yet',
    allowed: `a whole number of seconds, 0 to ${MAX_BACKFILL_WAIT_S}`,
    default: '300',
    parse: wholeNumber(MAX_BACKFILL_WAIT_S),
  } satisfies Setting<number>,
  warm_throughput: {
    about: `write units a second for which the table of tags is ready at once, and the others in proportion: ${TAG_TABLE_UNITS_PER_TAG} are one tag a second of a first load. For a registry of hundreds of thousands of tags, whose load would meet the ${thousands(NEW_TABLE_UNITS)} that a new table takes. AWS bills it once ([docs/cost.md](docs/cost.md#the-first-load)) and lets nobody lower it; leave it as it is after the load`,
    isOptional: true,
    defaultText: `${thousands(NEW_TABLE_UNITS)}, as every new table`,
    allowed: `a whole number of write units a second, ${NEW_TABLE_UNITS + 1} to ${MAX_WARM_UNITS}`,
    parse: wholeNumber(MAX_WARM_UNITS, NEW_TABLE_UNITS + 1),
  } satisfies Setting<number>,
  reconcile_days: {
    about: 'days between two runs over the bucket; `0`: no scheduled runs',
    allowed: 'a whole number of days between runs over the bucket, 1 to 30, or 0 for none',
    default: '1',
    parse: wholeNumber(30),
  } satisfies Setting<number>,
  search_memory: {
    about:
      'megabytes of the search function, which holds a document of each repository; raise it for more than some 300,000 repositories. The default has one whole core',
    allowed: `a whole number of megabytes, ${MIN_SEARCH_MEMORY} to ${MAX_SEARCH_MEMORY}`,
    default: '1769',
    parse: wholeNumber(MAX_SEARCH_MEMORY, MIN_SEARCH_MEMORY),
  } satisfies Setting<number>,
  copies: {
    about:
      'words that say of a namespace that copies or scratch lie in it, so that its repositories come last (`docs/search.md` has the list): words to add, and words to take away with `-` before them, such as `staging,-dev`',
    isOptional: true,
    allowed: 'words of a-z 0-9 separated by commas, each with or without - before it, 1,000 characters in all',
    variable: ENV.copies,
    parse: matching(COPIES_CHANGES),
  } satisfies Setting<string>,
  label_keys: {
    about: `keys of labels and annotations that \`label:\` finds tags by, separated by commas, the most important first; a star at the end stands for all keys that begin so, \`${NO_LABEL_KEYS}\` for no keys. A tag is found by six values, of which name and digest of its base are two; each costs two write units at its first push. Tags that are in the index already are found by other keys only after a rebuild`,
    allowed: `a list of keys of labels, separated by commas, each of A-Z a-z 0-9 . _ / - with or without a star at its end, 50 of them and 2,000 characters at most, or ${NO_LABEL_KEYS}`,
    default: DEFAULT_LABEL_KEYS,
    variable: ENV.labelKeys,
    parse: labelKeysIn,
  } satisfies Setting<readonly string[]>,
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
  stack: {
    about: 'name of the stack; set it for a second registry',
    allowed: 'a stack name: 1 to 128 of A-Z a-z 0-9 -, starting with a letter',
    default: DEFAULT_STACK,
    parse: matching(STACK_NAME),
  } satisfies Setting<string>,
}

const { bucket, ...others } = SETTINGS

/** All settings by their names, in the order of README's table. */
export const ALL_SETTINGS: ReadonlyMap<string, Setting<unknown>> = new Map<string, Setting<unknown>>([
  ['bucket', bucket],
  ...LAYOUTS.map((layout) => [layout.root.setting, rootSetting(layout)] as const),
  ...Object.entries(others),
])

/**
 * Returns the default value of a setting.
 * @throws Error if the setting has no default, or one that it does not allow: an error in this file
 */
export const defaultOf = <T>(setting: Setting<T>): T => {
  const value = setting.default === undefined ? undefined : setting.parse(setting.default)
  if (value === undefined)
    throw new Error(`a setting has no valid default; correct it in settings-schema.ts: it must be ${setting.allowed}`)
  return value
}
