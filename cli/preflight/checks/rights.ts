// Whether the deployment may set the notification, as far as anybody can know without trying it.

import { findingsOf } from '../../finding.ts'
import { checked, type Finding } from '../finding.ts'
import { isForeign, partitionOf, type Subject } from '../subject.ts'

const { ok, note, warning, error } = findingsOf('rights')

/** The role by which CloudFormation deploys, as `cdk bootstrap` names it if nobody gave another qualifier. */
const deploymentRole = (partition: string, account: string, region: string): string =>
  `arn:${partition}:iam::${account}:role/cdk-hnb659fds-cfn-exec-role-${account}-${region}`

/** Looks for what would keep the deployment from setting the notification: another account, an organization. */
export const checkRights = async (subject: Subject, isListable: boolean): Promise<readonly Finding[]> => {
  const { aws, bucket, account, region } = subject
  if (account === undefined) return [UNKNOWABLE]
  const owned = subject.bucketAccount ?? account
  const owner = isListable
    ? await checked('rights', `whether the bucket is of the account ${owned}`, async () =>
        (await aws.isOwnedBy(bucket, owned)) ? ownedFindings(subject) : [notOwned(subject)],
      )
    : []
  const partition = partitionOf(region)
  const role = deploymentRole(partition, account, region)
  const organization = await checked('rights', 'what the organization allows', async () => {
    const simulated = await aws.simulate(role, 's3:PutBucketNotification', `arn:${partition}:s3:::${bucket}`)
    if (simulated === undefined)
      return [
        warning(
          `the account is not bootstrapped for CDK in ${region}, or with another qualifier`,
          `npx cdk bootstrap aws://${account}/${region}`,
        ),
      ]
    if (isForeign(subject)) return []
    // IAM's simulation takes a policy with conditions for a denial, whatever they say (aws/aws-sdk issue 102).
    if (simulated.allowedByOrganization === false)
      return [
        warning(
          "the organization's service control policies deny s3:PutBucketNotification in this account, or have conditions that IAM's simulation can't decide",
          'ask who keeps them whether a function may set notifications of this bucket',
        ),
      ]
    return [ok("IAM's simulation names no service control policy that denies s3:PutBucketNotification in this account")]
  })
  return [...owner, ...organization, ...(isForeign(subject) ? [] : [UNKNOWABLE])]
}

const ownedFindings = (subject: Subject): Finding[] => {
  const { account, bucketAccount } = subject
  if (isForeign(subject))
    return [
      note(
        `the bucket is of the account ${bucketAccount}, so that its owner sets the rules of its notification, and a policy that allows the account ${account} to read it`,
        'before the deployment, allow the account in the policies of the bucket and of its key; after it, registry-index bucket-setup prints rules and statements (docs/adopting.md)',
      ),
    ]
  return bucketAccount === undefined ? [] : [note(`the bucket is of this account: leave --bucket-account out`)]
}

const notOwned = ({ account, bucketAccount }: Subject): Finding =>
  bucketAccount === undefined
    ? error(
        `the bucket is not of the account ${account}: the stack can't set its notification`,
        "deploy with credentials of the bucket's account; or say whose it is, by --bucket-account ID, for a deployment whose rules its owner sets (docs/adopting.md)",
      )
    : error(
        `the bucket is not of the account ${bucketAccount}`,
        'correct --bucket-account: the owner of the bucket knows it',
      )

const UNKNOWABLE = note(
  'nobody can know before: whether S3 takes the rule from the function that sets it, whose role the deployment makes (resource control policies, permissions boundaries); if it is refused, the deployment rolls back and leaves the bucket as it was',
)
