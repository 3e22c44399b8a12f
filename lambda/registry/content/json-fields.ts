// JSON that anybody may have pushed: read field by field. What is not sound is noted, and as if it were not there.

import { isDigest } from './digest.ts'
import { Problem } from './problem.ts'

/** How many notes are kept: one says what is wrong, more only how much. */
export const NOTES = 3
/** What of a wrong value is shown. */
const SHOWN = 40
/** Labels or annotations that are looked at. */
const TEXTS = 1000

/** What was not sound in a document, for people: the first few. */
export type Notes = string[]

/**
 * The fields of a blob that is a JSON object.
 * @param what names the document in messages, such as `manifest sha256:…`
 * @throws Problem where it is not UTF-8, not JSON (too deep included), or no object
 */
export const parseFields = (content: Uint8Array, what: string, notes: Notes): Fields => {
  const value = parseJson(content, what)
  if (!isObject(value)) throw new Problem(`${what} is not a JSON object`)
  return new Fields(value, '', notes)
}

/**
 * The value of a blob that is JSON.
 * @throws Problem where it is not UTF-8 or not JSON (too deep included)
 */
export const parseJson = (content: Uint8Array, what: string): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content))
  } catch (error) {
    throw new Problem(`${what} is not JSON in UTF-8`, { cause: error })
  }
}

/** A JSON object. Fields that are absent or null are undefined; so are unsound ones, which are noted. */
export class Fields {
  readonly #of: object
  readonly #path: string
  readonly #notes: Notes

  constructor(of: object, path: string, notes: Notes) {
    this.#of = of
    this.#path = path
    this.#notes = notes
  }

  text(key: string): string | undefined {
    return this.#sound(key, 'a string', (value) => (typeof value === 'string' ? value : undefined))
  }

  digest(key: string): string | undefined {
    return this.#sound(key, 'a digest', (value) => (isDigest(value) ? value : undefined))
  }

  /** A size in bytes, or a count. */
  size(key: string): number | undefined {
    return this.#sound(key, 'a size', (value) => (isSize(value) ? value : undefined))
  }

  object(key: string): Fields | undefined {
    const value = this.#sound(key, 'an object', (one) => (isObject(one) ? one : undefined))
    return value && new Fields(value, `${this.#path}${key}.`, this.#notes)
  }

  /** The objects among the first so many elements of an array; undefined where there is no array. */
  objects(key: string, most: number): Fields[] | undefined {
    return this.#elements(key, most, 'an object', (one, at) =>
      isObject(one) ? new Fields(one, `${this.#path}${key}[${at}].`, this.#notes) : undefined,
    )
  }

  /** The strings among the first so many elements of an array. */
  strings(key: string, most: number): string[] | undefined {
    return this.#elements(key, most, 'a string', (one) => (typeof one === 'string' ? one : undefined))
  }

  /** The texts of an object of texts, such as labels; in its order. */
  texts(key: string): Texts | undefined {
    const fields = this.object(key)
    if (fields === undefined) return undefined
    const names = Object.keys(fields.#of).slice(0, TEXTS)
    const texts = names.map((name) => [name, fields.text(name)] as const)
    return new Map(texts.filter((one): one is [string, string] => one[1] !== undefined))
  }

  /** Notes something of this document. */
  note(what: string): void {
    if (this.#notes.length < NOTES) this.#notes.push(what)
  }

  // Cut before it is looked at: an array may have a million elements.
  #elements<T>(key: string, most: number, kind: string, read: (one: unknown, at: number) => T | undefined) {
    const array = this.#sound(key, 'an array', (value) => (Array.isArray(value) ? value : undefined))
    if (array !== undefined && array.length > most)
      this.note(`${this.#path}${key} has ${array.length} elements, of which ${most} are looked at`)
    return array
      ?.slice(0, most)
      .map((one: unknown, at): T | undefined => {
        const sound = read(one, at)
        if (sound === undefined && one !== null) this.note(`${this.#path}${key}[${at}] is ${shown(one)}, not ${kind}`)
        return sound
      })
      .filter((one): one is T & {} => one !== undefined)
  }

  #sound<T>(key: string, kind: string, read: (value: unknown) => T | undefined): T | undefined {
    const value: unknown = Object.hasOwn(this.#of, key) ? Reflect.get(this.#of, key) : undefined
    if (value === undefined || value === null) return undefined
    const sound = read(value)
    if (sound === undefined) this.note(`${this.#path}${key} is ${shown(value)}, not ${kind}`)
    return sound
  }
}

/** Labels or annotations. */
export type Texts = ReadonlyMap<string, string>

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0

// Not the whole value as text first: it may have megabytes.
const shown = (value: unknown): string => {
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object') return 'an object'
  const text = String(value).slice(0, SHOWN)
  return typeof value === 'string' ? JSON.stringify(text) : text
}
