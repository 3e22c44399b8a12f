import { findingsOf } from '../../finding.ts'
import { checked, type Finding, unchecked } from '../finding.ts'
import { CallError, type Encryption } from '../ports.ts'
import type { Subject } from '../subject.ts'

const { ok, note, error } = findingsOf('encryption')

/** Most keys that are looked at: the bucket's, and those of objects that were read. */
const MAX_KEYS = 3

export interface EncryptionFound {
  readonly findings: readonly Finding[]
  /** ARNs of the keys for the setting `kms_key`. */
  readonly kmsKeys: readonly string[]
  /** True if each object that is read costs a request to KMS. */
  readonly costsRequests: boolean
}

/**
 * Finds the key that the functions must be allowed to use.
 * @param objectKeys ARNs of the keys that encrypt objects which were read
 */
export const checkEncryption = async (
  { aws, bucket, account }: Subject,
  objectKeys: readonly string[],
): Promise<EncryptionFound> => {
  let encryption: Encryption | undefined
  const own: string[] = []
  const failed = await checked('encryption', 'how the bucket encrypts objects', async () => {
    encryption = await aws.encryption(bucket)
    return []
  })
  const ids = [...new Set([...objectKeys, ...(encryption?.kmsKey === undefined ? [] : [encryption.kmsKey])])]
  const findings: Finding[] = [...failed]
  for (const id of ids.slice(0, MAX_KEYS)) {
    const { finding, arn } = await checkKey(aws, id, account)
    if (finding !== undefined) findings.push(finding)
    if (arn !== undefined && !own.includes(arn)) own.push(arn)
  }
  const isKms = ids.length > 0 || encryption?.algorithm.startsWith('aws:kms') === true
  if (findings.length === 0)
    findings.push(
      isKms
        ? ok('encrypted by a key of AWS itself (aws/s3), which needs no setting')
        : ok(`encrypted by S3 itself (${encryption?.algorithm ?? 'no default is set'}), which needs no setting`),
    )
  const costsRequests = isKms && encryption?.bucketKey !== true
  if (costsRequests)
    findings.push(
      note(
        'the bucket has no bucket key, so that each object that is read costs a request to KMS',
        'switch the bucket key on: it is used for objects that are written from then on',
      ),
    )
  return { findings, kmsKeys: own, costsRequests }
}

const KEY_ARN = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:(\d{12}):key\/[A-Za-z0-9-]+$/

// An alias is looked up, because the setting takes the ARN of a key only: IAM knows keys by their ARNs.
const checkKey = async (
  aws: Subject['aws'],
  id: string,
  account: string | undefined,
): Promise<{ finding?: Finding; arn?: string }> => {
  try {
    const key = await aws.key(id)
    if (key === undefined)
      return {
        finding: error(`there is no KMS key ${id}`, 'correct the encryption of the bucket: nothing can be written'),
      }
    if (!key.isCustomers) return {}
    if (key.state !== 'Enabled')
      return { finding: error(`the key ${key.arn} is ${key.state}`, 'enable the key: until then nothing can be read') }
    const owner = KEY_ARN.exec(key.arn)?.[1]
    const isForeign = account !== undefined && owner !== account
    const policy = isForeign
      ? ` It is of the account ${owner}: its policy must also allow kms:Decrypt to the account ${account}`
      : " Whether the key's policy leaves it to IAM who may use it is not checked"
    return { arn: key.arn, finding: ok(`encrypted by the key ${key.arn}, for which kms_key is set below.${policy}`) }
  } catch (thrown) {
    if (!(thrown instanceof CallError)) throw thrown
    const finding = unchecked('encryption', `the key ${id}`, thrown)
    return KEY_ARN.test(id) ? { finding, arn: id } : { finding }
  }
}
