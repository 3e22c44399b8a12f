// A digest by its raw bytes, one a character: 32 characters for sha256 instead of 71, and a string of its own. What is cut
// out of a key or joined from parts of it may keep the whole key in memory.

/** The short form of a digest (`algorithm:hex`, sound); sha256 and sha512 can't meet, for their lengths differ. */
export const pack = (digest: string): string =>
  Buffer.from(digest.slice(digest.indexOf(':') + 1), 'hex').toString('latin1')

/** The digest of a short form. */
export const unpack = (packed: string): string =>
  `${packed.length === 32 ? 'sha256' : 'sha512'}:${Buffer.from(packed, 'latin1').toString('hex')}`
