// One line of the log for each request: what it was, how long it took, what it asked of AWS, and by whom.
//
// Nothing in it was written by a caller: a route stands for the path, because paths name repositories, and people paste
// secrets into queries. Callers are hashes, so that a log which is sent elsewhere names nobody.

import { createHmac } from 'node:crypto'
import type { Context, MiddlewareHandler } from 'hono'
import type { Log } from '../shared/log.ts'
import { noUsage, type UsageMeter } from '../shared/usage-meter.ts'
import { addressOf } from './caller-address.ts'
import { notesOf } from './request-notes.ts'
import { parseBasic } from './users/basic.ts'

export interface RequestLog {
  readonly log: Pick<Log, 'info'>
  readonly meter: UsageMeter
  /**
   * Callers are hashed with it. It stays the same as long as the deployment, so that all processes call a caller the same,
   * and is no secret to the deployment's owners, so that they can look for somebody whom they suspect.
   */
  readonly callerKey: string
}

/** What a line is called: its `message`. */
const REQUEST_LINE = 'request'

/** Letters of a hash. Among 10,000 callers two are called the same once in five million deployments. */
const HASH_LENGTH = 12
const METHODS: readonly string[] = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE']

/**
 * Logs each request when its answer is there. Open routes that are answered have no line: they ask nothing of the index, and
 * health checks ask them all day.
 * @param signsIn whether the names that callers send are checked
 */
export const requestLog =
  ({ log, meter, callerKey }: RequestLog, signsIn: boolean): MiddlewareHandler =>
  async (context, next) => {
    const from = performance.now()
    const usage = noUsage()
    await meter.measure(usage, next)
    const { operation, isAdmitted = false, bytes = 0 } = notesOf(context)
    const { status } = context.res
    if (operation?.isOpen === true && status < 400) return
    log.info(REQUEST_LINE, {
      route: operation?.path ?? 'none',
      method: METHODS.includes(context.req.method) ? context.req.method : 'other',
      status,
      ms: Math.round((performance.now() - from) * 10) / 10,
      bytes,
      ...usage,
      address: hash(callerKey, 'address', addressOf(context)),
      user: signsIn && isAdmitted ? hash(callerKey, 'user', userOf(context)) : undefined,
      request: requestId(context),
    })
  }

const userOf = ({ req }: Context): string | undefined => parseBasic(req.header('authorization'))?.username

const hash = (key: string, kind: 'address' | 'user', text: string | undefined): string | undefined =>
  text === undefined
    ? undefined
    : createHmac('sha256', key).update(`${kind} ${text}`).digest('hex').slice(0, HASH_LENGTH)

/** What API Gateway calls the request, also in its access log. A load balancer gives none. */
const requestId = ({ env }: Context): string | undefined => {
  const id: unknown = env?.requestContext?.requestId
  return typeof id === 'string' ? id : undefined
}
