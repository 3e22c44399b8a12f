// Build caches that look like images. Their manifests alone don't tell, so the name of the tag counts too; it never decides
// alone.

import type { Config } from '../config.ts'
import type { Manifest } from './manifest.ts'

/** Where a manifest is tagged. */
export interface Place {
  readonly repository: string
  readonly tag: string
}

/** The tag of a cached layer is the SHA-256 of what it was built from. Some tag real images so, too (skaffold). */
const CACHE_KEY = /^[0-9a-f]{64}$/
/** A last component of a repository's name that says so: `cache`, `app-cache`, `buildcache`. */
const CACHE_REPOSITORY = /(^|[/._-])(build)?cache$/
/** Every image that buildah or podman builds has this label, unless it was told otherwise. */
const BUILDAH_LABEL = 'io.buildah.version'

/**
 * True for an image that is a cached layer of a build.
 *
 * Kaniko (pkg/executor/push.go, pushLayerToCache) appends one layer to an empty image, whose config says nothing of how it
 * runs. Its repository is `<destination>/cache`, or any (`--cache-repo`).
 *
 * Buildah and podman (`--cache-to`; imagebuildah/stage_executor.go, pushCache) push the image of each step as it is, with
 * command and labels. Nothing in it tells it from a real image, so only those in a repository named as a cache count.
 */
export const isCachedLayer = (
  { repository, tag }: Place,
  { layers }: Pick<Manifest, 'layers'>,
  { isBlank, labels }: Config,
): boolean => {
  if (!CACHE_KEY.test(tag)) return false
  if (layers.length === 1 && isBlank === true) return true
  return labels?.has(BUILDAH_LABEL) === true && CACHE_REPOSITORY.test(repository)
}
