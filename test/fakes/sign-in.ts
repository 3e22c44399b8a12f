// A registry with accounts, and its token service, as distribution and its token server are: held to the real ones by
// test/http/registry-sign-in/sign-in-contract.ts.

import type { Fetch } from '../../lambda/http/registry-sign-in/asking.ts'

export const REGISTRY = 'https://registry.example.com'
export const TOKEN_HOST = 'auth.example.com:5001'
const REALM = `https://${TOKEN_HOST}/token/`
const SERVICE = 'registry "one", of two'

/** How a registry has its users sign in. */
export type SignIn = 'password' | 'token' | 'nobody'

/** A request as it was sent. */
interface Sent {
  readonly url: string
  readonly authorization: string | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

const API_VERSION = { 'docker-distribution-api-version': 'registry/2.0' }
const refused = (challenge: string): Response =>
  Response.json(
    { errors: [{ code: 'UNAUTHORIZED', message: 'authentication required', detail: null }] },
    { status: 401, headers: { ...API_VERSION, 'www-authenticate': challenge } },
  )

/** Writes a token with these claims, as JWT. Nothing verifies its signature but the fake registry. */
export const jwt = (claims: object, signature = 'signed'): string =>
  `${base64url('{"alg":"ES256"}')}.${base64url(JSON.stringify(claims))}.${base64url(signature)}`
const base64url = (text: string): string => Buffer.from(text).toString('base64url')

export interface FakeSignIn {
  readonly fetch: Fetch
  readonly sent: Sent[]
  /** Passwords by names. */
  readonly users: Map<string, string>
  /** How users sign in; may change. */
  kind: SignIn
  /** Answers in place of the registry (`/v2/`) or the token service (`/token/`), where it returns something. */
  instead: (sent: Sent) => Response | Promise<Response> | undefined
  /** Makes the token for a name. */
  tokenOf: (name: string) => string
}

/** Opens a registry with the user `alice`, whose password is `pa:ss`. */
export const fakeSignIn = (kind: SignIn): FakeSignIn => {
  const valid = new Set<string>()
  const isUser = (authorization: string | undefined): string | undefined => {
    const decoded = Buffer.from(/^Basic (.*)$/.exec(authorization ?? '')?.[1] ?? '', 'base64').toString('utf8')
    const [, name = '', password] = /^([^:]*):(.*)$/s.exec(decoded) ?? []
    return password !== undefined && fake.users.get(name) === password ? name : undefined
  }
  const base = ({ authorization }: Sent): Response => {
    const welcome = () => Response.json({}, { headers: API_VERSION })
    if (fake.kind === 'nobody') return welcome()
    if (fake.kind === 'password')
      return isUser(authorization) === undefined ? refused('Basic realm="fake registry"') : welcome()
    const token = /^Bearer (.*)$/.exec(authorization ?? '')?.[1]
    if (token !== undefined && valid.has(token)) return welcome()
    const error = token === undefined ? '' : ',error="invalid_token"'
    return refused(`Bearer realm="${REALM}",service="${SERVICE.replaceAll('"', '\\"')}"${error}`)
  }
  const token = ({ authorization, url }: Sent): Response => {
    const name = isUser(authorization)
    if (name === undefined || new URL(url).searchParams.get('service') !== SERVICE)
      return refused('Basic realm="token service"')
    const made = fake.tokenOf(name)
    valid.add(made)
    return Response.json({ access_token: made, expires_in: 900 })
  }
  const fake: FakeSignIn = {
    sent: [],
    users: new Map([['alice', 'pa:ss']]),
    kind,
    instead: () => undefined,
    tokenOf: (name) => jwt({ sub: name, aud: SERVICE }),
    async fetch(url, { headers, signal }) {
      const sent = { url, headers, authorization: headers['authorization'], signal }
      fake.sent.push(sent)
      const other = await fake.instead(sent)
      signal.throwIfAborted()
      if (other !== undefined) return other
      if (url === `${REGISTRY}/v2/`) return base(sent)
      if (url.startsWith(REALM)) return token(sent)
      throw new TypeError(`fetch failed: nobody answers at ${url}`)
    },
  }
  return fake
}
