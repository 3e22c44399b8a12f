// Does to a registry what a storm has drawn: through a registry, or directly in the bucket as a registry would.

import { DeleteObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import { distribution } from '../../../lambda/registry/layouts/distribution.ts'
import { image, layer } from '../../../local/sample/image.ts'
import { registryWriter } from '../../fakes/registry.ts'
import { BUCKET, ROOT_DIRECTORY } from '../deployment.ts'
import { pushImage } from '../registry-client.ts'
import { type Deed, isOfRegistry } from './deeds.ts'

const LAYOUT = distribution(ROOT_DIRECTORY)
const WORDS = ['cache', 'proxy', 'queue', 'mail', 'search']

/** Labels by which the words that a search finds change with the image. */
const labelsOf = (number: number) => ({
  'org.opencontainers.image.description': `A ${WORDS[number % WORDS.length]} of the storm`,
  salt: String(number),
})
const imageOf = (number: number) =>
  image({
    format: 'oci',
    layers: [layer({ 'etc/motd': 'the same for all' })],
    created: '2026-11-01T00:00:00Z',
    labels: labelsOf(number),
    annotations: {},
  })

export interface Place {
  readonly s3: S3Client
  /** Where the registry answers now. */
  readonly registry: () => string
  keysOf(repository: string): Promise<string[]>
}

const remove = async ({ s3 }: Place, keys: readonly string[]): Promise<void> => {
  for (const Key of keys) await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }))
}

const intoBucket = async (place: Place, { what, repository, tag, image: number }: Exclude<Deed, { what: 'drop' }>) => {
  if (what === 'untag') return await remove(place, [LAYOUT.tagKey({ repository, tag })])
  const writes: [Key: string, Body: string][] = []
  const put = (...write: [string, string]) => writes.push([write[0], write[1]])
  registryWriter(LAYOUT, put, { putsLayers: true }).push(repository, tag, {
    labels: labelsOf(number),
    salt: String(number),
  })
  // The link of a tag comes last: before it, the tag's blobs say nothing.
  for (const [Key, Body] of writes) await place.s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }))
}

const throughRegistry = async (
  { registry }: Place,
  { what, repository, tag, image: number }: Exclude<Deed, { what: 'drop' }>,
  isRepeated: boolean,
) => {
  const { manifest } = imageOf(number)
  // A registry that dies while it deletes an image may have left a tag without a manifest, which it can't delete again.
  if (what !== 'untag' || isRepeated) await pushImage(registry(), repository, tag, imageOf(number))
  if (what !== 'untag') return
  const { status } = await fetch(`${registry()}/v2/${repository}/manifests/${manifest.digest}`, { method: 'DELETE' })
  if (status !== 202) throw new Error(`the registry answers the removal of ${repository}:${tag} with status ${status}`)
}

/** Does one thing. May be done again after it failed, as people do. */
export const perform = async (place: Place, deed: Deed, isRepeated: boolean): Promise<void> => {
  // No registry removes a repository; whoever wants that removes its folder from the bucket.
  if (deed.what === 'drop') await remove(place, await place.keysOf(`${deed.repository}/_`))
  else if (isOfRegistry(deed.repository)) await throughRegistry(place, deed, isRepeated)
  else await intoBucket(place, deed)
}
