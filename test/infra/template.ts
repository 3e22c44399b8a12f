// Synthesises the stack for tests, and turns what a template says into text that a test can compare.

import { Stack } from 'aws-cdk-lib'
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import { newApp } from '../../infra/new-app.ts'
import { RegistryIndex } from '../../infra/registry-index.ts'
import { readSettings } from '../../infra/settings.ts'
import { RegistryIndexStack } from '../../infra/stack.ts'
import { DEFAULT_STACK } from '../../lambda/names/deployment.ts'

/** A template names its assets by their hashes; nothing has to be copied for that. */
const withoutAssets = () => newApp({ 'aws:cdk:disable-asset-staging': true })

/** Returns the stack with these settings. */
export const stackWith = (context: Record<string, string>): RegistryIndexStack =>
  new RegistryIndexStack(withoutAssets(), readSettings(context), {})

const synthesise = (context: Record<string, string>): Template => Template.fromStack(stackWith(context))

/** Returns the template of a stack of the default name that embeds the construct, and gives it nothing but the bucket. */
export const embedded = (bucketName: string): Template => {
  const stack = new Stack(withoutAssets(), DEFAULT_STACK)
  new RegistryIndex(stack, 'Index', { bucket: Bucket.fromBucketName(stack, `Bucket-${bucketName}`, bucketName) })
  return Template.fromStack(stack)
}

/** Returns what the construct says at synthesis, one text for each line of information. */
export const saidAt = (context: Record<string, string>): string[] =>
  Annotations.fromStack(stackWith(context))
    .findInfo('*', Match.anyValue())
    .map(({ entry }) => String(entry.data))

/** Returns a value with references as text: `<Id>` for a Ref, `<Id.Arn>` for an attribute, and joins resolved. */
export const render = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return String(value)
  const [[name, argument] = ['', undefined]] = Object.entries(value)
  if (name === 'Ref') return `<${argument}>`
  if (name === 'Fn::GetAtt') return `<${argument.join('.')}>`
  if (name === 'Fn::Join') return argument[1].map(render).join(argument[0])
  return JSON.stringify(value)
}

/** Returns rendered text without the hashes that CDK appends to logical ids. */
export const withoutNumbers = (rendered: string): string => rendered.replace(/[0-9A-F]{8}(?=[.>])/g, '')

const asList = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value])

/** Returns all that the role whose logical id starts with `role` may do, as `action on resource`, sorted. */
export const rights = (template: Template, role: string): string[] =>
  Object.values(template.findResources('AWS::IAM::Policy'))
    .filter(({ Properties }) => Properties.Roles.some((one: unknown) => render(one).startsWith(`<${role}`)))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .flatMap(({ Action, Resource }) =>
      asList(Action).flatMap((action) => asList(Resource).map((resource) => `${action} on ${render(resource)}`)),
    )
    .map(withoutNumbers)
    .sort()

/** Returns the properties of the only resource of this type whose logical id starts with `id`. */
export const properties = (template: Template, type: string, id = '') => {
  const found = Object.entries(template.findResources(type)).filter(([logicalId]) => logicalId.startsWith(id))
  const [only] = found
  if (only === undefined || found.length > 1)
    throw new Error(`${found.length} resources of type ${type} have ids that start with "${id}"; there must be 1`)
  return only[1].Properties
}

/** Returns the definition of the backfill's state machine, as Step Functions gets it. */
export const machine = (template: Template) => {
  const { DefinitionString } = properties(template, 'AWS::StepFunctions::StateMachine')
  return JSON.parse(withoutNumbers(render(DefinitionString)))
}

export const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab'

export const CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/1234abcd-12ab-34cd-56ef-1234567890ab'

/** Settings that together bring out all that templates can have. */
export const ALL_TEMPLATES = {
  /** Only the required setting, as most will deploy it. */
  plain: { bucket: 'registry' },
  /** Every setting but the layout changed. */
  other: {
    bucket: 'registry',
    rootdirectory: '/deep/registry/',
    database: 'hub',
    auth: 'none',
    kms_key: KEY,
    backfill_wait: '0',
    reconcile_days: '0',
    warm_throughput: '28000',
    search_memory: '3008',
    copies: 'staging,-dev',
    show_commands: 'yes',
    title: 'Harbour of Acme',
    cors_origins: 'https://portal.example.com,http://localhost:3000',
    pull_host: 'registry.example.com:5000',
    label_keys: 'com.example.team,maintainer',
    alarm_topic: 'arn:aws:sns:eu-west-1:123456789012:pager',
    alarm_email: 'platform@example.com',
    dashboard: 'yes',
    stack: 'hub-index',
  },
  /** Both layouts. */
  both: { bucket: 'registry', layout: 'both', storage_path: '/old/' },
  /** Events by EventBridge. */
  eventBridge: { bucket: 'registry', layout: 'both', notify: 'eventbridge' },
  /** Events by a topic. */
  sns: { bucket: 'registry', notify: 'sns', notify_topic: 'arn:aws:sns:eu-west-1:123456789012:pushes' },
  /** A bucket of another account, whose rules somebody else writes. */
  foreign: { bucket: 'registry', notify: 'none', bucket_account: '210987654321', kms_key: KEY },
  /** Sign-in by the registry's own accounts, in a network with endpoints of its own. */
  signIn: {
    bucket: 'registry',
    auth: 'registry',
    registry_url: 'https://registry.example.com:5000',
    registry_token_host: 'auth.example.com',
    subnets: 'subnet-0123456789abcdef0,subnet-0123456789abcdef1',
    security_groups: 'sg-0123456789abcdef0',
    vpc: 'vpc-0123456789abcdef0',
    route_tables: 'rtb-0123456789abcdef0,rtb-0123456789abcdef1',
  },
  /** A registry v1 alone. */
  v1Only: { bucket: 'registry', layout: 'docker-v1' },
  /** CloudFront before the index and a registry, under a name of one's own. */
  fronted: {
    bucket: 'registry',
    front: 'cloudfront',
    registry_host: 'origin.example.com:5443',
    index_routes: 'tags,catalog',
    domain: 'registry.example.com',
    certificate: CERTIFICATE,
    challenge_mapping: 'false',
  },
  /** CloudFront before the index alone, where nobody signs in. */
  frontedAlone: { bucket: 'registry', front: 'cloudfront', auth: 'none' },
  /** Others are told of pushes and removals. */
  announcing: { bucket: 'registry', events: 'eventbridge' },
} satisfies Record<string, Record<string, string>>

export const plain = synthesise(ALL_TEMPLATES.plain)
export const other = synthesise(ALL_TEMPLATES.other)
export const both = synthesise(ALL_TEMPLATES.both)
export const eventBridge = synthesise(ALL_TEMPLATES.eventBridge)
export const sns = synthesise(ALL_TEMPLATES.sns)
export const foreign = synthesise(ALL_TEMPLATES.foreign)
export const signIn = synthesise(ALL_TEMPLATES.signIn)
export const v1Only = synthesise(ALL_TEMPLATES.v1Only)
export const fronted = synthesise(ALL_TEMPLATES.fronted)
export const frontedAlone = synthesise(ALL_TEMPLATES.frontedAlone)
export const announcing = synthesise(ALL_TEMPLATES.announcing)
