// `label:key` and `label:key=value`: tags by their labels and annotations.

import { keptValue, labelLookupValue } from '../../model/search-entries.ts'
import { normalize } from '../../model/tokenizer.ts'
import { factOfLabel, isLabelKey, type LabelKeys } from '../../registry/label-keys.ts'
import type { DocumentFilter } from '../memory/filters/document-filter.ts'
import { baseLookup, type Lookup, revisionLookup } from './lookup.ts'
import { QueryError } from './query-error.ts'
import { inSource } from './source.ts'
import { starred, starTest } from './stars.ts'

/** Follows the value in an entry: with it only that value is looked up, and none that begins so. */
const END = '\0'
/** Ends a text of a document that was cut. */
const CUT = '…'

interface Asked {
  readonly filter?: DocumentFilter
  readonly lookup?: Lookup
  readonly source?: string
}

/**
 * Returns what `label:` asks for. Labels that are facts which search knows are answered by those.
 * @throws QueryError
 */
export const labelAsked = (asked: string): Asked => {
  const at = asked.indexOf('=')
  const key = (at < 0 ? asked : asked.slice(0, at)).trim().toLowerCase()
  const value =
    at < 0
      ? '*'
      : asked
          .slice(at + 1)
          .trim()
          .replace(/\s+/g, ' ')
  if (key === '' || key.includes('*')) throw new QueryError(`label:${asked} names no label; give its whole key`)
  if (value === '')
    throw new QueryError(`nothing comes after label:${asked}; give a value, or leave the = out to find any`)
  const fact = factOfLabel(key)
  return fact === undefined ? { lookup: labelLookup(key, value) } : byFact(fact, key, value)
}

const labelLookup = (key: string, value: string): Lookup => {
  const begins = starred(value).how === 'any' ? '' : beginningOfLabel(key, value)
  return {
    kinds: ['label'],
    value: keptValue(labelLookupValue(key, begins)) + (value.endsWith('*') ? '' : END),
    label: key,
  }
}

const beginningOfLabel = (key: string, value: string): string => {
  const { text, how } = starred(value)
  if (how === 'asItIs' || how === 'begins') return text
  throw new QueryError(`label:${key}=${value} can't be looked up; give how its value begins, with a star at the end`)
}

const byFact = (fact: string, key: string, value: string): Asked => {
  switch (fact) {
    case 'source':
      return inSource(value)
    case 'revision':
      return { lookup: revisionLookup(beginningOfLabel(key, value)) }
    case 'baseName':
    case 'baseDigest':
      return { lookup: baseLookup(beginningOfLabel(key, value)) }
    case 'licenses':
    case 'vendor':
      return { filter: { by: 'text', field: fact, test: isValue(value) } }
    case 'title':
    case 'description':
    case 'version':
      return { filter: { by: 'shown', field: fact, test: isValue(value) } }
    default:
      throw new QueryError(`label:${key} can't be looked up; ask for pushed: or older:, or sort by newest`)
  }
}

const isValue = (value: string): ((text: string) => boolean) => {
  const wanted = starred(normalize(value))
  const test = starTest(wanted)
  return (text) => {
    const whole = normalize(text).replace(/\s+/g, ' ')
    const isCut = text.endsWith(CUT) && wanted.how === 'asItIs'
    return test(whole) || (isCut && wanted.text.startsWith(normalize(text.slice(0, -CUT.length))))
  }
}

/**
 * Checks that the label which is looked up is one by which tags are looked up.
 * @throws QueryError
 */
export const checkLabel = (keys: LabelKeys, lookup: Lookup | undefined): void => {
  const { label } = lookup ?? {}
  if (label === undefined || isLabelKey(keys, label)) return
  const allowed = keys.length === 0 ? 'none are' : `those that are: ${keys.join(', ')}`
  throw new QueryError(
    `labels ${label} are not looked up; ${allowed}. The setting label_keys of the deployment says which`,
  )
}
