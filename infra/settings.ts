// Reads and validates the settings of a deployment, from CDK context (-c NAME=VALUE, or cdk.json).

import type { IndexRoute } from '../front/front-settings.ts'
import {
  type AuthMode,
  databaseOf,
  keyPrefix,
  LAYOUTS,
  type LayoutId,
  type NotifyMode,
  type Roots,
  rootsOf,
  type YesOrNo,
} from '../lambda/names.ts'
import { distance } from '../lambda/shared/edit-distance.ts'
import {
  ALL_SETTINGS,
  defaultOf,
  type FrontKind,
  rootSetting,
  SETTINGS,
  type Setting,
  type TrueOrFalse,
} from './settings-schema.ts'

/** A deployment's valid settings. */
export interface Settings {
  /** Name of the registry bucket. */
  readonly bucket: string
  /** The root of each kind of registry in the bucket, without slashes at its ends; empty for the bucket's root. */
  readonly roots: Roots
  /** The layouts that are indexed. */
  readonly layouts: readonly LayoutId[]
  /** First part of the tables' names. */
  readonly database: string
  readonly auth: AuthMode
  readonly notify: NotifyMode
  readonly notifyTopic: string | undefined
  /** Whether S3 takes notifications although a receiver in them is gone. */
  readonly skipDestinationValidation: YesOrNo
  /** Account of the bucket, if it is another than that of the stack. */
  readonly bucketAccount: string | undefined
  /** What lies before the API. */
  readonly front: FrontKind | undefined
  /** DNS name of the registry behind the front, with its port if that is not 443. */
  readonly registryHost: string | undefined
  /** Routes of the registry's API that the index answers at the front. */
  readonly indexRoutes: readonly IndexRoute[] | undefined
  /** Name of the front that people use. */
  readonly domain: string | undefined
  /** ARN of the certificate for it. */
  readonly certificate: string | undefined
  /** Whether the API sets the challenge on each 401 again. */
  readonly challengeMapping: TrueOrFalse
  /** Origin of the registry whose accounts sign in. */
  readonly registryUrl: string | undefined
  /** Host of the registry's token service. */
  readonly registryTokenHost: string | undefined
  /** Ids of the subnets in which the search function runs, and of its security groups there. */
  readonly subnets: readonly string[] | undefined
  readonly securityGroups: readonly string[] | undefined
  /** Ids of the VPC and of the route tables in which endpoints are made. */
  readonly vpc: string | undefined
  readonly routeTables: readonly string[] | undefined
  /** Whether the API shows commands and environment of images; undefined: as `auth` says. */
  readonly showCommands: YesOrNo | undefined
  /** What people call the registry. */
  readonly title: string | undefined
  /** The host that clients pull from. */
  readonly pullHost: string | undefined
  /** Origins whose pages may read answers. */
  readonly corsOrigins: readonly string[] | undefined
  /** ARNs of the KMS keys by which the bucket is encrypted. */
  readonly kmsKeys: readonly string[]
  /** Seconds from the deployment to the start of the first backfill. */
  readonly backfillWait: number
  /** Days between two scheduled runs over the bucket; 0: none is scheduled. */
  readonly reconcileDays: number
  /** Megabytes of the search function. */
  readonly searchMemory: number
  /** Changes of the list of namespaces whose repositories come last in search. */
  readonly copies: string | undefined
  /** Keys of the labels that tags are looked up by. */
  readonly labelKeys: readonly string[]
  /** ARN of the SNS topic that alarms go to. */
  readonly alarmTopic: string | undefined
  /** Address that alarms are mailed to. */
  readonly alarmEmail: string | undefined
  readonly dashboard: YesOrNo
  /** Name of the stack. */
  readonly stack: string
}

/** Thrown if settings can't be used. The message names each wrong one, its value, what is allowed, and the fix. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
}

type Context = Readonly<Record<string, unknown>>

/**
 * Returns the settings that CDK context gives.
 * @param context all of the context: an unknown name is an error, unless CDK itself uses it
 * @throws SettingsError with one line for each setting that is missing, wrong, unknown, or at odds with another. All
 *   problems are reported at once, but a setting is compared with another only if both are valid.
 */
