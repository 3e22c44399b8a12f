import type { Descriptor } from './manifests/manifest.ts'

type Typed = Pick<Descriptor, 'digest' | 'mediaType'>

/**
 * Layers that registries don't have to have: clients fetch them from elsewhere, such as the base layers of Windows
 * (distribution, schema2manifesthandler.go and ocimanifesthandler.go).
 */
const NOT_STORED = /\.rootfs\.foreign\.|\.layer\.nondistributable\./

/** Returns the digests of the config and of the layers of a manifest, as far as the registry must have their blobs. */
export const contentsOf = ({
  config,
  layers,
}: {
  readonly config: Typed | undefined
  readonly layers: readonly Typed[]
}): string[] =>
  [config, ...layers.filter(({ mediaType = '' }) => !NOT_STORED.test(mediaType))].flatMap((one) => one?.digest ?? [])
