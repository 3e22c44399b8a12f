// Tells whether credentials are a user's. Wrong ones cost the same work whoever they name: what a name takes must not tell
// whether there is such a user.

import { timingSafeEqual } from 'node:crypto'
import type { Scope } from '../../search/memory/documents.ts'
import type { Credentials } from './basic.ts'
import { type ComparePassword, hashOfNobody } from './bcrypt.ts'
import { costOf, type UserLine } from './user-lines.ts'
import type { Users } from './users.ts'

/** Returns what a user sees who signed in. */
const scopeOf = ({ prefixes }: Pick<UserLine, 'prefixes'>): Scope =>
  prefixes === undefined ? { hidesPrivate: false } : { hidesPrivate: false, prefixes }

/**
 * Returns what these credentials let their sender see; undefined if they are wrong.
 * @param digest of credentials, all of one length
 */
export const checkPassword = async (
  { generated, lines }: Users,
  given: Credentials,
  { compare, digest }: { readonly compare: ComparePassword; readonly digest: (of: Credentials) => Buffer },
): Promise<Scope | undefined> => {
  if (generated !== undefined && timingSafeEqual(digest(given), digest(generated))) return { hidesPrivate: false }
  const user = lines.get(given.username)
  const hash = user?.hash
  if (user !== undefined && hash !== undefined && (await compare(given.password, hash))) return scopeOf(user)
  for (const cost of costsLeft(lines, hash)) await compare(given.password, hashOfNobody(cost))
  return undefined
}

// Each step of the cost doubles the work, so behind a hash of cost 10 those of 10 and 11 make up one of cost 12.
const costsLeft = (lines: Users['lines'], hash: string | undefined): number[] => {
  const costs = [...lines.values()].flatMap((line) => (line.hash === undefined ? [] : (costOf(line.hash) ?? [])))
  if (costs.length === 0) return []
  const greatest = Math.max(...costs)
  const done = hash === undefined ? undefined : costOf(hash)
  return done === undefined ? [greatest] : Array.from({ length: greatest - done }, (_, at) => done + at)
}
