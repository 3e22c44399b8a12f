// Names in CDK context that are no settings, most often misspelt ones.

import { distance } from '../lambda/shared/edit-distance.ts'
import { type Context, placesOf } from './context.ts'
import { ALL_SETTINGS } from './settings-schema.ts'

/** Names that the CDK command line itself keeps in the context (of `cdk acknowledge` and `cdk cli-telemetry`). */
const CDK_CONTEXT_NAMES = ['acknowledged-issue-numbers', 'cli-telemetry']
/** Feature flags and cached look-ups of CDK and of libraries have one of these in their names; no setting does. */
const MARK_OF_OTHERS = /[:/@]/

/** Returns a sentence for each name that is neither a setting nor used by CDK itself, with the names that may be meant. */
export const unknownNames = (context: Context): string[] => {
  const known = [...ALL_SETTINGS.keys()]
  const unknown = Object.keys(context).filter(
    (name) => !known.includes(name) && !MARK_OF_OTHERS.test(name) && !CDK_CONTEXT_NAMES.includes(name),
  )
  return unknown.map((name) => {
    const near = similarNames(name, known)
    const hint =
      near.length === 0
        ? `the settings are ${known.join(', ')}`
        : `did you mean ${near.join(' or ')}? The other settings are ${known.filter((one) => !near.includes(one)).join(', ')}`
    return `${JSON.stringify(name)} is not a setting: ${hint}; correct or remove it in ${placesOf(name)}`
  })
}

/** Letters for each of which a misspelt name may have one typing error: one in `auth`, two in `layout`. */
const LETTERS_PER_ERROR = 3

// Returns the names that are meant, the nearest first: misspelt, or given by a part (`days` for `reconcile_days`), or
// with something added (`bucket_name` for `bucket`).
const similarNames = (given: string, known: readonly string[]): string[] => {
  const name = given
    .replace(/(?<=[a-z])(?=[A-Z])/g, '_')
    .replaceAll('-', '_')
    .toLowerCase()
  return known
    .map((one) => {
      const max = Math.floor(Math.min(name.length, one.length) / LETTERS_PER_ERROR)
      const isPart = hasPart(one, name) || hasPart(name, one)
      return { one, errors: distance(name, one, max) ?? (isPart ? max + 1 : undefined) }
    })
    .filter(({ errors }) => errors !== undefined)
    .sort((a, b) => (a.errors ?? 0) - (b.errors ?? 0))
    .map(({ one }) => one)
}

const hasPart = (name: string, part: string): boolean => `_${name}_`.includes(`_${part}_`)
