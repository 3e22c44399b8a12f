import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import type { IBucket } from 'aws-cdk-lib/aws-s3'
import { ENV } from '../lambda/names/environment.ts'
import { NO_LABEL_KEYS } from '../lambda/names/labels.ts'
import { keyPrefix, LAYOUTS, type LayoutId, type Roots } from '../lambda/names/layouts.ts'

/** A registry bucket, where in it the registries are, and what is read of them. */
export interface RegistryBucket {
  readonly bucket: IBucket
  /** Keys by which objects of the bucket are encrypted. */
  readonly keys: readonly IKey[]
  /** The root of each kind of registry in the bucket, without slashes at its ends. */
  readonly roots: Roots
  /** The layouts that are indexed. */
  readonly layouts: readonly LayoutId[]
  /** Keys of the labels that tags are looked up by. */
  readonly labelKeys: readonly string[]
}

/** Returns what the functions must know of the bucket, as environment variables. */
export const registryEnvironment = ({ bucket, roots, layouts, labelKeys }: RegistryBucket) => ({
  [ENV.bucket]: bucket.bucketName,
  ...Object.fromEntries(LAYOUTS.map(({ id, root }) => [root.variable, roots[id]])),
  [ENV.layouts]: layouts.join(','),
  [ENV.labelKeys]: labelKeys.join(',') || NO_LABEL_KEYS,
})

/** Returns the layouts that are indexed, each with its root as the prefix of its keys. */
export const layoutsOf = ({ layouts, roots }: RegistryBucket) =>
  LAYOUTS.filter(({ id }) => layouts.includes(id)).map((layout) => ({ ...layout, root: keyPrefix(roots[layout.id]) }))

/** Lets the grantee read the registry's objects, decrypt them if there is a key, and list the bucket; never write. */
export const grantRegistryRead = (grantee: IGrantable, registry: RegistryBucket): void => {
  const { bucket } = registry
  Grant.addToPrincipal({
    grantee,
    actions: ['s3:GetObject'],
    resourceArns: layoutsOf(registry).flatMap(({ root, reads }) =>
      reads.map((path) => bucket.arnForObjects(`${root}${path}*`)),
    ),
  })
  // Without ListBucket, S3 answers 403 instead of 404 for an object that is gone. A condition on the prefix would do
  // the same, because a GET has no prefix.
  Grant.addToPrincipal({ grantee, actions: ['s3:ListBucket'], resourceArns: [bucket.bucketArn] })
  grantDecrypt(grantee, registry)
}

/**
 * Lets the grantee read the blobs of registries that have them, and decrypt them if there is a key: no link and no image of
 * a registry v1. Without a right to list them, S3 answers 403 instead of 404 for a blob that is gone.
 */
export const grantBlobRead = (grantee: IGrantable, registry: RegistryBucket): void => {
  const { bucket } = registry
  const blobs = layoutsOf(registry).flatMap((layout) => ('blobs' in layout ? layout.root + layout.blobs : []))
  if (blobs.length === 0) return
  Grant.addToPrincipal({
    grantee,
    actions: ['s3:GetObject'],
    resourceArns: blobs.map((prefix) => bucket.arnForObjects(`${prefix}*`)),
  })
  grantDecrypt(grantee, registry)
}

const grantDecrypt = (grantee: IGrantable, { keys }: RegistryBucket): void => {
  for (const key of keys) key.grant(grantee, 'kms:Decrypt')
}

/** Lets the grantee list the keys below the layouts' repositories. */
export const grantRegistryList = (grantee: IGrantable, registry: RegistryBucket): void => {
  const prefixes = layoutsOf(registry).map(({ root, repositories }) => `${root}${repositories}*`)
  Grant.addToPrincipal({
    grantee,
    actions: ['s3:ListBucket'],
    resourceArns: [registry.bucket.bucketArn],
    conditions: { StringLike: { 's3:prefix': prefixes } },
  })
}
