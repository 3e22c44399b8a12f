// The secret of users. CloudFormation makes a new password whenever the logical id or the way to generate it changes, and the
// users that operators added are gone with the old one.

import { Template } from 'aws-cdk-lib/assertions'
import { describe, expect, it } from 'vitest'
import { ALL_TEMPLATES, embedded, plain, stackWith } from './template.ts'

/** That of a front is another one. */
const secretsOf = (template: Template) =>
  Object.fromEntries(
    Object.entries(template.findResources('AWS::SecretsManager::Secret')).filter(([id]) =>
      id.startsWith('IndexSearchSecret'),
    ),
  )
const secretsWith = (settings: Record<string, string>) => secretsOf(Template.fromStack(stackWith(settings)))

/** All templates of the tests whose users are in the secret, or are there once nothing says otherwise. */
const templates: [string, Record<string, string>][] = Object.entries(ALL_TEMPLATES).flatMap(([name, settings]) => {
  const { auth = 'none', ...others }: Record<string, string> = { ...settings }
  return auth === 'none' || auth === 'basic' ? [[name, others]] : []
})
/** Settings that may be given alone. */
const { auth: _, ...single } = ALL_TEMPLATES.other

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

  it.each(templates)('stays as it is with the settings of %s', (_, settings) => {
    expect(secretsWith(settings)).toEqual(secretsOf(plain))
  })

  it.each(Object.entries({ ...single, bucket: 'other' }))('stays as it is with another %s', (name, value) => {
    expect(secretsWith({ bucket: 'registry', [name]: value })).toEqual(secretsOf(plain))
  })

  it('stays as it is in a stack that embeds the index', () => {
    expect(secretsOf(embedded('registry'))).toEqual(secretsOf(plain))
  })

  it('is throttled before it is compared: the API takes a hundred requests a second', () => {
    plain.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      DefaultRouteSettings: { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 },
    })
  })
})
