// What the page shows of manifests: of those that no tag points to, and of how the image of a tag was made and runs.

import type { Kind } from '../registry/content/manifests/kinds.ts'
import { tagsLeadingTo } from './answers/digest-answer.ts'
import { type ManifestAnswer, manifestAnswer, wantedDigest } from './answers/manifest-answer.ts'
import type { FoundTag } from './answers/repository-answers.ts'
import type { VisibleRepository } from './answers/visible-repository.ts'
import { HttpError } from './http-error.ts'
import type { PagePorts } from './page-viewer.ts'

/** Kinds whose config says how they were made and how they run. Others would cost requests and tell nothing. */
const RUN: ReadonlySet<Kind> = new Set(['image', 'wasm'])

/** What a digest leads to in a repository: a tag that points to it; else the manifest, unless it `failed`. */
type FoundByDigest =
  | { readonly pointing: FoundTag }
  | {
      readonly pointing?: undefined
      readonly manifest: ManifestAnswer
      /** Tags that have it for a part. */
      readonly within: readonly FoundTag[]
    }
  | {
      readonly pointing?: undefined
      readonly manifest?: undefined
      /** One at least. */
      readonly within: readonly FoundTag[]
      /** Why there is no manifest: the repository has none, or S3 can't be read. */
      readonly failed: unknown
    }

/**
 * Finds what a digest is in a repository.
 * @throws HttpError 400 if it is no digest, 404 if nothing is known of it; BucketError if only the bucket could tell
 */
export const foundByDigest = async (
  ports: PagePorts,
  repository: VisibleRepository,
  asked: string,
): Promise<FoundByDigest> => {
  const digest = wantedDigest(asked)
  const { pointing, within } = await tagsLeadingTo(ports, repository, digest)
  if (pointing !== undefined) return { pointing }
  try {
    return { manifest: await manifestAnswer(ports, repository, digest), within }
  } catch (failed) {
    if (within.length === 0) throw failed
    if (!(failed instanceof HttpError)) ports.log.warn('a manifest was not read', { error: failed })
    return { within, failed }
  }
}

/** Returns how the image of a tag was made and how it runs; undefined where nothing tells, or S3 can't be read. */
export const madeAndRun = async (
  ports: PagePorts,
  { repository, brief: { kind, digest } }: FoundTag,
): Promise<ManifestAnswer | undefined> => {
  if (digest === undefined || !RUN.has(kind) || !ports.manifests.hasManifests(repository.id)) return undefined
  try {
    return await manifestAnswer(ports, repository, digest)
  } catch (error) {
    // A tag may point to what the repository has no link of.
    if (!(error instanceof HttpError)) ports.log.warn('how an image runs was not read', { error })
    return undefined
  }
}
