// Columns: one number for each document, or each text of a pool, in as few bytes as the greatest one needs.

export type Column = Uint8Array | Uint16Array | Uint32Array | Float64Array
export type Floats = Float64Array

/** Returns the numbers as a column. They are whole and not negative: a float holds all of those that a row may have. */
export const packColumn = (values: ArrayLike<number>): Column => {
  let most = 0
  for (let at = 0; at < values.length; at++) most = Math.max(most, values[at] as number)
  if (most < 2 ** 8) return Uint8Array.from(values)
  if (most < 2 ** 16) return Uint16Array.from(values)
  return most < 2 ** 32 ? Uint32Array.from(values) : Float64Array.from(values)
}

/** Returns where each of the parts begins, if they lie one behind the other, and at last where the last one ends. */
export const startsOf = (lengths: Column): Uint32Array => {
  const starts = new Uint32Array(lengths.length + 1)
  let at = 0
  for (let part = 0; part < lengths.length; part++) {
    at += lengths[part] as number
    starts[part + 1] = at
  }
  return starts
}
