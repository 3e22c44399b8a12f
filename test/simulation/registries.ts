// The registries of a simulation, a v2 and a v1 in one bucket, and what they do to it.

import { distribution } from '../../lambda/registry/layouts/distribution.ts'
import { dockerV1 } from '../../lambda/registry/layouts/docker-v1.ts'
import { layouts as layoutsOf } from '../../lambda/registry/layouts/layouts.ts'
import { layoutOfId, repositoryName } from '../../lambda/registry/layouts/repository-id.ts'
import { type BucketEvent, imageId, v1Registry } from '../fakes/docker-v1.ts'
import type { memoryBucket } from '../fakes/memory-bucket.ts'
import { registryWriter } from '../fakes/registry.ts'
import { type Change, LARGE_IMAGE, LARGE_PLATFORMS, labelsOf } from './deeds.ts'

/** Creates the registries, empty. `now` in epoch milliseconds. */
export const createRegistries = (bucket: ReturnType<typeof memoryBucket>, now: () => number) => {
  const layout = distribution('')
  const v1Layout = dockerV1('registry')
  const at = () => new Date(now())
  const put = (key: string, body: string | Buffer) => bucket.put(key, body, at())
  const registry = registryWriter(layout, put, { putsLayers: true })
  const v1 = v1Registry(v1Layout.root, { ...bucket, put })

  const doneByV1 = ({ what, repository, tag, image }: Change): Iterable<BucketEvent> => {
    const name = repositoryName(repository)
    if (what === 'hide' || what === 'show') return v1.setPrivate(name, what === 'hide')
    if (what === 'remove') return v1.removeTag(name, tag)
    if (what === 'break') return v1.tag(name, tag, `broken ${image}`)
    const comment = `version ${image} of things`
    return v1.push(name, tag, [{ id: imageId('base') }, { id: imageId(comment), comment }])
  }

  const gone = new Map<string, string>()

  return {
    /** One of the objects that tags point to vanishes: a blob, or a file of an image of v1. */
    vanish(which: number): void {
      const kinds = [layout, v1Layout].map(({ content }) =>
        bucket.keys().filter((key) => content.prefixes.some((prefix) => key.startsWith(prefix))),
      )
      // Where nothing at all is left, a deep run does not believe it.
      const keys = kinds.filter(({ length }) => length > 1).flat()
      const key = keys.sort()[Math.floor(which * keys.length)]
      if (key === undefined) return
      gone.set(key, bucket.content(key))
      bucket.remove(key)
    },
    /** One of those that vanished is there again. */
    return(which: number): void {
      const key = [...gone.keys()][Math.floor(which * gone.size)]
      if (key === undefined) return
      if (!bucket.has(key)) bucket.put(key, gone.get(key) ?? '', at())
      gone.delete(key)
    },
    layouts: layoutsOf([layout, v1Layout]),
    /** Does a change, and gives the key of each event, right after what it tells of. */
    *change(deed: Change): Iterable<string> {
      if (layoutOfId(deed.repository) === v1Layout.id) {
        for (const { key } of doneByV1(deed)) if (key.startsWith(v1Layout.prefix)) yield key
        return
      }
      const { what, repository, tag, image } = deed
      const key = layout.tagKey({ repository, tag })
      const options = { labels: labelsOf(image), salt: `${image}` }
      if (what === 'push' && image === LARGE_IMAGE) registry.pushIndex(repository, tag, LARGE_PLATFORMS, options)
      else if (what === 'push') registry.push(repository, tag, options)
      else if (what === 'break') bucket.put(key, `broken ${image}`, at())
      else bucket.remove(key)
      yield key
    },
  }
}
