import { advise, type Wanted } from '../../../cli/cleanup/advise.ts'
import type { Kind } from '../../../cli/cleanup/choose.ts'
import { DISTRIBUTION } from '../../../lambda/names/layouts.ts'
import { distribution } from '../../../lambda/registry/layouts/distribution.ts'
import { day, digestOf, linkWriter } from '../../fakes/links.ts'
import { memoryBucket } from '../../fakes/memory-bucket.ts'

type Put = (key: string, body: string, lastModified?: Date) => void

/** Everything that may be listed is: tags are old that were pushed before the 15th, and what was pushed on the 20th is new. */
export const EVERYTHING: Wanted = {
  kinds: new Set<Kind>(['untagged', 'old', 'cache', 'dangling']),
  before: day(20).getTime(),
  oldBefore: day(15).getTime(),
  isKept: () => false,
  isCovered: () => true,
}
/** Everything but old tags. */
const NOTHING_OLD: Wanted = { ...EVERYTHING, oldBefore: Number.NEGATIVE_INFINITY }

const IMAGE = 'application/vnd.oci.image.config.v1+json'
const LAYER = 'application/vnd.oci.image.layer.v1.tar+gzip'

/** Writes manifests of all kinds, with their blobs, and links nothing. Each returns the digest. */
export const manifestWriter = (blob: (content: string) => string) => {
  const json = (value: object) => blob(JSON.stringify(value))
  const descriptor = (mediaType: string) => (digest: string) => ({ mediaType, digest, size: 1 })
  const manifest = (configType: string, layerType: string, layers: readonly string[], more: object = {}) =>
    json({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: descriptor(configType)(blob(JSON.stringify({ config: layers, more }))),
      layers: layers.map((text) => descriptor(layerType)(blob(text))),
      ...more,
    })
  const image = (...layers: string[]) => manifest(IMAGE, LAYER, layers)
  const index = (children: readonly string[], more: object = {}) =>
    json({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: children.map(descriptor('application/vnd.oci.image.manifest.v1+json')),
      ...more,
    })
  return {
    json,
    image,
    index,
    /** An artifact; about another manifest, if that is given. */
    artifact: (text: string, subject?: string) =>
      manifest('application/vnd.oci.empty.v1+json', 'text/plain', [text], {
        artifactType: 'application/x.test',
        ...(subject && { subject: { mediaType: 'x/y', digest: subject, size: 1 } }),
      }),
    /** What cosign writes: an image of layers that are no image's. */
    signature: (of: string) => manifest(IMAGE, 'application/vnd.dev.cosign.simplesigning.v1+json', [`sign ${of}`]),
    /** The cache of BuildKit: an index of layers. */
    buildCache: (...layers: string[]) =>
      json({
        schemaVersion: 2,
        manifests: [
          ...layers.map((text) => descriptor(LAYER)(blob(text))),
          descriptor('application/vnd.buildkit.cacheconfig.v0')(blob(`cache ${layers.join()}`)),
        ],
      }),
  }
}

/** The tag by which what refers to a digest is named. */
export const referrersTag = (digest: string, suffix = ''): string => digest.replace(':', '-') + suffix

/** A registry in memory, and what is advised for it. */
export const cleanupWorld = (pageSize?: number) => {
  const memory = memoryBucket(pageSize)
  const layout = distribution('sub')
  const put: Put = memory.put
  const link = linkWriter(layout, put)
  return {
    memory,
    layout,
    link,
    ...manifestWriter(link.blob),
    removeBlob: (digest: string) => memory.remove(layout.blobKey(digest)),
    /** Bytes of the blobs with these contents or digests. */
    bytes: (...digests: string[]) =>
      digests.reduce((sum, digest) => sum + Buffer.byteLength(memory.content(layout.blobKey(digest))), 0),
    advise: (wanted: Partial<Wanted> = {}) =>
      advise({ bucket: memory.bucket, layout, blobs: `sub/${DISTRIBUTION.blobs}` }, { ...NOTHING_OLD, ...wanted }),
    /** What is advised, one line for each deletion: `repository reason digest tags`. */
    async lines(wanted: Partial<Wanted> = {}) {
      const { repositories } = await this.advise(wanted)
      return repositories.flatMap(({ name, deletions }) =>
        deletions.map(({ reason, digest, tags }) => [name, reason, ...(digest ? [digest] : []), ...tags].join(' ')),
      )
    },
  }
}

export { day, digestOf }
