// Prepares rows for the marshaller of the document client.

/**
 * Returns a row whose nested objects are Maps. The marshaller tells what a plain object is by its `constructor`, which in
 * a map of labels may be a label: it then throws, or takes the object for something else (util-dynamodb, convertToAttr).
 * A Map is recognised by its class. The names of the row's own fields are ours.
 */
export const itemOf = (row: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, withMaps(value)]))

const withMaps = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(withMaps)
  if (typeof value !== 'object' || value === null) return value
  return new Map(Object.entries(value).map(([name, inner]) => [name, withMaps(inner)]))
}
