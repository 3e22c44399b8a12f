// Sign-in by the registry's own accounts, and the network for a registry on a private address.

import { App, Stack } from 'aws-cdk-lib'
import { Annotations, Match } from 'aws-cdk-lib/assertions'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import { describe, expect, it } from 'vitest'
import { RegistryIndex, type RegistryIndexProps } from '../../infra/registry-index.ts'
import { readSettings, SettingsError } from '../../infra/settings.ts'
import {
  ALL_TEMPLATES,
  CERTIFICATE,
  plain,
  properties,
  render,
  rights,
  signIn,
  stackWith,
  withoutNumbers,
} from './template.ts'

const SEARCH = 'IndexSearchFunction'
const BASE = { bucket: 'registry', auth: 'registry', registry_url: 'https://registry.example.com' }
const NETWORK = { subnets: 'subnet-01234567,subnet-0123456789abcdef0', security_groups: 'sg-01234567' }

/** What synthesis says in the end. */
const said = (context: Record<string, string>): string[] =>
  Annotations.fromStack(stackWith(context))
    .findInfo('*', Match.anyValue())
    .map(({ entry }) => String(entry.data))

describe('the search function that asks the registry', () => {
  it('is told where the registry and its token service are, and where lines of users are', () => {
    expect(properties(signIn, 'AWS::Lambda::Function', SEARCH).Environment.Variables).toMatchObject({
      AUTH: 'registry',
      REGISTRY_URL: 'https://registry.example.com:5000',
      REGISTRY_TOKEN_HOST: 'auth.example.com',
      SHOW_COMMANDS: 'no',
    })
    expect(rights(signIn, 'IndexSearchFunctionRole')).toContain('secretsmanager:GetSecretValue on <IndexSearchSecret>')
    expect(properties(plain, 'AWS::Lambda::Function', SEARCH).Environment.Variables).not.toHaveProperty('REGISTRY_URL')
  })

  it('sends the challenge of the registry, which the API must not write over', () => {
    expect(properties(signIn, 'AWS::ApiGatewayV2::Integration')).not.toHaveProperty('ResponseParameters')
  })

  it('has its secret, and nobody is told of a password in it that signs in', () => {
    expect(Object.keys(signIn.findOutputs('SecretArn'))).toHaveLength(1)
    expect(signIn.findOutputs('PasswordCommand')).toEqual({})
    expect(Object.keys(plain.findOutputs('PasswordCommand'))).toHaveLength(1)
    // A change of the way to sign in keeps the secret, and with it the lines.
    expect(properties(signIn, 'AWS::SecretsManager::Secret')).toEqual(properties(plain, 'AWS::SecretsManager::Secret'))
    const ids = (template: typeof plain) => Object.keys(template.findResources('AWS::SecretsManager::Secret'))
    expect(ids(signIn)).toEqual(ids(plain))
  })

  it('decides who comes in and not what they see, says synthesis in one line', () => {
    const [line, ...more] = said(BASE)
    expect(line).toMatch(/^auth=registry: whoever can sign in at https:\/\/registry\.example\.com sees all names/)
    expect(more).toEqual([])
    expect(said({ bucket: 'registry' })).toEqual([])
  })

  it('needs an address, and the construct takes neither without the other', () => {
    const construct = (props: Omit<RegistryIndexProps, 'bucket'>) => () => {
      const stack = new Stack(new App({ context: { 'aws:cdk:disable-asset-staging': true } }), 'Test')
      new RegistryIndex(stack, 'Index', { bucket: Bucket.fromBucketName(stack, 'Bucket', 'registry'), ...props })
    }
    expect(construct({ auth: 'registry' })).toThrow('belong together')
    expect(construct({ registrySignIn: { url: 'https://registry.example.com' } })).toThrow('belong together')
  })
})

