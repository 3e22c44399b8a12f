// Whether a function may read the registry bucket, tried by its own rights: asked by a deployment before it ends well, so that
// it is not green while no tag can be read.

import * as z from 'zod/mini'
import { ACCESS_STEP } from '../names/runs.ts'
import { BucketError } from '../registry/bucket/bucket-error.ts'
import type { RegistryBucket } from '../registry/bucket/registry-bucket.ts'
import type { TagName } from '../registry/layouts/layout.ts'
import type { Layouts } from '../registry/layouts/layouts.ts'
import type { RegistryReader } from '../registry/tag-reader.ts'

export interface AccessPorts {
  readonly bucket: Pick<RegistryBucket, 'list'>
  readonly layouts: Layouts
  readonly readTag: RegistryReader['readTag']
}

/** What a function may do with the bucket. */
export const accessResult = z.object({
  /** Tags that were read with all that they point to, one of each layout; none where the bucket has none yet. */
  read: z.array(z.string()),
  /** Why it can't read, as a sentence; absent if it can. */
  failure: z.optional(z.string()),
})
export type AccessResult = z.infer<typeof accessResult>

const event = z.strictObject({ step: z.literal(ACCESS_STEP) })
export type AccessEvent = z.infer<typeof event>

/** True for the event by which a function is asked to try its rights. */
export const isAccessEvent = (value: unknown): value is AccessEvent => event.safeParse(value).success

/** Lists each layout once, and reads the first tag of it: its link, its manifest and its config. */
export const checkAccess = async (ports: AccessPorts): Promise<AccessResult> => {
  const read: string[] = []
  try {
    for (const layout of ports.layouts.all) {
      const { objects } = await ports.bucket.list(layout.prefix, undefined)
      const tag = objects.map(({ key, size }) => layout.parseTagKey(key, size)).find((name) => name !== undefined)
      if (tag !== undefined && (await ports.readTag(tag)) !== undefined) read.push(textOf(tag))
    }
    return { read }
  } catch (error) {
    if (error instanceof BucketError) return { read, failure: withCauses(error) }
    throw error
  }
}

const textOf = ({ repository, tag }: TagName): string => `${repository}:${tag}`

// S3's own message says who was denied what, and by which policy.
const withCauses = (error: Error): string =>
  error.cause instanceof Error && error.cause.message !== ''
    ? `${error.message} (${withCauses(error.cause)})`
    : error.message
