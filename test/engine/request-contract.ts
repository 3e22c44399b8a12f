// What DynamoDB answers to the requests that this project makes, and to those that it must not make. The engine of the
// simulation and the local AWS are held to it.

import { beforeAll, it } from 'vitest'
import { batchClauses } from './contract/batch-clauses.ts'
import { capacityClauses } from './contract/capacity-clauses.ts'
import { itemClauses } from './contract/item-clauses.ts'
import { queryClauses } from './contract/query-clauses.ts'
import { type Clause, type Database, requestsTo } from './contract/requests.ts'
import { scanClauses } from './contract/scan-clauses.ts'
import { transactionClauses } from './contract/transaction-clauses.ts'

/** @param differs names of the clauses that this database is known not to keep; they must fail */
export const requestContract = (make: () => Promise<Database>, differs: readonly string[] = []) => {
  let database: Database
  beforeAll(async () => {
    database = await make()
  })
  const clause: Clause = (name, test) =>
    (differs.includes(name) ? it.fails : it)(name, () => test(requestsTo(database)))
  const all = [itemClauses, transactionClauses, batchClauses, queryClauses, scanClauses, capacityClauses]
  for (const clauses of all) clauses(clause)
}