describe('the network', () => {
  const handler = properties(signIn, 'AWS::Lambda::Function', SEARCH)
  const endpoint = (id: string) => properties(signIn, 'AWS::EC2::VPCEndpoint', `IndexSearchNetwork${id}`)

  it('is that of the search function alone, and none as a rule', () => {
    expect(handler.VpcConfig).toEqual({
      SubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
      SecurityGroupIds: ['sg-0123456789abcdef0'],
    })
    const inNetworks = Object.values(signIn.findResources('AWS::Lambda::Function')).filter(
      ({ Properties }) => Properties.VpcConfig !== undefined,
    )
    expect(inNetworks).toHaveLength(1)
    for (const { Properties } of Object.values(plain.findResources('AWS::Lambda::Function')))
      expect(Properties).not.toHaveProperty('VpcConfig')
  })

  it('is joined by Lambda, and never by our code', () => {
    const allowed = rights(signIn, 'IndexSearchFunctionRole').filter((right) => right.startsWith('ec2:'))
    expect([...new Set(allowed)].sort()).toEqual(
      [
        'AssignPrivateIpAddresses',
        'CreateNetworkInterface',
        'DeleteNetworkInterface',
        'DescribeNetworkInterfaces',
        'DescribeSubnets',
        'UnassignPrivateIpAddresses',
      ].map((action) => `ec2:${action} on *`),
    )
    const [denied] = properties(signIn, 'AWS::IAM::Policy', 'IndexSearchNetworkNotByCode').PolicyDocument.Statement
    expect(denied.Effect).toBe('Deny')
    expect(withoutNumbers(render(denied.Condition.ArnEquals['lambda:SourceFunctionArn']))).toBe(
      '<IndexSearchFunction.Arn>',
    )
    expect(denied.Action).toHaveLength(6)
  })

  it('has free endpoints of DynamoDB and S3 in the route tables', () => {
    for (const [id, service] of [
      ['DynamoDB', 'dynamodb'],
      ['S3', 's3'],
    ] as const) {
      const { ServiceName, ...others } = endpoint(id)
      expect(render(ServiceName)).toBe(`com.amazonaws.<AWS::Region>.${service}`)
      expect(others).toEqual({
        VpcEndpointType: 'Gateway',
        VpcId: 'vpc-0123456789abcdef0',
        RouteTableIds: ['rtb-0123456789abcdef0', 'rtb-0123456789abcdef1'],
      })
    }
  })

  it('has an endpoint of Secrets Manager by its usual name, for the search function alone', () => {
    const found = Object.values(signIn.findResources('AWS::EC2::VPCEndpoint')).map(({ Properties }) => Properties)
    const [secrets] = found.filter(({ VpcEndpointType }) => VpcEndpointType === 'Interface')
    expect(found).toHaveLength(3)
    expect(secrets).toMatchObject({
      SubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
      PrivateDnsEnabled: true,
    })
    expect(render(secrets?.['ServiceName'])).toBe('com.amazonaws.<AWS::Region>.secretsmanager')
    expect(properties(signIn, 'AWS::EC2::SecurityGroup').SecurityGroupIngress).toMatchObject([
      { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, SourceSecurityGroupId: 'sg-0123456789abcdef0' },
    ])
  })

  it('costs what synthesis says in one line', () => {
    const own = said(ALL_TEMPLATES.signIn)
    expect(own).toHaveLength(2)
    expect(own[1]).toMatch(/^vpc: endpoints are made; .*free.*7\.30 \$ a month for each of 2 subnets.*logs need none/)
    const others = said({ ...BASE, ...NETWORK })
    expect(others[1]).toMatch(/^subnets: the search function must reach DynamoDB, S3 and Secrets Manager.*NAT gateway/)
  })
})

