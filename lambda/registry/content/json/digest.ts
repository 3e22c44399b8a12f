import { createHash } from 'node:crypto'

const HEX_LENGTHS: ReadonlyMap<string, number> = new Map([
  ['sha256', 64],
  ['sha512', 128],
])

/** True if this is a digest that registries use: `sha256:` or `sha512:`, and lower-case hex of its exact length. */
export const isDigest = (value: unknown): value is string => {
  if (typeof value !== 'string') return false
  const [algorithm = '', hex = '', more] = value.split(':')
  return more === undefined && hex.length === HEX_LENGTHS.get(algorithm) && /^[0-9a-f]+$/.test(hex)
}

const EMPTY = new Uint8Array()

/** True if this is the digest of no bytes at all. */
export const isEmptyContent = (digest: string): boolean => isDigest(digest) && hasDigest(EMPTY, digest)

/** True if the content has this digest. */
export const hasDigest = (content: Uint8Array, digest: string): boolean => {
  const [algorithm = '', hex] = digest.split(':')
  return createHash(algorithm).update(content).digest('hex') === hex
}
