// Compares passwords with hashes of bcrypt. The library is loaded when the first hash is compared: a deployment that has
// only the generated user never does.

/** @returns true if the hash is of the password, of which bcrypt reads 72 bytes */
export type ComparePassword = (password: string, hash: string) => Promise<boolean>

/** Passwords with more bytes of UTF-8 have others that are as good: bcrypt reads no further. */
export const MAX_PASSWORD_BYTES = 72

export const comparePassword: ComparePassword = async (password, hash) => {
  const { compare } = await import('bcryptjs')
  return await compare(password, hash)
}

/** What bcrypt would be asked for a user that isn't there: a hash of this cost that nobody knows a password of. */
export const hashOfNobody = (cost: number): string =>
  `$2b$${String(cost).padStart(2, '0')}$abcdefghijklmnopqrstuu${'abcdefghijklmnopqrstuvwxyz01234'}`
