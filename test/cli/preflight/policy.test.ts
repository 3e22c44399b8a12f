import { describe, expect, it } from 'vitest'
import { matches, statementsOf } from '../../../cli/preflight/policy/policy-document.ts'
import { preflight } from '../../../cli/preflight/preflight.ts'
import { DISTRIBUTION } from '../../../lambda/names/layouts.ts'
import { fakePreflightAws } from '../../fakes/preflight-aws.ts'

const ARN = 'arn:aws:s3:::registry'
const ROLE = 'arn:aws:iam::111122223333:role/registry-index*'
const BOTH = [ARN, `${ARN}/*`]

const findingsOf = async (policy: unknown) => {
  const { aws, world } = fakePreflightAws()
  world.policy = typeof policy === 'string' ? policy : JSON.stringify({ Version: '2012-10-17', Statement: policy })
  const intent = {
    bucket: 'registry',
    stack: 'registry-index',
    database: 'docker-registry',
    roots: new Map(),
    maxLists: 10,
  }
  const { findings } = await preflight(aws, intent)
  return findings.filter(({ check }) => check === 'policy')
}
const levelOf = async (statement: object) => {
  const deny = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: BOTH, ...statement }
  return (await findingsOf([deny])).map(({ level }) => level)
}

describe('a bucket policy', () => {
  it.each<[string, object, string]>([
    ['all without TLS', { Condition: { Bool: { 'aws:SecureTransport': 'false' } } }, 'ok'],
    ['all without TLS, as a boolean', { Condition: { Bool: { 'AWS:SecureTransport': false } } }, 'ok'],
    ['TLS before 1.2', { Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } }, 'ok'],
    ['everything', {}, 'error'],
    ['all outside of a VPC endpoint', { Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } } }, 'error'],
    ['all outside of a VPC', { Condition: { StringNotEqualsIfExists: { 'aws:SourceVpc': ['vpc-1'] } } }, 'error'],
    ['all without a VPC', { Condition: { Null: { 'aws:SourceVpce': 'true' } } }, 'error'],
    ['all with a VPC', { Condition: { Null: { 'aws:SourceVpce': 'false' } } }, 'ok'],
    ['one VPC', { Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } } }, 'ok'],
    ['all outside of some addresses', { Condition: { NotIpAddress: { 'aws:SourceIp': ['10.0.0.0/8'] } } }, 'error'],
    ['some addresses', { Condition: { IpAddress: { 'aws:SourceIp': '192.0.2.0/24' } } }, 'warning'],
    ['another organization', { Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } } }, 'warning'],
    ['all without MFA', { Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } } }, 'error'],
    ['another account', { Condition: { StringNotEquals: { 'aws:PrincipalAccount': '111122223333' } } }, 'ok'],
    ['this account', { Condition: { StringEquals: { 'aws:PrincipalAccount': '111122223333' } } }, 'error'],
    ['another region', { Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-central-1'] } } }, 'ok'],
    [
      'any of several values',
      { Condition: { 'ForAnyValue:StringNotEquals': { 'aws:SourceVpce': 'vpce-1' } } },
      'warning',
    ],
    ['a key that nobody knows', { Condition: { StringNotEquals: { constructor: 'x' } } }, 'warning'],
    ['writing only', { Action: ['s3:PutObject', 's3:DeleteObject*'] }, 'ok'],
    ['reading of other objects', { Action: 's3:GetObject', Resource: `${ARN}/logs/*` }, 'ok'],
    [
      'reading of some of our objects',
      { Action: 's3:GetObject', Resource: `${ARN}/${DISTRIBUTION.repositories}secret/*` },
      'error',
    ],
    ['all but listing of objects', { Action: undefined, NotAction: ['s3:List*'] }, 'error'],
    [
      'all but what is needed',
      { Action: undefined, NotAction: ['s3:Get*', 's3:List*', 's3:PutBucketNotification'] },
      'ok',
    ],
    ['notifications in capitals', { Action: 'S3:PUTBUCKETNOTIFICATION', Resource: ARN }, 'error'],
    ['all outside of a folder', { Resource: undefined, NotResource: [`${ARN}/docker/*`] }, 'error'],
    ['another role', { Principal: { AWS: 'arn:aws:iam::111122223333:role/ci' } }, 'ok'],
    ['a service', { Principal: { Service: 'logging.s3.amazonaws.com' } }, 'ok'],
    ['the account', { Principal: { AWS: ['arn:aws:iam::111122223333:root'] } }, 'error'],
    [
      'all but one role',
      { Principal: undefined, NotPrincipal: { AWS: 'arn:aws:iam::111122223333:role/registry' } },
      'error',
    ],
    [
      'all outside of a VPC but the roles of the stack',
      { Condition: { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' }, ArnNotLike: { 'aws:PrincipalArn': ROLE } } },
      'ok',
    ],
    [
      'all outside of a VPC but another role',
      {
        Condition: {
          StringNotEquals: { 'aws:SourceVpce': 'v', 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/x' },
        },
      },
      'error',
    ],
  ])('that denies %s', async (_, statement, level) => {
    expect(await levelOf(statement)).toEqual([level])
  })

  it('is told by the name of its statement, with the exception that mends it', async () => {
    const Condition = { StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } }
    const [finding] = await findingsOf({
      Sid: 'VpcOnly',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:Get*',
      Resource: BOTH,
      Condition,
    })
    expect(finding?.message).toBe(
      "the statement VpcOnly of the bucket's policy denies s3:GetObject and s3:GetBucketNotification outside of a network (StringNotEquals aws:sourcevpce vpce-1); the functions run in no VPC",
    )
    expect(finding?.fix).toBe(
      `except the roles of the stack in that statement: "ArnNotLike": {"aws:PrincipalArn": "${ROLE}"}`,
    )
  })

  it('that allows is no obstacle', async () => {
    expect((await findingsOf([{ Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: BOTH }]))[0]?.level).toBe(
      'ok',
    )
  })

  it.each(['', 'null', '[]', '{"Statement": 1}', '{"Statement": [{"Effect": 1}]}', `{"a":${'['.repeat(9000)}`])(
    'of another form (%.40s) is not taken for one that denies nothing',
    async (policy) => {
      expect((await findingsOf(policy))[0]?.level).toBe('unknown')
    },
  )
})

describe('a pattern of IAM', () => {
  it.each([
    ['*', '', true],
    ['s3:*', 's3:GetObject', true],
    ['s3:Get*ect', 's3:GetObject', true],
    ['s3:Get?bject', 's3:GetObject', true],
    ['s3:Get?', 's3:Get', false],
    ['s3:Get', 's3:GetObject', false],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-b-b', false],
    ['', '', true],
    ['.*', 'x', false],
  ])('%s and %s: %s', (pattern, text, is) => {
    expect(matches(pattern, text)).toBe(is)
  })

  it('of very many stars takes no long time', () => {
    expect(matches(`${'*a'.repeat(5000)}b`, 'a'.repeat(5000))).toBe(false)
  })
})

it('a single statement needs no list', () => {
  expect(statementsOf('{"Statement": {"Effect": "Deny", "Action": "s3:*"}}')).toEqual([
    { Effect: 'Deny', Action: ['s3:*'] },
  ])
})
