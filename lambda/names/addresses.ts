// Addresses that settings give: of the registry, and of pages that may read answers.

/**
 * Returns the origin of an address to which passwords are sent, such as `https://registry.example.com:5000`; undefined if
 * it has more than scheme, host and port, or isn't safe (`isSafeAddress`).
 */
export const originOf = (text: string): string | undefined => {
  if (!/^https?:\/\/[^\s\\/?#@]+\/?$/.test(text) || !URL.canParse(text)) return undefined
  const url = new URL(text)
  return isSafeAddress(url) ? url.origin : undefined
}

/** Whether passwords may be sent to an address: by TLS, or without it on this machine alone. */
export const isSafeAddress = ({ protocol, hostname, port }: URL): boolean =>
  port !== '0' &&
  (protocol === 'https:' || (protocol === 'http:' && /^(?:localhost|\[::1\]|127\.\d+\.\d+\.\d+)$/.test(hostname)))

/** Returns a host with its port as addresses have it, without the port that `https` has anyway; undefined if it is none. */
export const hostOf = (text: string): string | undefined => {
  const address = `https://${text}`
  return /^[^\s\\/?#@]+$/.test(text) && URL.canParse(address) ? new URL(address).host : undefined
}

/** The list of origins that means all of them. */
export const ALL_ORIGINS = '*'
const MAX_CORS_ORIGINS = 20

/** Lambda has 4 KB for all variables. */
const MAX_CORS_ORIGINS_LENGTH = 1000

/** Returns the origins in a list that commas separate, each as browsers send it; undefined if it is none. */
export const corsOriginsIn = (text: string): string[] | undefined => {
  if (text === ALL_ORIGINS) return [ALL_ORIGINS]
  const origins = text.split(',').map((origin) => origin.trim())
  const isValid = text.length <= MAX_CORS_ORIGINS_LENGTH && origins.length <= MAX_CORS_ORIGINS
  return isValid && origins.every(isOrigin) ? [...new Set(origins)] : undefined
}

// Browsers send a host in lower case, without the usual port, and nothing behind it. They compare letter by letter.
const isOrigin = (text: string): boolean => /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text
