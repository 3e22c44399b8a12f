// Turns anything thrown into one line for the user.

import * as z from 'zod/mini'
import { CliError } from './cli-error.ts'

/** Messages in place of those of AWS and its SDK, by error name: AWS's own don't tell what to do. */
const AWS_MESSAGES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    CredentialsProviderError:
      'no AWS credentials were found; sign in (aws sso login), set AWS_PROFILE, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; for the local system of npm start give --local',
    ExpiredToken: 'the AWS credentials have expired; sign in again',
    ExpiredTokenException: 'the AWS credentials have expired; sign in again',
    InvalidClientTokenId: 'AWS does not know these credentials; sign in again, or choose others with AWS_PROFILE',
    UnrecognizedClientException:
      'AWS does not know these credentials; sign in again, or choose others with AWS_PROFILE',
    SignatureDoesNotMatch:
      'AWS rejects the signature of the request; check the secret access key and the clock of this machine',
    ResourceNotFoundException:
      'a resource of the stack no longer exists; destroy the stack (npx cdk destroy) and deploy it again',
  }),
)

/** What failures of TLS mean, by the code of Node or OpenSSL. */
const TLS_MESSAGES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ERR_SSL_WRONG_VERSION_NUMBER: 'the server does not speak TLS on this port; write http:// in place of https://',
    ERR_SSL_PACKET_LENGTH_TOO_LONG: 'the server does not speak TLS on this port; write http:// in place of https://',
    ERR_SSL_HTTP_REQUEST: 'the server speaks TLS on this port; write https:// in place of http://',
    HPE_INVALID_CONSTANT:
      'the server does not answer by HTTP on this port; if it speaks TLS, write https:// in place of http://',
    CERT_HAS_EXPIRED: "the server's certificate has expired; renew it",
    ERR_TLS_CERT_ALTNAME_INVALID: "the server's certificate is for another host; use a name that it has",
    ...Object.fromEntries(
      [
        'DEPTH_ZERO_SELF_SIGNED_CERT',
        'SELF_SIGNED_CERT_IN_CHAIN',
        'UNABLE_TO_GET_ISSUER_CERT',
        'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
        'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      ].map((code) => [
        code,
        "nobody that this machine trusts has signed the server's certificate; give the file of its authority in NODE_EXTRA_CA_CERTS",
      ]),
    ),
  }),
)

/** What it means that no connection was made, by the code of the system. Others are named as they are. */
const CONNECTION_MESSAGES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ECONNREFUSED: 'nothing listens there; check host and port, and whether the server runs',
    ENOTFOUND: 'there is no host of that name; check its spelling, and the DNS of this machine',
    ECONNRESET: 'the server closed the connection; a port that speaks TLS does so where http:// is written',
    UND_ERR_SOCKET: 'the server closed the connection; a port that speaks TLS does so where http:// is written',
  }),
)

const CONNECTION_CODES = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_SOCKET',
]

/**
 * Waits for an answer from a server.
 * @throws CliError that names the server, in place of whatever kept the answer from coming
 */
export const answerOf = async <T>({ origin }: URL, answer: Promise<T>): Promise<T> => {
  try {
    return await answer
  } catch (error) {
    throw new CliError(`${origin} does not answer: ${explain(error)}`, { cause: error })
  }
}

/** Returns one line for anything thrown: what happened and, if known, how to fix it. */
export const explain = (error: unknown): string => {
  if (error instanceof CliError) return error.message
  if (!(error instanceof Error)) return oneLine(String(error))
  const failures = causes(error).filter(({ code }) => CONNECTION_CODES.includes(code))
  // The address is often only in one of the inner errors.
  const failure = failures.find(({ where }) => where !== '') ?? failures[0]
  if (failure !== undefined)
    return `can't connect to ${failure.where || 'the server'}: ${failure.code}; ${CONNECTION_MESSAGES.get(failure.code) ?? 'check the network'}`
  const tls = causes(error).find(({ code }) => TLS_MESSAGES.has(code))
  if (tls !== undefined) return `${TLS_MESSAGES.get(tls.code)} (${tls.code})`
  if (error.name === 'TimeoutError') return 'the server did not answer in time; check its address and the network'
  if (error.message === 'Region is missing')
    return 'no AWS region is set; set AWS_REGION, or set AWS_PROFILE to a profile that has a region'
  const message = AWS_MESSAGES.get(error.name)
  if (message !== undefined) return message
  if (/^(AccessDenied|UnauthorizedOperation)/.test(error.name)) return `AWS denies access: ${oneLine(error.message)}`
  if (error instanceof z.core.$ZodError) return issueText(error) ?? 'data has another form than this version reads'
  // What fetch could not do is said by the error inside.
  if (error.message === 'fetch failed' && error.cause instanceof Error) return explain(error.cause)
  // An AggregateError may have an empty message.
  return oneLine(error.message) || error.name
}

// The message of such an error is JSON of many lines.
const issueText = ({ issues: [issue] }: z.core.$ZodError): string | undefined =>
  issue && `data has another form than this version reads: ${issue.path.join('.') || 'it'}: ${oneLine(issue.message)}`

const oneLine = (text: string): string => text.split('\n', 1)[0]?.trim() ?? ''

// Returns code and address of an error and of all errors inside of it, outermost first.
const causes = (error: unknown): { code: string; where: string }[] => {
  if (!(error instanceof Error)) return []
  const inner = error instanceof AggregateError ? [...error.errors, error.cause] : [error.cause]
  const code = 'code' in error ? String(error.code) : ''
  const [address, port, host] = ['address', 'port', 'hostname'].map((key) => (key in error ? field(error, key) : ''))
  const where = [address || host, port].filter(Boolean).join(':')
  return [{ code, where }, ...inner.flatMap(causes)]
}

const field = (error: Error, key: string): string => String(Object.entries(error).find(([name]) => name === key)?.[1])