export const readSettings = (context: Context): Settings => {
  const wrong = [...ALL_SETTINGS].filter(
    ([name, setting]) =>
      read(context, name, setting) === undefined && !(setting.isOptional && givenIn(context, name) === undefined),
  )
  const problems = [
    ...wrong.map(([name, { allowed }]) => problemWith(name, context[name], allowed)),
    ...unknownNames(context),
    ...contradictions(context),
  ]
  if (problems.length > 0) throw new SettingsError(problems.join('\n'))
  const value = <T>(name: string, setting: Setting<T>): T => {
    const found = read(context, name, setting)
    if (found === undefined) throw new SettingsError(problemWith(name, context[name], setting.allowed))
    return found
  }
  const stack = value('stack', SETTINGS.stack)
  return {
    bucket: value('bucket', SETTINGS.bucket),
    roots: rootsOf((layout) => value(layout.root.setting, rootSetting(layout))),
    layouts: value('layout', SETTINGS.layout),
    auth: value('auth', SETTINGS.auth),
    notify: value('notify', SETTINGS.notify),
    notifyTopic: read(context, 'notify_topic', SETTINGS.notify_topic),
    skipDestinationValidation: value('skip_destination_validation', SETTINGS.skip_destination_validation),
    bucketAccount: read(context, 'bucket_account', SETTINGS.bucket_account),
    front: read(context, 'front', SETTINGS.front),
    registryHost: read(context, 'registry_host', SETTINGS.registry_host),
    indexRoutes: read(context, 'index_routes', SETTINGS.index_routes),
    domain: read(context, 'domain', SETTINGS.domain),
    certificate: read(context, 'certificate', SETTINGS.certificate),
    challengeMapping: value('challenge_mapping', SETTINGS.challenge_mapping),
    registryUrl: read(context, 'registry_url', SETTINGS.registry_url),
    registryTokenHost: read(context, 'registry_token_host', SETTINGS.registry_token_host),
    subnets: read(context, 'subnets', SETTINGS.subnets),
    securityGroups: read(context, 'security_groups', SETTINGS.security_groups),
    vpc: read(context, 'vpc', SETTINGS.vpc),
    routeTables: read(context, 'route_tables', SETTINGS.route_tables),
    showCommands: read(context, 'show_commands', SETTINGS.show_commands),
    title: read(context, 'title', SETTINGS.title),
    pullHost: read(context, 'pull_host', SETTINGS.pull_host),
    corsOrigins: read(context, 'cors_origins', SETTINGS.cors_origins),
    kmsKeys: read(context, 'kms_key', SETTINGS.kms_key) ?? [],
    // The names of 2015, unless that would be the second deployment with them.
    database: read(context, 'database', SETTINGS.database) ?? databaseOf(stack),
    backfillWait: value('backfill_wait', SETTINGS.backfill_wait),
    reconcileDays: value('reconcile_days', SETTINGS.reconcile_days),
    copies: read(context, 'copies', SETTINGS.copies),
    searchMemory: value('search_memory', SETTINGS.search_memory),
    labelKeys: value('label_keys', SETTINGS.label_keys),
    alarmTopic: read(context, 'alarm_topic', SETTINGS.alarm_topic),
    alarmEmail: read(context, 'alarm_email', SETTINGS.alarm_email),
    dashboard: value('dashboard', SETTINGS.dashboard),
    stack,
  }
}

// In cdk.json a number, true and false may be written without quotes.
const givenIn = (context: Context, name: string): unknown => {
  const given = Object.hasOwn(context, name) ? context[name] : undefined
  return typeof given === 'number' || typeof given === 'boolean' ? String(given) : (given ?? undefined)
}

const read = <T>(context: Context, name: string, setting: Setting<T>): T | undefined => {
  const given = givenIn(context, name)
  if (given === undefined) return setting.default === undefined ? undefined : defaultOf(setting)
  return typeof given === 'string' ? setting.parse(given) : undefined
}

// CDK merges all of these, so that a name may come from a file that other projects share.
const placesOf = (name: string): string => `-c ${name}=… or the context of cdk.json, cdk.context.json or ~/.cdk.json`

