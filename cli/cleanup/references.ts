// What a manifest leads to. Nothing is left out, however much it is: what is overlooked here would be deleted as unneeded.

import { type Fields, parseFields } from '../../lambda/registry/content/json/json-fields.ts'
import { Problem } from '../../lambda/registry/content/json/problem.ts'
import type { Kind } from '../../lambda/registry/content/manifests/kinds.ts'
import { parseManifest } from '../../lambda/registry/content/manifests/manifest.ts'

/** A config or a layer. */
interface BlobReference {
  readonly digest: string
  /** True for a layer that is pulled from elsewhere, so that the registry may lack it. */
  readonly isForeign: boolean
}

export interface References {
  readonly kind: Kind
  /** Digests of the entries of an image index. Those of a build cache may be layers. */
  readonly children: readonly string[]
  readonly blobs: readonly BlobReference[]
  readonly subject: string | undefined
}

/** Lists are bounded by the bytes of a manifest alone, of which a registry takes 4 MiB. */
const ALL = Number.MAX_SAFE_INTEGER
/** Types of layers that clients push only if they are told to (image-spec, "Non-Distributable Layers"). */
const FOREIGN = /foreign|nondistributable/

/**
 * Parses what a manifest of any kind leads to. Entries without a valid digest lead nowhere.
 * @throws Problem if the content is not JSON, or no object
 */
export const referencesOf = (content: Uint8Array, digest: string): References => {
  const document = parseFields(content, `manifest ${digest}`, [])
  const list = (key: string): Fields[] => document.objects(key, ALL) ?? []
  const config = document.object('config')
  return {
    kind: kindOf(content, digest),
    children: list('manifests').flatMap((entry) => entry.digest('digest') ?? []),
    blobs: [
      ...[...(config === undefined ? [] : [config]), ...list('layers'), ...list('blobs')].flatMap(blobReference),
      // Docker's schema 1.
      ...list('fsLayers')
        .flatMap((layer) => layer.digest('blobSum') ?? [])
        .map((one) => ({ digest: one, isForeign: false })),
    ],
    subject: document.object('subject')?.digest('digest'),
  }
}

const blobReference = (fields: Fields): BlobReference[] => {
  const digest = fields.digest('digest')
  if (digest === undefined) return []
  const isForeign = FOREIGN.test(fields.text('mediaType') ?? '') || fields.isFilled('urls')
  return [{ digest, isForeign }]
}

const kindOf = (content: Uint8Array, digest: string): Kind => {
  try {
    return parseManifest(content, digest, []).kind
  } catch (error) {
    if (error instanceof Problem) return 'unknown'
    throw error
  }
}
