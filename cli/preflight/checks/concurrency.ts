import { BACKFILL_CONCURRENCY, INDEXER_CONCURRENCY } from '../../../lambda/names/runs.ts'
import { findingsOf } from '../../finding.ts'
import { checked, type Finding } from '../finding.ts'
import type { Subject } from '../subject.ts'

const { ok, warning } = findingsOf('concurrency')

/** Searches at the same moment that should never wait for pushes. */
const SEARCHES = 6
const NEEDED = INDEXER_CONCURRENCY + BACKFILL_CONCURRENCY + SEARCHES

/** Compares the account's concurrent executions of Lambda with what the stack may take. New accounts have 10. */
export const checkConcurrency = ({ aws, region }: Subject): Promise<readonly Finding[]> =>
  checked('concurrency', 'how many functions may run at the same time', async () => {
    const { total, unreserved } = await aws.concurrency()
    const have = `the account may run ${unreserved} functions at the same time in ${region}${total === unreserved ? '' : `, besides ${total - unreserved} that are reserved`}`
    const need = `indexing takes up to ${INDEXER_CONCURRENCY} and a run ${BACKFILL_CONCURRENCY}, besides searches`
    if (unreserved >= NEEDED) return [ok(`${have}; ${need}`)]
    return [
      warning(
        `${have}; ${need}: while many images are pushed or a run goes on, searches are refused`,
        'ask for more in Service Quotas, which costs nothing: aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 1000',
      ),
    ]
  })
