import { Duration, type Stack } from 'aws-cdk-lib'
import {
  type ApplicationListener,
  ApplicationTargetGroup,
  ListenerCondition,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2'
import { LambdaTarget } from 'aws-cdk-lib/aws-elasticloadbalancingv2-targets'
import type { RegistryIndex } from '../../infra/registry-index.ts'

// A rule takes five paths at most.
const RULES = [
  ['/v1/*', '/api/*', '/r/*', '/page/*', '/v2/_catalog'],
  ['/', '/compare', '/feed.atom', '/openapi.json', '/opensearch.xml'],
  ['/favicon.ico', '/robots.txt'],
]

/** Lets the load balancer of a registry send to the index what the index answers. */
export const sendToIndex = (stack: Stack, listener: ApplicationListener, index: RegistryIndex): void => {
  const targetGroup = new ApplicationTargetGroup(stack, 'SearchFunction', {
    targets: [new LambdaTarget(index.searchFunction)],
    // The page would ask it to sign in.
    healthCheck: { enabled: true, path: '/v1/_ping', interval: Duration.minutes(5) },
  })
  RULES.forEach((paths, at) => {
    listener.addTargetGroups(`Search${at}`, {
      // Before the rule that sends all else to the registry.
      priority: 10 + at,
      conditions: [ListenerCondition.pathPatterns(paths)],
      targetGroups: [targetGroup],
    })
  })
}
