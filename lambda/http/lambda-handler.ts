import type { Hono } from 'hono'
import { handle, type LambdaContext, type LambdaEvent } from 'hono/aws-lambda'

/**
 * Returns the handler of a Lambda function that answers as this app: to API Gateway and to a load balancer. Bodies of
 * requests are left out, because no route takes one: a GET that has one would be refused without the headers that all
 * answers have, and leave an unreadable line in the log for each.
 */
export const lambdaHandler = (app: Hono) => {
  const answer = handle(app)
  return <E extends LambdaEvent>(event: E, context?: LambdaContext) => answer({ ...event, body: null }, context)
}
