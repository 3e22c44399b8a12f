// Events as an Application Load Balancer sends them to a Lambda function: those of its documentation ("Use Lambda functions
// as targets of an Application Load Balancer": the example, the one with multi-value headers, that of a health check), with
// another path and query, and with what clients of registries send.

import type { ALBEvent } from 'aws-lambda'

const REQUEST_CONTEXT = {
  elb: {
    targetGroupArn: 'arn:aws:elasticloadbalancing:us-east-2:123456789012:targetgroup/my-target-group/6d0ecf831eec9f09',
  },
}

/** What the load balancer adds to each request, and the host that the client asked for. */
const HEADERS = {
  host: 'registry.example.com',
  'x-amzn-trace-id': 'Root=1-5bdb40ca-556d8b0c50dc66f0511bf520',
  'x-forwarded-for': '72.21.198.66',
  'x-forwarded-port': '443',
  'x-forwarded-proto': 'https',
}

/** Pairs of a query as the client wrote them: the load balancer does not decode them. */
type Query = readonly (readonly [name: string, value: string])[]

export interface Sent {
  readonly method?: string
  readonly query?: Query
  readonly headers?: Readonly<Record<string, string>>
}

/** The event of a target group whose attribute `lambda.multi_value_headers.enabled` is false: of two values the last. */
export const singleValueEvent = (path: string, { method = 'GET', query = [], headers = {} }: Sent = {}): ALBEvent => ({
  requestContext: REQUEST_CONTEXT,
  httpMethod: method,
  path,
  queryStringParameters: Object.fromEntries(query),
  headers: { ...HEADERS, ...headers },
  body: '',
  isBase64Encoded: false,
})

/** The event of one where it is true. */
export const multiValueEvent = (path: string, { method = 'GET', query = [], headers = {} }: Sent = {}): ALBEvent => ({
  requestContext: REQUEST_CONTEXT,
  httpMethod: method,
  path,
  multiValueQueryStringParameters: Object.fromEntries(
    query.map(([name]) => [name, query.filter(([other]) => other === name).map(([, value]) => value)]),
  ),
  multiValueHeaders: Object.fromEntries(
    Object.entries({ ...HEADERS, ...headers }).map(([name, value]) => [name, [value]]),
  ),
  body: '',
  isBase64Encoded: false,
})

/** A health check: it has no host, and nothing that the load balancer adds to requests. */
export const healthCheck = (path: string): ALBEvent => ({
  requestContext: REQUEST_CONTEXT,
  httpMethod: 'GET',
  path,
  queryStringParameters: {},
  headers: { 'user-agent': 'ELB-HealthChecker/2.0' },
  body: '',
  isBase64Encoded: false,
})
