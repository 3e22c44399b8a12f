// The secret of users. CloudFormation makes a new password whenever the logical id or the way to generate it changes, and the
// users that operators added are gone with the old one.

import { Template } from 'aws-cdk-lib/assertions'
import { describe, expect, it } from 'vitest'
import { ALL_SETTINGS } from '../../infra/settings-schema.ts'
import { ALL_TEMPLATES, embedded, plain, stackWith } from './template.ts'

const secretsOf = (template: Template) => template.findResources('AWS::SecretsManager::Secret')
const secretsWith = (settings: Record<string, string>) => secretsOf(Template.fromStack(stackWith(settings)))

const CHANGED: ReadonlyMap<string, string> = new Map<string, string>(
  Object.entries({ ...ALL_TEMPLATES.other, ...ALL_TEMPLATES.both, bucket: 'other-registry' }).filter(
    ([name]) => name !== 'auth',
  ),
)
const changeable = [...ALL_SETTINGS.keys()].filter((name) => name !== 'auth')

describe('the secret of users', () => {
  it('is generated once: nothing of this may ever change', () => {
    expect(secretsOf(plain)).toEqual({
      IndexSearchSecretAE125C5A: {
        Type: 'AWS::SecretsManager::Secret',
        Properties: {
          Description: expect.any(String),
          GenerateSecretString: {
            SecretStringTemplate: '{"username":"registry"}',
            GenerateStringKey: 'password',
            PasswordLength: 32,
            ExcludePunctuation: true,
          },
        },
        UpdateReplacePolicy: 'Delete',
        DeletionPolicy: 'Delete',
      },
    })
  })

  it.each(changeable)('stays as it is with another %s', (name) => {
    const value = CHANGED.get(name)
    if (value === undefined) throw new Error(`give another value of ${name} in ALL_TEMPLATES`)
    const needed: Record<string, string> = name === 'storage_path' ? { layout: 'both' } : {}
    expect(secretsWith({ bucket: 'registry', ...needed, [name]: value })).toEqual(secretsOf(plain))
  })

  it('stays as it is with all other settings, and in a stack that embeds the index', () => {
    expect(secretsWith(Object.fromEntries(CHANGED))).toEqual(secretsOf(plain))
    expect(secretsOf(embedded('registry'))).toEqual(secretsOf(plain))
  })

  it('is throttled before it is compared: the API takes a hundred requests a second', () => {
    plain.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      DefaultRouteSettings: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 },
    })
  })
})
