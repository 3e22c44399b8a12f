// The sample registry as objects of a bucket, in the form in which a registry writes them.

import { DISTRIBUTION } from '../../lambda/names/layouts.ts'
import { type BlobLayout, distribution } from '../../lambda/registry/layouts/distribution.ts'
import type { DatedObject } from '../emulator-objects.ts'
import type { Pointed, SampleTag } from './sample-tags.ts'
import { sampleTags } from './sample-tags.ts'

const DAY_MS = 86_400_000

/**
 * In the place of a layer that is stated only, so that deep runs and `verify --deep` find it there. It is not linked: a
 * registry says of it that it is unknown, where its content would be broken. Gigabytes of layers would take minutes to
 * write; some 800 objects of a few bytes take a second.
 */
export const PLACEHOLDER = Buffer.from('a layer of the sample\n')

const linkPath = (digest: string): string => `${digest.replace(':', '/')}/link`

const timesBefore = (now: Date) => (age: number) => new Date(Math.floor((now.getTime() - age * DAY_MS) / 1000) * 1000)

const objectsOfTag = (layout: BlobLayout, one: SampleTag, now: Date): DatedObject[] => {
  const { repository, tag, before } = one
  const at = timesBefore(now)
  const home = `${layout.prefix}${repository}`
  const tagKey = layout.tagKey({ repository, tag })
  const link = (key: string, digest: string, age: number): DatedObject => ({
    ...{ key, body: Buffer.from(digest), lastModified: at(age) },
  })
  const past = ({ image: { manifest }, age }: Pointed) =>
    link(`${tagKey.slice(0, -DISTRIBUTION.tagSuffix.length)}/index/${linkPath(manifest.digest)}`, manifest.digest, age)
  const { manifest, children, blobs } = one.image
  const stored = [...blobs, ...children, manifest]
  return [
    ...stored.map(({ digest, body }) => ({ key: layout.blobKey(digest), body, lastModified: at(one.age) })),
    ...blobs.map(({ digest }) => link(`${home}/_layers/${linkPath(digest)}`, digest, one.age)),
    ...[...children, manifest].map(({ digest }) =>
      link(`${home}/_manifests/revisions/${linkPath(digest)}`, digest, one.age),
    ),
    ...[...before, one].map(past),
    link(tagKey, manifest.digest, one.age),
  ]
}

/**
 * Returns the objects of the sample registry, each key once.
 * @param now when the registry is first started: pushes count back from there
 */
export const sampleObjects = (
  now: Date,
  { rootDirectory = '', tags = sampleTags() }: { rootDirectory?: string; tags?: readonly SampleTag[] } = {},
): readonly DatedObject[] => {
  const layout = distribution(rootDirectory)
  const at = timesBefore(now)
  const held = tags.flatMap(({ image: { stated = [] }, age }) =>
    stated.map((digest) => ({ key: layout.blobKey(digest), body: PLACEHOLDER, lastModified: at(age) })),
  )
  const stored = tags.flatMap((tag) => objectsOfTag(layout, tag, now))
  // A layer that is stated here may be stored with another image.
  return [...new Map([...earliest(held), ...earliest(stored)]).values()]
}

// What several tags share was there with the first push of it.
const earliest = (all: readonly DatedObject[]): ReadonlyMap<string, DatedObject> => {
  const objects = new Map<string, DatedObject>()
  for (const object of all) {
    const known = objects.get(object.key)
    if (known === undefined || known.lastModified > object.lastModified) objects.set(object.key, object)
  }
  return objects
}
