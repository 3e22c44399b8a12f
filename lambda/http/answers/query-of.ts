import { checkLabel } from '../../search/query/label.ts'
import { parseQuery, type Query } from '../../search/query/query.ts'
import type { IndexPorts } from '../api-ports.ts'

/**
 * Parses a query as this deployment answers it.
 * @param now epoch milliseconds, for `older:`
 * @throws QueryError, also for a label that tags are not looked up by
 */
export const queryOf = ({ labelKeys }: Pick<IndexPorts, 'labelKeys'>, q: string, now: number): Query => {
  const query = parseQuery(q, now)
  checkLabel(labelKeys, query.lookup)
  return query
}
