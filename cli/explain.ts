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

const CONNECTION_CODES = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]

/** Returns one line for anything thrown: what happened and, if known, how to fix it. */
export const explain = (error: unknown): string => {
  if (error instanceof CliError) return error.message
  if (!(error instanceof Error)) return oneLine(String(error))
  const failures = causes(error).filter(({ code }) => CONNECTION_CODES.includes(code))
  // The address is often only in one of the inner errors.
  const failure = failures.find(({ where }) => where !== '') ?? failures[0]
  if (failure !== undefined)
    return `can't connect to ${failure.where || 'the server'}: ${failure.code}; check the network`
  if (error.message === 'Region is missing')
    return 'no AWS region is set; set AWS_REGION, or set AWS_PROFILE to a profile that has a region'
  const message = AWS_MESSAGES.get(error.name)
  if (message !== undefined) return message
  if (/^(AccessDenied|UnauthorizedOperation)/.test(error.name)) return `AWS denies access: ${oneLine(error.message)}`
  if (error instanceof z.core.$ZodError) return issueText(error) ?? 'data has another form than this version reads'
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
