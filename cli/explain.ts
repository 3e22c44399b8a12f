import { CliError } from './cli-error.ts'

// Error names of AWS and of its SDK that say nothing of the cause to somebody who does not know them.
const FIXES: Record<string, string> = {
  CredentialsProviderError:
    'no AWS credentials were found; sign in (aws sso login), set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; for the system of npm start give --local',
  ExpiredToken: 'the AWS credentials have expired; sign in again',
  ExpiredTokenException: 'the AWS credentials have expired; sign in again',
  InvalidClientTokenId: 'AWS does not know these credentials; sign in again, or choose others by AWS_PROFILE',
  UnrecognizedClientException: 'AWS does not know these credentials; sign in again, or choose others by AWS_PROFILE',
  SignatureDoesNotMatch: 'AWS refuses these credentials; the secret key is wrong, or the clock of this machine',
  ResourceNotFoundException: 'something of the stack is gone; deploy it again',
}

const CONNECTION = ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH']

/** One line for anything thrown: what happened, and what to do about it where that is known. */
export const explain = (error: unknown): string => {
  if (error instanceof CliError) return error.message
  if (!(error instanceof Error)) return oneLine(String(error))
  const failures = causes(error).filter(({ code }) => CONNECTION.includes(code))
  // The outermost error often does not say whom it could not reach.
  const failure = failures.find(({ where }) => where !== '') ?? failures[0]
  if (failure !== undefined)
    return `can't reach ${failure.where || 'the other side'}: ${failure.code}; check the network`
  if (error.message === 'Region is missing')
    return 'no AWS region is set; set AWS_REGION, or AWS_PROFILE to a profile that has one'
  const fix = FIXES[error.name]
  if (fix !== undefined) return fix
  if (/^(AccessDenied|UnauthorizedOperation)/.test(error.name)) return `AWS refuses it: ${oneLine(error.message)}`
  // An AggregateError has no message of its own.
  return oneLine(error.message) || error.name
}

const oneLine = (text: string): string => text.split('\n', 1)[0]?.trim() ?? ''

const causes = (error: unknown): { code: string; where: string }[] => {
  if (!(error instanceof Error)) return []
  const inner = error instanceof AggregateError ? [...error.errors, error.cause] : [error.cause]
  const code = 'code' in error ? String(error.code) : ''
  const [address, port, host] = ['address', 'port', 'hostname'].map((key) => (key in error ? field(error, key) : ''))
  const where = [address || host, port].filter(Boolean).join(':')
  return [{ code, where }, ...inner.flatMap(causes)]
}

const field = (error: Error, key: string): string => String(Object.entries(error).find(([name]) => name === key)?.[1])
