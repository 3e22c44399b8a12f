/**
 * Splits the target of a request into path and query, as CloudFront does for its functions.
 * @param target as in a request line: a path with a query, or a whole address
 * @returns the query begins with its question mark, or is empty
 */
export const splitTarget = (target: string): { readonly path: string; readonly query: string } => {
  const local = target.replace(/^https?:\/\/[^/?#]*/i, '')
  const at = local.indexOf('?')
  const [path, query] = at < 0 ? [local, ''] : [local.slice(0, at), local.slice(at)]
  // A request has no fragment: the registry takes the number sign for a part of the query.
  return { path, query: query.replaceAll('#', '%23') }
}
