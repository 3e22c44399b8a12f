// Reads one tag as the indexer would: its key, and the manifest or image that it points to.

import { DISTRIBUTION, DOCKER_V1, keyPrefix } from '../../../lambda/names/layouts.ts'
import { distribution } from '../../../lambda/registry/layouts/distribution.ts'
import type { Layout } from '../../../lambda/registry/layouts/layout.ts'
import { findingsOf } from '../../finding.ts'
import { type CheckName, checked, type Finding } from '../finding.ts'
import { CallError, type ListedKey } from '../ports.ts'
import type { Subject } from '../subject.ts'

const check: CheckName = 'read'
const { ok, warning, unknown, error } = findingsOf(check)

/** Most tags that are tried: the first ones may be broken. */
const MAX_TRIES = 3
/** Most bytes that are read of a tag's key; a digest has 71 or 135. */
const LINK_MAX_BYTES = 512
/** Most bytes that are read of a manifest or an image's JSON. */
const MANIFEST_MAX_BYTES = 4 * 1024 * 1024

/** What S3 calls storage classes from which nothing can be read at once. GLACIER_IR can. */
const ARCHIVED = new Set(['GLACIER', 'DEEP_ARCHIVE'])

export interface ReadFound {
  readonly findings: readonly Finding[]
  /** ARNs of the keys that encrypt what was read. */
  readonly kmsKeys: readonly string[]
}

/** Reads a tag of this layout, of those that the listing showed. */
export const checkRead = async (
  subject: Subject,
  layout: Layout,
  samples: readonly ListedKey[],
): Promise<ReadFound> => {
  if (samples.length === 0)
    return {
      findings: [unknown(`couldn't be checked: whether objects of ${layout.prefix} can be read: none was listed`)],
      kmsKeys: [],
    }
  const kmsKeys = new Set<string>()
  const archived = samples.filter(({ storageClass }) => ARCHIVED.has(storageClass))
  const findings = await checked(check, `whether objects of ${layout.prefix} can be read`, async () => {
    const tries: Finding[] = []
    for (const { key } of samples.slice(0, MAX_TRIES)) {
      const finding = await readTag(subject, layout, key, kmsKeys)
      if (finding.level === 'ok') return [finding]
      tries.push(finding)
      // A right that is missing is missing for all.
      if (finding.level === 'error') break
    }
    return tries.slice(-1)
  })
  const frozen = archived.map(({ key, storageClass }) => error(`${key} is archived (${storageClass})`, RESTORE))
  return { findings: frozen.length > 0 ? frozen.slice(0, 1) : findings, kmsKeys: [...kmsKeys] }
}

const RESTORE =
  'restore what is archived, and keep lifecycle rules from archiving objects of the registry: neither it nor the index can read them'

const readTag = async (
  { aws, bucket }: Subject,
  layout: Layout,
  key: string,
  kmsKeys: Set<string>,
): Promise<Finding> => {
  const get = async (one: string, maxBytes: number) => {
    try {
      const found = await aws.read(bucket, one, maxBytes)
      if (found?.kmsKey !== undefined) kmsKeys.add(found.kmsKey)
      return found
    } catch (thrown) {
      if (thrown instanceof CallError) return failure(one, thrown)
      throw thrown
    }
  }
  const link = await get(key, LINK_MAX_BYTES)
  if (link === undefined) return unknown(`${key} was removed meanwhile`, 'run preflight again')
  if (!('body' in link)) return link
  const target = layout.parseTarget(link.body)
  if (target === undefined)
    return warning(`${key} holds no digest and no image id; the index will show that tag with a problem`)
  const manifestKey = manifestKeyOf(layout, target)
  const manifest = await get(manifestKey, MANIFEST_MAX_BYTES)
  if (manifest === undefined)
    return warning(`${manifestKey} is missing, to which ${key} points; the index will show that tag with a problem`)
  return 'body' in manifest ? ok(`${key} and what it points to can be read`) : manifest
}

const manifestKeyOf = ({ id, root }: Layout, target: string): string =>
  id === DISTRIBUTION.id ? distribution(root).blobKey(target) : `${keyPrefix(root)}${DOCKER_V1.images}${target}/json`

const failure = (key: string, { code, kind, message, fix }: CallError): Finding => {
  if (code === 'InvalidObjectState') return error(`${key} is archived`, RESTORE)
  if (/^KMS\./.test(code) || /kms:/i.test(message))
    return error(
      `${key} can't be decrypted: ${message}`,
      'give yourself kms:Decrypt on the key, which also tells whether its policy allows IAM to; enable the key if it is disabled. The functions get kms:Decrypt by the setting kms_key',
    )
  if (kind === 'denied') return error(`${key} can't be read: ${message}`, 'give yourself s3:GetObject on the bucket')
  return unknown(`couldn't be checked: whether ${key} can be read: ${message}`, fix)
}
