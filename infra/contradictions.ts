// Settings that are allowed each by itself, and at odds with each other.

import { databaseOf, tableNames } from '../lambda/names/deployment.ts'
import { keyPrefix, LAYOUTS, type LayoutId } from '../lambda/names/layouts.ts'
import { rootSetting } from './bucket-settings.ts'
import { type Context, givenIn, read } from './context.ts'
import { SETTINGS } from './settings-schema.ts'

/** Returns a sentence for each contradiction. Settings are compared only where both are valid. */
export const contradictions = (context: Context): string[] => {
  const layouts = read(context, 'layout', SETTINGS.layout)
  const ofLayouts = layouts === undefined ? [] : [...unusedRoots(layouts, context), ...overlaps(layouts, context)]
  return [
    ...ofLayouts,
    ...NEEDS.flatMap((need) => missing(need, context)),
    ...sameTables(context),
    ...ownOrigin(context),
    ...notifyContradictions(context),
    ...signInProblems(context),
    ...ownSignIn(context),
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
  ['event_bus', 'events', 'eventbridge'],
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

// The variable DYNAMODB_REPOSITORY_TABLE named both tables in docker-registry-index-dynamodb 0.1.0 (dynamodb_config.py).
const sameTables = (context: Context): string[] => {
  const stack = read(context, 'stack', SETTINGS.stack)
  if (stack === undefined) return []
  const names = tableNames(read(context, 'database', SETTINGS.database) ?? databaseOf(stack))
  const all = Object.entries({
    repository_table: read(context, 'repository_table', SETTINGS.repository_table) ?? names.repository,
    version_table: read(context, 'version_table', SETTINGS.version_table) ?? names.version,
    'the table of tags': names.tag,
    'the table of lookups': names.search,
  })
  return all.flatMap(([one, name], at) =>
    all
      .slice(at + 1)
      .filter(([, other]) => other === name)
      .map(([other]) => `${one} and ${other} both have the name ${JSON.stringify(name)}; give each table its own`),
  )
}

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

// The index would ask the front who may come in, and the front the index.
const ownSignIn = (context: Context): string[] => {
  const url = read(context, 'registry_url', SETTINGS.registry_url)
  const domain = read(context, 'domain', SETTINGS.domain)
  if (url === undefined || domain === undefined || new URL(url).host !== domain) return []
  const isAnsweredHere =
    givenIn(context, 'registry_host') === undefined ||
    read(context, 'index_routes', SETTINGS.index_routes)?.includes('base')
  return isAnsweredHere
    ? [
        `registry_url is "${url}", but domain leads to the front, where the index itself answers /v2/; set registry_url to the address by which the registry alone is reached`,
      ]
    : []
}

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
