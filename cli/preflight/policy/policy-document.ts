// The form of a bucket policy, as far as preflight reads it (IAM user guide, "Grammar of the IAM JSON policy language").

import * as z from 'zod/mini'

const OneOrMany = z.pipe(
  z.union([z.string(), z.array(z.string())]),
  z.transform((value: string | string[]) => (typeof value === 'string' ? [value] : value)),
)
const Value = z.union([z.string(), z.boolean(), z.number()])
const Values = z.pipe(
  z.union([Value, z.array(Value)]),
  z.transform((value: string | boolean | number | (string | boolean | number)[]) =>
    (Array.isArray(value) ? value : [value]).map(String),
  ),
)
const Principal = z.union([z.string(), z.record(z.string(), OneOrMany)])

const Statement = z.object({
  Sid: z.optional(z.string()),
  Effect: z.string(),
  Principal: z.optional(Principal),
  NotPrincipal: z.optional(Principal),
  Action: z.optional(OneOrMany),
  NotAction: z.optional(OneOrMany),
  Resource: z.optional(OneOrMany),
  NotResource: z.optional(OneOrMany),
  Condition: z.optional(z.record(z.string(), z.record(z.string(), Values))),
})
export type Statement = z.infer<typeof Statement>

const Document = z.object({ Statement: z.union([z.array(Statement), Statement]) })

/** Returns the statements of a policy; undefined if it has another form. */
export const statementsOf = (json: string): Statement[] | undefined => {
  try {
    const { data } = Document.safeParse(JSON.parse(json))
    return data && [data.Statement].flat()
  } catch {
    return undefined
  }
}

/** True if a text matches a pattern of IAM, in which a star stands for any text and a question mark for a character. */
export const matches = (pattern: string, text: string): boolean => {
  // Two pointers, and one place to go back to: a pattern of many stars costs no more than their product.
  let [at, on] = [0, 0]
  let [star, mark] = [-1, 0]
  while (on < text.length) {
    const sign = pattern[at]
    if (sign === '*') [star, mark, at] = [at, on, at + 1]
    else if (sign !== undefined && (sign === '?' || sign === text[on])) [at, on] = [at + 1, on + 1]
    else if (star >= 0) [at, mark, on] = [star + 1, mark + 1, mark + 1]
    else return false
  }
  return [...pattern.slice(at)].every((sign) => sign === '*')
}
