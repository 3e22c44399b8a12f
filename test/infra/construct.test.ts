// What the construct takes from other people's apps, beyond what our own app gives it.

import { App, CfnParameter, RemovalPolicy, Stack } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { type IVpc, SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2'
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3'
import { describe, expect, it } from 'vitest'
import { RegistryIndex, type RegistryIndexProps } from '../../infra/index.ts'
import { plain, properties, render } from './template.ts'

/** Returns a stack of an app that has set no feature flag. */
const newStack = (): Stack => new Stack(new App({ context: { 'aws:cdk:disable-asset-staging': true } }), 'Test')

const templateWith = (props: (stack: Stack) => Partial<RegistryIndexProps>): Template => {
  const stack = newStack()
  new RegistryIndex(stack, 'Index', { bucket: 'registry', ...props(stack) })
  return Template.fromStack(stack)
}

describe('the bucket', () => {
  it('is given by its name, which is part of the id of its notification', () => {
    const template = templateWith(() => ({}))
    const [id = ''] = Object.keys(template.findResources('Custom::S3BucketNotifications'))
    expect(id).toMatch(/^IndexBucketregistryNotifications/)
    expect(properties(template, 'Custom::S3BucketNotifications').BucketName).toBe('registry')
  })

  it('is given by a name that only the deployment knows', () => {
    const template = templateWith((stack) => ({ bucket: new CfnParameter(stack, 'Name').valueAsString }))
    expect(render(properties(template, 'Custom::S3BucketNotifications').BucketName)).toBe('<Name>')
  })

  it('is given as a bucket of the same stack', () => {
    const template = templateWith((stack) => ({ bucket: new Bucket(stack, 'Registry') as IBucket }))
    expect(render(properties(template, 'Custom::S3BucketNotifications').BucketName)).toMatch(/^<Registry/)
  })
})

describe('what is kept', () => {
  const policies = (template: Template) => {
    const resources: { Type: string; DeletionPolicy?: string }[] = Object.values(template.toJSON()['Resources'])
    const data = resources.filter(({ Type }) => /::GlobalTable$|::Secret$|::LogGroup$/.test(Type))
    return data.map(({ DeletionPolicy }) => DeletionPolicy)
  }

  it('is nothing if not said otherwise', () => {
    expect(new Set(policies(templateWith(() => ({}))))).toEqual(new Set(['Delete']))
  })

  it('is what has data, by the removal policy of the construct', () => {
    const template = templateWith(() => ({ removalPolicy: RemovalPolicy.RETAIN, notify: { mode: 'none' } }))
    // Four tables, a secret, and the logs of four functions, the state machine and the API.
    expect(policies(template)).toEqual(Array(11).fill('Retain'))
    expect(Object.values(template.findResources('AWS::Lambda::Function')).map((one) => one['DeletionPolicy'])).toEqual(
      Array(4).fill(undefined),
    )
  })
})

describe('the network', () => {
  const isolated = (stack: Stack) => {
    // CDK's classes are not of CDK's types under exactOptionalPropertyTypes, which few apps have on.
    const vpc = new Vpc(stack, 'Vpc', {
      subnetConfiguration: [{ name: 'in', subnetType: SubnetType.PRIVATE_ISOLATED }],
    }) as IVpc
    const group = new SecurityGroup(stack, 'Group', { vpc })
    return { vpc, subnets: vpc.isolatedSubnets, securityGroups: [group] }
  }
  const signIn = { auth: 'registry', registrySignIn: { url: 'https://registry.internal' } } as const

  it('is given by constructs, of which the route tables are known', () => {
    const template = templateWith((stack) => {
      const { vpc, ...network } = isolated(stack)
      return { ...signIn, registrySignIn: { ...signIn.registrySignIn, network: { ...network, endpoints: { vpc } } } }
    })
    const { SubnetIds, SecurityGroupIds } = properties(template, 'AWS::Lambda::Function', 'IndexSearch').VpcConfig
    expect(SubnetIds.map(render)).toEqual([
      expect.stringMatching(/^<VpcinSubnet1Subnet/),
      expect.stringMatching(/^<VpcinSubnet2Subnet/),
    ])
    expect(SecurityGroupIds.map(render)).toEqual([expect.stringMatching(/^<Group.*GroupId>$/)])
    const endpoints = Object.values(template.findResources('AWS::EC2::VPCEndpoint')).map((one) => one['Properties'])
    expect(endpoints.map(({ VpcEndpointType }) => VpcEndpointType)).toEqual(['Gateway', 'Gateway', 'Interface'])
    expect(endpoints[0]?.RouteTableIds.map(render)).toEqual([
      expect.stringMatching(/^<VpcinSubnet1RouteTable/),
      expect.stringMatching(/^<VpcinSubnet2RouteTable/),
    ])
    for (const { VpcId } of endpoints) expect(render(VpcId)).toMatch(/^<Vpc/)
  })

  it('is refused where endpoints are wanted and the route tables are not known', () => {
    const network = { subnets: ['subnet-1'], securityGroups: ['sg-1'], endpoints: { vpc: 'vpc-1' } }
    const given = { ...signIn, registrySignIn: { ...signIn.registrySignIn, network } }
    expect(() => templateWith(() => given)).toThrow('the route table of subnet-1 is not known')
  })
})

describe('the outputs', () => {
  it('are those of our own stack, once they are asked for', () => {
    const stack = newStack()
    const index = new RegistryIndex(stack, 'Index', { bucket: 'registry' })
    index.addOutputs()
    const outputs = Template.fromStack(stack).toJSON()['Outputs']
    expect(Object.keys(outputs)).toEqual(Object.keys(plain.toJSON()['Outputs']))
    expect(() => new RegistryIndex(stack, 'Other', { bucket: 'other', database: 'other' }).addOutputs()).toThrow(
      "'Url'",
    )
  })
})
