// What goes wrong between the AWS SDK and the services, request by request.

import type { CancellationReason } from '../engine/refusal.ts'
import { cancelled, Refusal } from '../engine/refusal.ts'
import type { Weather } from './deeds.ts'

/** How often what goes wrong at the wire, beside what goes wrong anywhere. Chances from 0 to 1. */
export interface WireWeather extends Weather {
  /** A request takes effect, and its answer is lost, be it before the effect is complete. */
  readonly unanswered: number
  /** DynamoDB cancels a transaction that contends with nobody. */
  readonly cancelled: number
  /** A batch leaves keys unprocessed. */
  readonly partial: number
  /** An object's body breaks off. The SDK does not try again then, and an image index takes some twenty objects. */
  readonly brokenOff: number
  /** A service gives an error that nothing in the request explains: no rights, no credentials, another's token. */
  readonly odd: number
  /** Something begins that is refused for a while. */
  readonly spell: number
  /** A read that is not strongly consistent sees an older state. */
  readonly stale: number
  /** A write takes long until eventually consistent reads and global indexes see it. */
  readonly lag: number
  /** Most items in a page of a Query without a limit. */
  readonly pageItems: number
}

/** A request that meets the weather. */
export interface Request {
  readonly service: 'dynamodb' | 's3'
  readonly operation: string
  /** The object that S3 is asked for. */
  readonly key?: string
  /** How many actions a transaction has. */
  readonly actions?: number
}

/** The connection is lost, as Node reports it. */
export const connectionLost = (): Error =>
  Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', errno: -104, syscall: 'read' })

const OUT_OF_ORDER = [
  () => new Refusal('ThrottlingException', 'Rate of requests exceeds the allowed throughput.'),
  () => new Refusal('ProvisionedThroughputExceededException', 'The level of configured throughput was exceeded.'),
  () => new Refusal('RequestLimitExceeded', 'Throughput exceeds the current throughput limit for your account.'),
  () => new Refusal('InternalServerError', 'The server encountered an internal error.', 500),
  () => new Refusal('ServiceUnavailable', 'The service is unavailable.', 503),
  connectionLost,
]
const S3_OUT_OF_ORDER = [
  () => new Refusal('SlowDown', 'Please reduce your request rate.', 503),
  () => new Refusal('InternalError', 'We encountered an internal error. Please try again.', 500),
  () => new Refusal('ServiceUnavailable', 'Please reduce your request rate.', 503),
  connectionLost,
]
const REASONS = [
  'ConditionalCheckFailed',
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
  'ItemCollectionSizeLimitExceeded',
  'ValidationError',
]
const expired = (service: Request['service']) =>
  new Refusal(service === 's3' ? 'ExpiredToken' : 'ExpiredTokenException', 'The security token has expired')
const denied = (service: Request['service'], operation: string) =>
  service === 's3'
    ? new Refusal('AccessDenied', 'Access Denied', 403)
    : new Refusal('AccessDeniedException', `User is not authorized to perform: dynamodb:${operation}`)
const ODD_OF_TRANSACTIONS = [
  () => new Refusal('IdempotentParameterMismatchException', 'Request token already in use with another payload'),
  () => new Refusal('TransactionInProgressException', 'The transaction with the given request token is in progress'),
]

/** Something that is refused for a while, and why. */
interface Spell {
  readonly refuses: (request: Request) => Error | undefined
  requestsLeft: number
}

const MAX_SPELL_REQUESTS = 60

/** Creates the weather. All of it follows from `random`. */
export const wireWeather = (weather: WireWeather, random: () => number) => {
  const chance = (of: number) => random() < of
  const oneOf = <T>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T
  let spell: Spell | undefined
  let needsRun = false

  const newSpell = ({ service, operation, key }: Request): Spell => {
    const refuses = oneOf<Spell['refuses']>([
      // The rights for one action, those for one object, all credentials, and one service.
      (one) => (one.service === service && one.operation === operation ? denied(service, operation) : undefined),
      (one) => (key !== undefined && one.key === key ? denied('s3', operation) : undefined),
      (one) => expired(one.service),
      (one) => (one.service === service ? new Refusal('ServiceUnavailable', 'unavailable', 503) : undefined),
    ])
    return { refuses, requestsLeft: 1 + Math.floor(random() * MAX_SPELL_REQUESTS) }
  }

  const underSpell = (request: Request): Error | undefined => {
    if (spell === undefined && chance(weather.spell)) spell = newSpell(request)
    const error = spell?.refuses(request)
    if (spell !== undefined && --spell.requestsLeft === 0) spell = undefined
    return error
  }

  const cancellation = (actions: number): Error => {
    const at = Math.floor(random() * actions)
    const reason: CancellationReason = { Code: oneOf(REASONS), Message: 'simulated' }
    // The tag is then indexed without its facts, until it is looked at again.
    if (reason.Code === 'ValidationError') needsRun = true
    return cancelled(Array.from({ length: actions }, (_, one) => (one === at ? reason : { Code: 'None' })))
  }

  const odd = ({ service, operation, actions }: Request): Error =>
    oneOf([
      () => expired(service),
      () => denied(service, operation),
      ...(actions === undefined ? [] : ODD_OF_TRANSACTIONS),
    ])()

  const before = (request: Request): Error | undefined => {
    const error = underSpell(request)
    if (error !== undefined) return error
    if (chance(weather.refused)) return oneOf(request.service === 's3' ? S3_OUT_OF_ORDER : OUT_OF_ORDER)()
    if (chance(weather.odd)) return odd(request)
    if (request.actions !== undefined && chance(weather.cancelled)) return cancellation(request.actions)
    return undefined
  }

  return {
    /** The error in the place of an answer, before the request had an effect. */
    before(request: Request): Error | undefined {
      const error = before(request)
      // The object may be taken for one that nobody can read, and is looked at again after an hour at the earliest.
      if (error instanceof Refusal && error.code === 'AccessDenied') needsRun = true
      return error
    },
    /** Whether the answer of a request that took effect is lost. */
    isUnanswered: () => chance(weather.unanswered),
    isPartial: () => chance(weather.partial),
    isBrokenOff: () => chance(weather.brokenOff),
    isStale: () => chance(weather.stale),
    /** Whether something happened that only the next run makes good. */
    needsRun: () => needsRun,
  }
}