describe('settings of the sign-in', () => {
  it.each([
    ['https://registry.example.com', 'https://registry.example.com'],
    ['https://Registry.Example.com:443/', 'https://registry.example.com'],
    ['https://10.0.0.7:5000', 'https://10.0.0.7:5000'],
    ['https://[fd00::1]:5000/', 'https://[fd00::1]:5000'],
    ['http://127.0.0.1:5000', 'http://127.0.0.1:5000'],
    ['http://[::1]:5000', 'http://[::1]:5000'],
    ['http://localhost:5000', 'http://localhost:5000'],
  ])('take %s as the address of the registry', (text, url) => {
    expect(readSettings({ ...BASE, registry_url: text }).registryUrl).toBe(url)
  })

  it.each([
    'registry.example.com',
    'http://registry.example.com',
    'http://10.0.0.7:5000',
    'http://localhost.example.com',
    'http://127.0.0.1.example.com',
    'https://registry.example.com/v2/',
    'https://registry.example.com?',
    'https://registry.example.com#a',
    'https://user:password@registry.example.com',
    'https://registry.example.com\\@evil.example',
    'https://registry.example.com:0',
    'https://',
    'ftp://registry.example.com',
    'https://registry example.com',
  ])('refuse %s as the address of the registry', (registry_url) => {
    expect(() => readSettings({ ...BASE, registry_url })).toThrow(/^registry_url is /)
  })

  it('take a host of tokens, with a port that is not the usual one', () => {
    const host = (registry_token_host: string) => readSettings({ ...BASE, registry_token_host }).registryTokenHost
    expect([host('Auth.example.com:443'), host('127.0.0.1:5001')]).toEqual(['auth.example.com', '127.0.0.1:5001'])
    for (const wrong of ['https://auth.example.com', 'auth.example.com/token', 'a@b', '', 'a b'])
      expect(() => host(wrong)).toThrow(/^registry_token_host is /)
  })

  it('refuse the name of the front as the address of the registry, where the index answers there', () => {
    const domain = { front: 'cloudfront', domain: 'registry.example.com', certificate: CERTIFICATE }
    const wrong = /domain leads to the front, where the index itself answers/
    expect(() => readSettings({ ...BASE, ...domain })).toThrow(wrong)
    const both = { ...BASE, ...domain, registry_host: 'origin.example.com' }
    expect(() => readSettings({ ...both, index_routes: 'base,catalog' })).toThrow(wrong)
    expect(readSettings({ ...both, index_routes: 'catalog' }).domain).toBe('registry.example.com')
    expect(readSettings(both).registryUrl).toBe('https://registry.example.com')
    const other = { registry_url: 'https://origin.example.com', index_routes: 'base' }
    expect(readSettings({ ...both, ...other }).indexRoutes).toEqual(['base'])
  })

  it.each([
    [
      'the registry without its address',
      { auth: 'registry', registry_url: undefined },
      'auth is "registry", but registry_url is not given',
    ],
    [
      'an address without the registry',
      { auth: 'basic' },
      'registry_url is "https://registry.example.com", but auth is "basic"',
    ],
    ['subnets without the registry', { auth: 'none', ...NETWORK }, 'subnets is "subnet-01234567'],
    ['subnets without groups', { subnets: NETWORK.subnets }, 'subnets is given, but security_groups is not'],
    [
      'groups without subnets',
      { security_groups: NETWORK.security_groups },
      'security_groups is given, but subnets is not',
    ],
    ['a VPC without route tables', { ...NETWORK, vpc: 'vpc-01234567' }, 'vpc is given, but route_tables is not'],
    [
      'route tables without a VPC',
      { ...NETWORK, route_tables: 'rtb-01234567' },
      'route_tables is given, but vpc is not',
    ],
    [
      'a VPC without subnets',
      { vpc: 'vpc-01234567', route_tables: 'rtb-01234567' },
      'vpc is given, but subnets is not',
    ],
    ['a subnet twice', { ...NETWORK, subnets: 'subnet-01234567,subnet-01234567' }, 'subnets is "subnet-01234567,'],
    ['a name for a subnet', { ...NETWORK, subnets: 'private' }, 'subnets is "private"'],
    [
      'too many groups',
      { ...NETWORK, security_groups: [0, 1, 2, 3, 4, 5].map((at) => `sg-0123456${at}`).join() },
      'security_groups is "sg-01234560,',
    ],
  ])('refuse %s', (_, more, problem) => {
    const context = Object.fromEntries(Object.entries({ ...BASE, ...more }).filter(([, value]) => value !== undefined))
    expect(() => readSettings(context)).toThrow(SettingsError)
    expect(() => readSettings(context)).toThrow(problem)
  })
})
