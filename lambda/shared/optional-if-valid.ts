import * as z from 'zod/mini'

/** What is not sound is as if it were not there. */
export const lenient = <T extends z.core.$ZodType>(schema: T) => z.catch(z.optional(schema), undefined as never)
