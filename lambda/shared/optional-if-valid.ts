import * as z from 'zod/mini'

/** Makes a schema optional: an invalid value parses as undefined instead of failing the whole object. */
export const optionalIfValid = <T extends z.core.$ZodType>(schema: T) => z.catch(z.optional(schema), undefined as never)