const problemWith = (name: string, value: unknown, allowed: string): string =>
  value === undefined
    ? `${name} is not given: it must be ${allowed}; give it with -c ${name}=NAME`
    : `${name} is ${JSON.stringify(value)}: it must be ${allowed}; correct it in ${placesOf(name)}`

/** Names that the CDK command line itself keeps in the context (of `cdk acknowledge` and `cdk cli-telemetry`). */
const CDK_CONTEXT_NAMES = ['acknowledged-issue-numbers', 'cli-telemetry']
/** Feature flags and cached look-ups of CDK and of libraries have one of these in their names; no setting does. */
const MARK_OF_OTHERS = /[:/@]/

const unknownNames = (context: Context): string[] => {
  const known = [...ALL_SETTINGS.keys()]
  const unknown = Object.keys(context).filter(
    (name) => !known.includes(name) && !MARK_OF_OTHERS.test(name) && !CDK_CONTEXT_NAMES.includes(name),
  )
  return unknown.map((name) => {
    const near = similarNames(name, known)
    const hint =
      near.length === 0
        ? `the settings are ${known.join(', ')}`
        : `did you mean ${near.join(' or ')}? The other settings are ${known.filter((one) => !near.includes(one)).join(', ')}`
    return `${JSON.stringify(name)} is not a setting: ${hint}; correct or remove it in ${placesOf(name)}`
  })
}

/** Letters for each of which a misspelt name may have one typing error: one in `auth`, two in `layout`. */
const LETTERS_PER_ERROR = 3

// Returns the names that are meant, the nearest first: misspelt, or given by a part (`days` for `reconcile_days`), or
// with something added (`bucket_name` for `bucket`).
const similarNames = (given: string, known: readonly string[]): string[] => {
  const name = given
    .replace(/(?<=[a-z])(?=[A-Z])/g, '_')
    .replaceAll('-', '_')
    .toLowerCase()
  return known
    .map((one) => {
      const max = Math.floor(Math.min(name.length, one.length) / LETTERS_PER_ERROR)
      const isPart = hasPart(one, name) || hasPart(name, one)
      return { one, errors: distance(name, one, max) ?? (isPart ? max + 1 : undefined) }
    })
    .filter(({ errors }) => errors !== undefined)
    .sort((a, b) => (a.errors ?? 0) - (b.errors ?? 0))
    .map(({ one }) => one)
}

const hasPart = (name: string, part: string): boolean => `_${name}_`.includes(`_${part}_`)

const contradictions = (context: Context): string[] => {
  const layouts = read(context, 'layout', SETTINGS.layout)
  const ofLayouts = layouts === undefined ? [] : [...unusedRoots(layouts, context), ...overlaps(layouts, context)]
  return [
    ...ofLayouts,
    ...NEEDS.flatMap((need) => missing(need, context)),
    ...ownOrigin(context),
    ...notifyContradictions(context),
    ...signInProblems(context),
  ]
}

const notifyContradictions = (context: Context): string[] => {
  const notify = read(context, 'notify', SETTINGS.notify)
  const given = (name: string): boolean => givenIn(context, name) !== undefined
  const isOwn = notify === 's3' || notify === 'eventbridge'
  return [
    ...(notify === 'sns' && !given('notify_topic')
      ? ['notify is "sns", but notify_topic is not given; give the ARN of the topic with -c notify_topic=ARN']
      : []),
    ...(notify !== 'sns' && notify !== undefined && given('notify_topic')
      ? [`notify_topic is given, but notify is "${notify}", which does not use it; set notify to sns, or leave it out`]
      : []),
    ...(notify !== 's3' && notify !== undefined && given('skip_destination_validation')
      ? [
          `skip_destination_validation is given, but notify is "${notify}", so that the stack writes no rules; leave it out`,
        ]
      : []),
    ...(isOwn && given('bucket_account')
      ? [
          `bucket_account is given, but notify is "${notify}", which can't be set up for a bucket of another account; set notify to none or sns`,
        ]
      : []),
  ]
}

