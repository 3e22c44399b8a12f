// docs/front-doors.md shows how a load balancer sends requests to the index: the code that is synthesised here.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { App, Stack } from 'aws-cdk-lib'
import { Match, Template } from 'aws-cdk-lib/assertions'
import { Vpc } from 'aws-cdk-lib/aws-ec2'
import { ApplicationLoadBalancer, ListenerAction } from 'aws-cdk-lib/aws-elasticloadbalancingv2'
import { Bucket } from 'aws-cdk-lib/aws-s3'
import { describe, expect, it } from 'vitest'
import { RegistryIndex } from '../../infra/registry-index.ts'
import { BROWSER_FILES } from '../../lambda/http/routes/browser-files.ts'
import { OPERATIONS } from '../../lambda/http/routes/openapi.ts'
import { ROOT } from '../../local/paths.ts'
import { sendToIndex } from './load-balancer-example.ts'

const DOCUMENT = readFileSync(join(ROOT, 'docs/front-doors.md'), 'utf8')

const synthesise = (): Template => {
  const app = new App({ context: { 'aws:cdk:disable-asset-staging': true } })
  const stack = new Stack(app, 'stack')
  const index = new RegistryIndex(stack, 'Index', { bucket: Bucket.fromBucketName(stack, 'Bucket', 'registry') })
  const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-0123456789abcdef0',
    availabilityZones: ['eu-west-1a', 'eu-west-1b'],
    privateSubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
  })
  const balancer = new ApplicationLoadBalancer(stack, 'Balancer', { vpc })
  const listener = balancer.addListener('Listener', { port: 80, defaultAction: ListenerAction.fixedResponse(404) })
  sendToIndex(stack, listener, index)
  return Template.fromStack(stack)
}

const template = synthesise()

describe('the load balancer of docs/front-doors.md', () => {
  it('is the code that is tested here', () => {
    const example = readFileSync(join(ROOT, 'test/infra/load-balancer-example.ts'), 'utf8')
    const [, shown] = /```ts\n([\s\S]*?)```/.exec(DOCUMENT) ?? []
    expect(shown).toBe(example.replace('../../infra/registry-index.ts', 'registry-index'))
  })

  const rules = Object.values(template.findResources('AWS::ElasticLoadBalancingV2::ListenerRule'))
  const patterns: string[] = rules.flatMap(({ Properties }) => Properties.Conditions[0].PathPatternConfig.Values)
  const [, nginx = ''] = /location ~ (\S+) \{/.exec(DOCUMENT) ?? []
  const bySendingOf = (path: string) => ({
    nginx: new RegExp(nginx).test(path),
    balancer: patterns.some((one) => (one.endsWith('*') ? path.startsWith(one.slice(0, -1)) : path === one)),
  })

  it.each([
    ...[...OPERATIONS, ...BROWSER_FILES].map(({ path }) => path).filter((path) => !path.startsWith('/v2/')),
    ...['/v2/_catalog', '/', '/compare', '/r/team/app', '/page/script.js'],
  ])('sends %s to the index, as nginx does', (path) => {
    expect(bySendingOf(path)).toEqual({ nginx: true, balancer: true })
  })

  it.each([
    ...['/v2/', '/v2/team/app/tags/list', '/v2/v1/search/manifests/latest', '/v2/_catalog/x', '/v2/app/_catalog'],
    ...['/v2', '/v1', '/comparex', '/openapiXjson'],
  ])('sends %s to the registry, as nginx does', (path) => {
    expect(bySendingOf(path)).toEqual({ nginx: false, balancer: false })
  })

  it('leaves the lists of tags to the registry unless nginx is told otherwise, as the document says', () => {
    const [, place = '', others = ''] = /put `(\S+)` in the\s+place of `(\S+)`/.exec(DOCUMENT) ?? []
    const sends = new RegExp(nginx.replace(others, place))
    for (const path of ['/v2/app/tags/list', '/v2/team/app/tags/list', '/v2/_catalog', '/api/search'])
      expect(path).toMatch(sends)
    for (const path of ['/v2/team/app/manifests/list', '/v2/team/tags/list/manifests/v1', '/v2/'])
      expect(path).not.toMatch(sends)
  })

  it('may call the function, and asks for its health what needs no sign-in', () => {
    template.hasResourceProperties('AWS::Lambda::Permission', {
      Action: 'lambda:InvokeFunction',
      Principal: 'elasticloadbalancing.amazonaws.com',
      FunctionName: Match.objectLike({ 'Fn::GetAtt': [Match.stringLikeRegexp('^IndexSearchFunction'), 'Arn'] }),
    })
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
      TargetType: 'lambda',
      HealthCheckEnabled: true,
      HealthCheckPath: '/v1/_ping',
    })
  })
})
