// Synthesises the stack for tests, and reads what a template says in words that a test can compare.

import { App } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { readSettings } from '../../infra/settings.ts'
import { RegistryIndexStack } from '../../infra/stack.ts'

/** The stack's template with these settings; nothing is bundled. */
const synthesise = (context: Record<string, string>): Template => {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } })
  return Template.fromStack(new RegistryIndexStack(app, readSettings(context), {}))
}

/** Text for a value with references: `<Id>` for a Ref, `<Id.Arn>` for an attribute, joined where the template joins. */
export const render = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return String(value)
  const [[name, argument] = ['', undefined]] = Object.entries(value)
  if (name === 'Ref') return `<${argument}>`
  if (name === 'Fn::GetAtt') return `<${argument.join('.')}>`
  if (name === 'Fn::Join') return argument[1].map(render).join(argument[0])
  return JSON.stringify(value)
}

/** Rendered text without the numbers that CDK appends to logical ids. */
export const withoutNumbers = (rendered: string): string => rendered.replace(/[0-9A-F]{8}(?=[.>])/g, '')

const asList = <T>(value: T | T[]): T[] => (Array.isArray(value) ? value : [value])

/** All that a role may do, `action on resource`, sorted; the role is the one whose logical id begins so. */
export const rights = (template: Template, role: string): string[] =>
  Object.values(template.findResources('AWS::IAM::Policy'))
    .filter(({ Properties }) => Properties.Roles.some((one: unknown) => render(one).startsWith(`<${role}`)))
    .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
    .flatMap(({ Action, Resource }) =>
      asList(Action).flatMap((action) => asList(Resource).map((resource) => `${action} on ${render(resource)}`)),
    )
    .map(withoutNumbers)
    .sort()

/** The only resource of this type whose logical id begins so: its properties. */
export const properties = (template: Template, type: string, id = '') => {
  const found = Object.entries(template.findResources(type)).filter(([logicalId]) => logicalId.startsWith(id))
  const [only] = found
  if (only === undefined || found.length > 1) throw new Error(`${found.length} resources are ${type} ${id}, not 1`)
  return only[1].Properties
}

export const KEY = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab'

/** As most will deploy it. */
export const plain = synthesise({ bucket: 'registry' })

/** All settings otherwise. */
export const other = synthesise({
  bucket: 'registry',
  rootdirectory: '/deep/registry/',
  database: 'hub',
  auth: 'none',
  kms_key: KEY,
  backfill_wait: '0',
  reconcile_days: '0',
  stack: 'hub-index',
})

/** A registry v1 beside the other one. */
export const both = synthesise({ bucket: 'registry', layout: 'both', storage_path: '/old/' })