/** Settings that mean nothing without another one. */
const NEEDS: readonly (readonly [name: string, needed: string, hint: string])[] = [
  ...['registry_host', 'index_routes', 'domain', 'certificate'].map((name) => [name, 'front', 'cloudfront'] as const),
  ['index_routes', 'registry_host', 'the name of the registry'],
  ['domain', 'certificate', 'the ARN of a certificate for it in us-east-1'],
  ['certificate', 'domain', 'the name that it is for'],
]

const missing = ([name, needed, hint]: (typeof NEEDS)[number], context: Context): string[] =>
  givenIn(context, name) === undefined || givenIn(context, needed) !== undefined
    ? []
    : [
        `${name} is ${JSON.stringify(givenIn(context, name))}, but ${needed} is not given; set ${needed} to ${hint}, or leave ${name} out`,
      ]

// CloudFront would ask itself, in a circle.
const ownOrigin = (context: Context): string[] => {
  const domain = read(context, 'domain', SETTINGS.domain)
  const host = read(context, 'registry_host', SETTINGS.registry_host)
  return domain === undefined || host?.split(':')[0] !== domain
    ? []
    : [
        `registry_host and domain are both ${JSON.stringify(domain)}: domain is what people use and leads to the front; set registry_host to another name, by which the front reaches the registry`,
      ]
}

/** Settings of the registry's own sign-in, each with those that it means nothing without. */
const NEEDED_FOR_SIGN_IN: ReadonlyMap<string, readonly string[]> = new Map([
  ['registry_url', []],
  ['registry_token_host', []],
  ['subnets', ['security_groups']],
  ['security_groups', ['subnets']],
  ['vpc', ['subnets', 'route_tables']],
  ['route_tables', ['subnets', 'vpc']],
])

const signInProblems = (context: Context): string[] => {
  const isGiven = (name: string) => givenIn(context, name) !== undefined
  const auth = read(context, 'auth', SETTINGS.auth)
  const given = [...NEEDED_FOR_SIGN_IN].filter(([name]) => isGiven(name))
  if (auth === undefined) return []
  if (auth !== 'registry')
    return given.map(
      ([name]) =>
        `${name} is ${JSON.stringify(givenIn(context, name))}, but auth is "${auth}", which does not use it; set auth to registry, or leave ${name} out`,
    )
  const missing = given.flatMap(([name, needed]) =>
    needed
      .filter((other) => !isGiven(other))
      .map((other) => `${name} is given, but ${other} is not; give both with -c ${other}=…, or leave ${name} out`),
  )
  return isGiven('registry_url')
    ? missing
    : [
        `auth is "registry", but registry_url is not given: it must be ${SETTINGS.registry_url.allowed}; give it with -c registry_url=https://HOST, or set auth to basic`,
        ...missing,
      ]
}

// S3 refuses two rules for the same events if the prefix of one rule starts with that of the other.
const overlaps = (layouts: readonly LayoutId[], context: Context): string[] => {
  const indexed = LAYOUTS.filter(({ id }) => layouts.includes(id)).flatMap((layout) => {
    const path = read(context, layout.root.setting, rootSetting(layout))
    if (path === undefined) return []
    return [{ id: layout.id, setting: layout.root.setting, path, prefix: keyPrefix(path) + layout.repositories }]
  })
  return indexed.flatMap((one, at) =>
    indexed
      .slice(at + 1)
      .filter(({ prefix }) => one.prefix.startsWith(prefix) || prefix.startsWith(one.prefix))
      .map(
        (other) =>
          `${one.setting} is "${one.path}" and ${other.setting} is "${other.path}": keys of one registry would start with ${one.prefix} and of the other with ${other.prefix}, and S3 accepts no notifications whose prefixes overlap;` +
          ` correct them, or leave ${one.id} or ${other.id} out of the setting layout`,
      ),
  )
}

// Refuses a root of a layout that is not indexed: whoever sets it expects that registry to be indexed.
const unusedRoots = (layouts: readonly LayoutId[], context: Context): string[] =>
  LAYOUTS.filter(({ id, root }) => givenIn(context, root.setting) !== undefined && !layouts.includes(id)).map(
    ({ id, root }) =>
      `${root.setting} is ${JSON.stringify(givenIn(context, root.setting))}, but layout is "${layouts}", which does not use it; set layout to ${id} or ${[...layouts, id].sort().join(',')}, or leave ${root.setting} out`,
  )
