// What somebody sees whom the registry let in: everything, unless lines of the secret say otherwise, or it is too
// wrong to tell.

import type { Users } from '../users/users.ts'

/** The name of the line for everybody who has no line. */
const OTHERS = '*'

type Lines = Pick<Users, 'lines' | 'refused' | 'mayMeanOthers'>

/** Whether any line says that its user does not see everything. */
export const restrictsAnybody = ({ lines, refused, mayMeanOthers }: Lines): boolean =>
  mayMeanOthers || refused.size > 0 || [...lines.values()].some(({ prefixes }) => prefixes !== undefined)

/**
 * Returns what the line of somebody lets them see, or that of all others: prefixes of names, or everything; undefined if
 * there is no line for them. A line that is wrong lets its user see nothing. Where it can't be told whose line is wrong,
 * what all those see who have none is unknown.
 * @param names of one person; a name that is written the same way counts more than one that only means the same
 */
export const lineFor = (
  names: readonly string[],
  { lines, refused, mayMeanOthers }: Lines,
): readonly string[] | 'everything' | 'unknown' | undefined => {
  const spelt = [...lines.keys(), ...refused]
  const found =
    names.find((name) => lines.has(name) || refused.has(name)) ??
    names.map((name) => spelt.find((one) => folded(one) === folded(name))).find((one) => one !== undefined) ??
    OTHERS
  if (refused.has(found)) return []
  if (mayMeanOthers && found === OTHERS) return 'unknown'
  const line = lines.get(found)
  return line === undefined ? undefined : (line.prefixes ?? 'everything')
}

// Directories that people sign in by take `Alice`, `ALICE` and `alice ` for one person. One who is not restricted loses
// sight so; one who is must not get around it.
const folded = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/[\p{M}\p{C}\s]+/gu, '')
    .toLowerCase()
