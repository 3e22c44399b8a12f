import { explain } from '../../explain.ts'
import { type Finding, findingsOf } from '../../finding.ts'
import type { Check, Subject } from '../check.ts'

const { ok, note, unknown, error } = findingsOf('access')

const FUNCTIONS = [
  ['indexer', 'IndexerFunction'],
  ['backfill function', 'BackfillFunction'],
] as const

/** Whether the functions may read the bucket, by their own rights: each lists every layout, and reads one tag. */
export const checkAccess: Check = ({ deployment }) =>
  Promise.all(
    FUNCTIONS.flatMap(([title, output]) => {
      const name = deployment.health.outputs.get(output)
      return name === undefined ? [] : [tried(deployment, title, name)]
    }),
  )

// Where one of them may not be asked, what the other says still counts.
const tried = async (deployment: Subject['deployment'], title: string, name: string): Promise<Finding> => {
  try {
    const { read, failure } = await deployment.health.tryAccess(name)
    if (failure !== undefined)
      return error(
        `the ${title} can't read the bucket: ${failure}`,
        `mend what the message names: the bucket's policy or its key's (registry-index bucket-setup prints statements), or the settings bucket and kms_key`,
      )
    return read.length === 0
      ? note(`the ${title} may list s3://${deployment.bucketName}, and found no tag to read at the beginning of it`)
      : ok(`the ${title} read ${read.join(', ')}`)
  } catch (thrown) {
    return unknown(
      `couldn't be checked: whether the ${title} may read the bucket: ${explain(thrown)}`,
      `give yourself lambda:InvokeFunction on ${name}; if the function itself fails, see its log (docs/runbook.md, "indexer-errors")`,
    )
  }
}
