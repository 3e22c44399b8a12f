/** A name and a password, as HTTP Basic sends them. */
export interface Credentials {
  readonly username: string
  readonly password: string
}

/**
 * Returns the credentials of a header `Authorization`; undefined if it has none. Nobody's (`Basic Og==`, which docker sends
 * when logged out) are none.
 */
export const parseBasic = (header: string | undefined): Credentials | undefined => {
  const encoded = /^basic +([A-Za-z0-9+/]+=*) *$/i.exec(header ?? '')?.[1]
  if (encoded === undefined) return undefined
  const decoded = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = decoded.indexOf(':')
  const username = decoded.slice(0, colon)
  const password = decoded.slice(colon + 1)
  return colon < 0 || (username === '' && password === '') ? undefined : { username, password }
}
