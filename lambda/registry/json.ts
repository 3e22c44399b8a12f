import * as z from 'zod/mini'
import { isDigest } from './digest.ts'
import { Problem } from './problem.ts'

/**
 * The JSON value of a blob.
 * @throws Problem where it is not UTF-8 or not JSON (too deep included)
 */
export const parseJson = (content: Uint8Array, what: string): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(content))
  } catch (error) {
    throw new Problem(`${what} is not JSON in UTF-8`, error)
  }
}

// Fields of stored documents may have any type: what is not sound is taken as absent, and costs only itself.
/** What is not sound is as if it were not there. */
export const lenient = <T extends z.core.$ZodType>(schema: T) => z.catch(z.optional(schema), undefined as never)

export const text = lenient(z.string())
export const digest = lenient(z.string().check(z.refine(isDigest)))
/** A size in bytes. */
export const size = lenient(z.int().check(z.nonnegative()))
/** Labels and annotations: any JSON object; its values are looked at one by one. */
export const texts = lenient(
  z.custom<Record<string, unknown>>((value) => typeof value === 'object' && value !== null && !Array.isArray(value)),
)
/** A JSON object with these fields, or nothing. */
export const object = <Shape extends Record<string, z.core.$ZodType>>(shape: Shape) => lenient(z.object(shape))
/** The first so many of an array, the unsound among them as nothing; or nothing where it is none. */
export const list = <T extends z.core.$ZodType>(item: T, most: number) =>
  // Cut before it is looked at: an array may have a million elements.
  lenient(
    z.pipe(
      z.transform((value: unknown) => (Array.isArray(value) ? value.slice(0, most) : value)),
      z.array(item),
    ),
  )

/** The first of these keys with a string for a value. */
export const firstText = (from: Record<string, unknown> | undefined, keys: readonly string[]): string | undefined => {
  for (const key of keys) {
    const value = from !== undefined && Object.hasOwn(from, key) ? from[key] : undefined
    if (typeof value === 'string' && value.trim() !== '') return value
  }
  return undefined
}
