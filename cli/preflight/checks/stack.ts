import { findingsOf } from '../../finding.ts'
import { checked, type Finding } from '../finding.ts'
import type { StackState } from '../ports.ts'
import type { Subject } from '../subject.ts'

const { ok, note, warning, error } = findingsOf('stack')

export interface StackFound {
  readonly findings: readonly Finding[]
  /** The deployment that is there already, if it is one of this bucket: its outputs. */
  readonly own: ReadonlyMap<string, string> | undefined
}

/** Says whether the stack's name is free in the region, or has this bucket's index already. */
export const checkStack = async ({ aws, bucket, stack, region }: Subject): Promise<StackFound> => {
  let own: StackFound['own']
  const findings = await checked('stack', `whether ${region} has a stack ${stack}`, async () => {
    const found = await aws.stack(stack)
    if (found === undefined) return [ok(`the name ${stack} is free in ${region}`)]
    if (found.outputs.get('RegistryBucket') === bucket) own = found.outputs
    return [verdict(found, stack, bucket)]
  })
  return { findings, own }
}

const verdict = ({ status, outputs }: StackState, stack: string, bucket: string): Finding => {
  const other = 'give the index another name, here by --stack, at cdk deploy by -c stack=…'
  const indexed = outputs.get('RegistryBucket')
  // A first deployment that failed has no outputs; CDK deletes it before the next one.
  if (status === 'ROLLBACK_COMPLETE')
    return note(`the stack ${stack} is left over from a first deployment that failed; cdk deploy deletes it first`)
  if (indexed === undefined)
    return error(`there is a stack ${stack} (${status}), which is no search index of a registry`, other)
  if (indexed !== bucket) return error(`the stack ${stack} (${status}) indexes the bucket ${indexed}`, other)
  if (/_FAILED$/.test(status))
    return warning(`the stack ${stack} of this bucket is ${status}`, 'mend it in CloudFormation before you deploy')
  return note(`the stack ${stack} indexes this bucket already (${status}); cdk deploy would update it`)
}
