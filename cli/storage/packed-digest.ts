// Packs digests into short strings to save memory: one character per byte, so 32 characters for sha256 instead of 71. A
// packed digest is also a string of its own. A substring of a key, or one joined from such, may keep the key in memory.

/** Packs a valid digest (`algorithm:hex`). Packed sha256 and sha512 digests can't be equal, since their lengths differ. */
export const packDigest = (digest: string): string =>
  Buffer.from(digest.slice(digest.indexOf(':') + 1), 'hex').toString('latin1')

/** Returns the digest of its packed form. */
export const unpackDigest = (packed: string): string =>
  `${packed.length === 32 ? 'sha256' : 'sha512'}:${Buffer.from(packed, 'latin1').toString('hex')}`
