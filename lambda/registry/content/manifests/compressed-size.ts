import type { Descriptor } from './manifest.ts'

type Sized = Pick<Descriptor, 'digest' | 'size'>

interface Contents {
  readonly config: Sized | undefined
  readonly layers: readonly Sized[]
}

/**
 * Returns the compressed bytes of the configs and layers of these manifests, each blob counted once. Undefined if the
 * size of any of them is not known.
 */
export const compressedSize = (manifests: readonly Contents[]): number | undefined => {
  const sizes = new Map<string, number>()
  for (const { config, layers } of manifests)
    for (const { digest, size } of config === undefined ? layers : [...layers, config])
      if (size === undefined) return undefined
      else if (digest !== undefined) sizes.set(digest, size)
  const sum = [...sizes.values()].reduce((total, size) => total + size, 0)
  return sizes.size === 0 || !Number.isSafeInteger(sum) ? undefined : sum
}
