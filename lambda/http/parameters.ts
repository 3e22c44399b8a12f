import type { Context } from 'hono'

/**
 * A whole number of the query string; undefined where the parameter is absent or empty.
 * @throws what `refuse` makes of what is wrong
 */
export const wholeNumber = (
  context: Context,
  name: string,
  { least, most }: { readonly least: number; readonly most: number },
  refuse: (value: string, message: string) => Error,
): number | undefined => {
  const value = context.req.query(name)
  if (value === undefined || value === '') return undefined
  const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN
  if (number >= least && number <= most) return number
  throw refuse(value, `${name} is "${value.slice(0, 40)}"; allowed are whole numbers from ${least} to ${most}`)
}
