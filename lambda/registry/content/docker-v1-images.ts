// Images of registry v1: <root>/images/<id>/json, ancestry (its layers' images, from itself down) and layer.

import pLimit from 'p-limit'
import { defined } from '../../shared/defined.ts'
import type { RegistryBucket } from '../bucket/registry-bucket.ts'
import { described, keptTexts } from './annotations.ts'
import { unlessOfOneObject } from './blobs.ts'
import { parseConfig } from './config.ts'
import { broken, type Facts, type Layer, problemOf } from './facts.ts'
import { type Notes, parseFields, parseJson } from './json-fields.ts'
import { platformName } from './manifest.ts'
import { orProblem, Problem } from './problem.ts'

/** Bytes of a JSON that are read: Docker's own limit of what it takes as such. */
const MAX_BYTES = 4 * 1024 * 1024
/** An image has no more layers (Docker's own limit). */
const LAYERS = 127
const AT_ONCE = 8
/** Images whose size is kept in memory. */
const KEPT = 10_000

/** Whether this is the id of an image (docker_registry, images.py). */
export const isImageId = (text: string): boolean => /^([0-9a-f]{16}|[0-9a-f]{64})$/.test(text)

/** A reader of images below a prefix: JSON and ancestry, one GET each, and one LIST for each layer not seen before. */
export const v1Images = (bucket: RegistryBucket, prefix: string): ((id: string) => Promise<Facts>) => {
  const sizes = new Map<string, number | undefined>()
  const limit = pLimit(AT_ONCE)
  const read = async (key: string, what: string): Promise<Uint8Array> => {
    const object = await unlessOfOneObject(what, () => bucket.get(prefix + key, MAX_BYTES))
    if (object === undefined) throw new Problem(`${what} is missing`, { heals: true })
    if (object.body === undefined) throw new Problem(`${what} has ${object.size} bytes, more than ${MAX_BYTES}`)
    return object.body
  }
  // The listing knows the size without reading the layer.
  const sizeOf = async (id: string): Promise<number | undefined> => {
    if (sizes.has(id)) return sizes.get(id)
    const key = `${prefix}${id}/layer`
    const { objects } = await limit(() => bucket.list(key, undefined))
    const size = objects.find((object) => object.key === key)?.size
    if (sizes.size >= KEPT) sizes.clear()
    if (size !== undefined) sizes.set(id, size)
    return size
  }
  const layersOf = async (id: string, notes: Notes): Promise<Layer[]> => {
    const ids = parseAncestry(await read(`${id}/ancestry`, `the ancestry of image ${id}`), notes)
    return Promise.all(
      ids.reverse().map(async (layer) => ({ digest: layer, ...defined({ size: await sizeOf(layer) }) })),
    )
  }
  return async (id) => {
    const notes: Notes = []
    const content = await orProblem(() => read(`${id}/json`, `image ${id}`))
    const facts = content instanceof Problem ? content : await orProblem(async () => imageFacts(content, id, notes))
    if (facts instanceof Problem) return { digest: id, ...broken(facts) }
    const layers = await orProblem(() => layersOf(id, notes))
    const problem = layers instanceof Problem ? layers : missingOf(layers)
    return {
      digest: id,
      ...facts,
      ...(layers instanceof Problem ? {} : measured(layers)),
      ...problemOf(problem, notes),
    }
  }
}

const imageFacts = (content: Uint8Array, id: string, notes: Notes): Facts => {
  const what = `image ${id}`
  const { platform, created, labels, says } = parseConfig(content, 'image', what, notes)
  // Docker kept what `docker commit -m` said; there is nothing else that describes such an image.
  const description = parseFields(content, what, notes).text('comment')
  const name = platformName(platform)
  const told = described(says, [labels])
  return {
    kind: 'image',
    platforms: name === undefined ? [] : [name],
    ...described({ description }, []),
    ...told,
    ...defined({ created, labels: keptTexts(labels) }),
  }
}

const missingOf = (layers: readonly Layer[]): Problem | undefined => {
  const missing = layers.find(({ size }) => size === undefined)
  return missing && new Problem(`the layer of image ${missing.digest} is missing`, { heals: true })
}

const measured = (layers: readonly Layer[]): Pick<Facts, 'layers' | 'size'> => {
  if (layers.length === 0) return {}
  const known = layers.every(({ size }) => size !== undefined)
  const size = layers.reduce((sum, layer) => sum + (layer.size ?? 0), 0)
  return { layers, ...(known && Number.isSafeInteger(size) ? { size } : {}) }
}

const parseAncestry = (content: Uint8Array, notes: Notes): string[] => {
  const ids = parseJson(content, 'the ancestry')
  if (!Array.isArray(ids)) throw new Problem('the ancestry is not a JSON array')
  const some: unknown[] = ids.slice(0, LAYERS)
  if (some.length < ids.length) notes.push(`the ancestry has ${ids.length} elements, of which ${LAYERS} are looked at`)
  const sound = some.filter((id): id is string => typeof id === 'string' && isImageId(id))
  if (sound.length < some.length) notes.push(`${some.length - sound.length} of the ancestry are no ids of images`)
  return [...new Set(sound)]
}
