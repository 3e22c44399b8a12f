// Which property of the construct a setting is.

import { LAYOUTS } from '../lambda/names/layouts.ts'
import type { RegistryIndexProps } from './registry-index.ts'

type Name = keyof RegistryIndexProps
type Property = Name | `${Name}[${string}]` | `${Name}.${string}`

/** Properties of `RegistryIndex` by the settings that they correspond to. Some settings are the stack's alone. */
export const PROPERTIES: ReadonlyMap<string, Property> = new Map<string, Property>([
  ['bucket', 'bucket'],
  ['bucket_account', 'bucket'],
  ['kms_key', 'keys'],
  ['layout', 'layouts'],
  ...LAYOUTS.map(({ id, root }) => [root.setting, `roots['${id}']`] as const),
  ['notify', 'notify.mode'],
  ['notify_topic', 'notify.topic'],
  ['skip_destination_validation', 'notify.skipsValidation'],
  ['auth', 'auth'],
  ['registry_url', 'registrySignIn.url'],
  ['registry_token_host', 'registrySignIn.tokenHost'],
  ['subnets', 'registrySignIn.network.subnets'],
  ['security_groups', 'registrySignIn.network.securityGroups'],
  ['vpc', 'registrySignIn.network.endpoints.vpc'],
  ['route_tables', 'registrySignIn.network.endpoints.routeTables'],
  ['front', 'cloudFront'],
  ['registry_host', 'cloudFront.registryHost'],
  ['index_routes', 'cloudFront.indexRoutes'],
  ['domain', 'cloudFront.domain.name'],
  ['certificate', 'cloudFront.domain.certificate'],
  ['challenge_mapping', 'challengeMapping'],
  ['cors_origins', 'corsOrigins'],
  ['title', 'title'],
  ['pull_host', 'pullHost'],
  ['show_commands', 'showCommands'],
  ['copies', 'copies'],
  ['label_keys', 'labelKeys'],
  ['search_memory', 'searchMemory'],
  ['database', 'database'],
  ['repository_table', 'repositoryTable'],
  ['version_table', 'versionTable'],
  ['warm_throughput', 'warmThroughput'],
  ['backfill_wait', 'backfillWait'],
  ['reconcile_days', 'reconcileDays'],
  ['events', 'eventBus'],
  ['event_bus', 'eventBus'],
  ['alarm_topic', 'alarmActions'],
  ['alarm_email', 'alarmActions'],
  ['dashboard', 'dashboard'],
])
