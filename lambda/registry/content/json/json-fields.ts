// Reads JSON that anybody may have pushed, field by field. An invalid field is noted and treated as absent; it must
// never cost the other fields.

import { withoutCredentials } from '../../../shared/credentials.ts'
import { isDigest } from './digest.ts'
import { Problem } from './problem.ts'

/** Notes that are kept of a document. One says what is wrong, more only say how much. */
export const MAX_NOTES = 3
/** Characters of an invalid value that a note shows, and characters that are looked through for credentials before. */
const SHOWN_CHARS = 40
const READ_CHARS = 4096
/** Labels, annotations, or names of fields that are read. */
const MAX_TEXTS = 1000

/** The first invalid fields of a document, in words that are shown to users. */
export type Notes = string[]

/**
 * Returns the fields of a blob that is a JSON object.
 * @param what names the document in messages, such as `manifest sha256:…`
 * @throws Problem if the blob is not UTF-8, not JSON (or too deep), or not an object
 */
export const parseFields = (content: Uint8Array, what: string, notes: Notes): Fields => {
  const fields = fieldsOf(parseJson(content, what), notes)
  if (fields === undefined) throw new Problem(`${what} is not a JSON object`)
  return fields
}

/** Returns the fields of a JSON value; undefined if it is no object. */
export const fieldsOf = (value: unknown, notes: Notes): Fields | undefined =>
  isObject(value) ? new Fields(value, '', notes) : undefined

/**
 * Returns the value of a blob that is JSON.
 * @param what names the document in messages
 * @throws Problem if the blob is not UTF-8 or not JSON (or too deep)
 */
export const parseJson = (content: Uint8Array, what: string): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content))
  } catch (error) {
    throw new Problem(`${what} is not JSON in UTF-8`, { cause: error })
  }
}

/** A JSON object. Fields that are absent or null are undefined. Invalid fields are undefined too, and noted. */
export class Fields {
  readonly #object: object
  readonly #path: string
  readonly #notes: Notes

  constructor(object: object, path: string, notes: Notes) {
    this.#object = object
    this.#path = path
    this.#notes = notes
  }

  text(key: string): string | undefined {
    return this.#valid(key, 'a string', (value) => (typeof value === 'string' ? value : undefined))
  }

  digest(key: string): string | undefined {
    return this.#valid(key, 'a digest', (value) => (isDigest(value) ? value : undefined))
  }

  flag(key: string): boolean | undefined {
    return this.#valid(key, 'true or false', (value) => (typeof value === 'boolean' ? value : undefined))
  }

  /** A size in bytes, or a count: a whole number that is not negative. */
  size(key: string): number | undefined {
    return this.#valid(key, 'a size', (value) => (isSize(value) ? value : undefined))
  }

  object(key: string): Fields | undefined {
    const value = this.#valid(key, 'an object', (one) => (isObject(one) ? one : undefined))
    return value && new Fields(value, `${this.#path}${key}.`, this.#notes)
  }

  /** Returns the objects among the first `max` elements of an array; undefined if there is no array. */
  objects(key: string, max: number): Fields[] | undefined {
    return this.#elements(key, max, 'an object', (one, at) =>
      isObject(one) ? new Fields(one, `${this.#path}${key}[${at}].`, this.#notes) : undefined,
    )
  }

  /** Returns the strings among the first `max` elements of an array; undefined if there is no array. */
  strings(key: string, max: number): string[] | undefined {
    return this.#elements(key, max, 'a string', (one) => (typeof one === 'string' ? one : undefined))
  }

  /** The same, where one string stands for an array of it. */
  words(key: string, max: number): string[] | undefined {
    const value = this.#value(key)
    return typeof value === 'string' ? [value] : this.strings(key, max)
  }

  /** Returns the names of an object's fields, whatever their values are; undefined if there is no object. */
  names(key: string): string[] | undefined {
    const fields = this.object(key)
    return fields && Object.keys(fields.#object).slice(0, MAX_TEXTS)
  }

  /** Returns the strings of an object whose values are strings, such as labels, in its order. */
  texts(key: string): Texts | undefined {
    const fields = this.object(key)
    if (fields === undefined) return undefined
    const names = Object.keys(fields.#object).slice(0, MAX_TEXTS)
    const texts = names.map((name) => [name, fields.text(name)] as const)
    return new Map(texts.filter((one): one is [string, string] => one[1] !== undefined))
  }

  /** True if the field says something: it is there, and neither null nor an empty string, array or object. Notes nothing. */
  isFilled(key: string): boolean {
    const value = this.#value(key)
    if (value === undefined || value === null || value === '') return false
    return typeof value !== 'object' || Object.keys(value).length > 0
  }

  /** True if one of the fields says something. Notes nothing. */
  isAnyFilled(): boolean {
    return Object.keys(this.#object).some((key) => this.isFilled(key))
  }

  /** Adds a note about this document. */
  note(what: string): void {
    if (this.#notes.length < MAX_NOTES) this.#notes.push(what)
  }

  // Cut before the elements are read, since an array may have a million of them.
  #elements<T>(key: string, max: number, kind: string, read: (one: unknown, at: number) => T | undefined) {
    const array = this.#valid(key, 'an array', (value) => (Array.isArray(value) ? value : undefined))
    if (array !== undefined && array.length > max)
      this.note(`${this.#path}${key} has ${array.length} elements, of which only the first ${max} are read`)
    return array
      ?.slice(0, max)
      .map((one: unknown, at): T | undefined => {
        const valid = read(one, at)
        if (valid === undefined && one !== null)
          this.note(`${this.#path}${key}[${at}] is ${describeValue(one)}, not ${kind}`)
        return valid
      })
      .filter((one): one is T & {} => one !== undefined)
  }

  // Own fields only: each object inherits a `constructor`.
  #value(key: string): unknown {
    return Object.hasOwn(this.#object, key) ? Reflect.get(this.#object, key) : undefined
  }

  #valid<T>(key: string, kind: string, read: (value: unknown) => T | undefined): T | undefined {
    const value = this.#value(key)
    if (value === undefined || value === null) return undefined
    const valid = read(value)
    if (valid === undefined) this.note(`${this.#path}${key} is ${describeValue(value)}, not ${kind}`)
    return valid
  }
}

/** Labels or annotations. */
export type Texts = ReadonlyMap<string, string>

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isSize = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0

// Never turns the whole value into text, since it may have megabytes.
const describeValue = (value: unknown): string => {
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object') return 'an object'
  const text = withoutCredentials(String(value).slice(0, READ_CHARS)).slice(0, SHOWN_CHARS)
  return typeof value === 'string' ? JSON.stringify(text) : text
}
