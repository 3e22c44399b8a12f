// Reads and validates the settings of a deployment, from CDK context (-c NAME=VALUE, or cdk.json).

import type { IndexRoute } from '../front/front-settings.ts'
import { databaseOf } from '../lambda/names/deployment.ts'
import { type LayoutId, type Roots, rootsOf } from '../lambda/names/layouts.ts'
import type { AuthMode, NotifyMode, YesOrNo } from '../lambda/names/modes.ts'
import { rootSetting } from './bucket-settings.ts'
import { type Context, givenIn, placesOf, read } from './context.ts'
import { contradictions } from './contradictions.ts'
import type { Setting } from './setting.ts'
import type { EventWay, FrontKind, TrueOrFalse } from './setting-values.ts'
import { ALL_SETTINGS, SETTINGS } from './settings-schema.ts'
import { unknownNames } from './unknown-names.ts'

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
  /** Names of two tables, if they are not made of `database`. */
  readonly repositoryTable: string | undefined
  readonly versionTable: string | undefined
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
  /** Write units a second for which the table of tags is ready. */
  readonly warmThroughput: number | undefined
  /** Days between two scheduled runs over the bucket; 0: none is scheduled. */
  readonly reconcileDays: number
  /** Megabytes of the search function. */
  readonly searchMemory: number
  /** Changes of the list of namespaces whose repositories come last in search. */
  readonly copies: string | undefined
  /** Keys of the labels that tags are looked up by. */
  readonly labelKeys: readonly string[]
  /** How others are told of pushes and removals. */
  readonly events: EventWay | undefined
  /** Name or ARN of the bus for that. */
  readonly eventBus: string | undefined
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
    repositoryTable: read(context, 'repository_table', SETTINGS.repository_table),
    versionTable: read(context, 'version_table', SETTINGS.version_table),
    backfillWait: value('backfill_wait', SETTINGS.backfill_wait),
    warmThroughput: read(context, 'warm_throughput', SETTINGS.warm_throughput),
    reconcileDays: value('reconcile_days', SETTINGS.reconcile_days),
    copies: read(context, 'copies', SETTINGS.copies),
    searchMemory: value('search_memory', SETTINGS.search_memory),
    labelKeys: value('label_keys', SETTINGS.label_keys),
    events: read(context, 'events', SETTINGS.events),
    eventBus: read(context, 'event_bus', SETTINGS.event_bus),
    alarmTopic: read(context, 'alarm_topic', SETTINGS.alarm_topic),
    alarmEmail: read(context, 'alarm_email', SETTINGS.alarm_email),
    dashboard: value('dashboard', SETTINGS.dashboard),
    stack,
  }
}

const problemWith = (name: string, value: unknown, allowed: string): string =>
  value === undefined
    ? `${name} is not given: it must be ${allowed}; give it with -c ${name}=NAME`
    : `${name} is ${JSON.stringify(value)}: it must be ${allowed}; correct it in ${placesOf(name)}`
