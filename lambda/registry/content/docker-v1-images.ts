// Reads images of registry v1. Each has three files below <root>/images/<id>/: json (its config), ancestry (the ids of
// its layers' images, from itself down) and layer.

import pLimit from 'p-limit'
import { defined } from '../../shared/defined.ts'
import type { RegistryBucket } from '../bucket/registry-bucket.ts'
import { capTexts, createdFromLabels, descriptiveFacts } from './annotations/annotations.ts'
import { objectErrorAsProblem } from './blobs/blobs.ts'
import { MAX_GONE, type Suspicion } from './blobs/tag-blobs.ts'
import { parseConfig } from './config.ts'
import { broken, type Facts, type Layer, MAX_LAYERS, problemOf } from './facts.ts'
import { ownTexts } from './inherited.ts'
import { type Notes, parseFields, parseJson } from './json/json-fields.ts'
import { orProblem, Problem } from './json/problem.ts'
import { platformName } from './manifests/manifest.ts'

/** The comment that `docker import` writes by itself: `Imported from -`, or from an address (docker, graph/import.go). */
const IMPORT_COMMENT = /^\s*Imported from \S+\s*$/

/** Most bytes of a JSON file that are read: Docker's own limit. */
const JSON_MAX_BYTES = 4 * 1024 * 1024
/** Images that are read in parallel: each may take some tens of MB of memory meanwhile. */
const PARALLEL_IMAGES = 8
/** Sizes of layers that are listed in parallel. */
const PARALLEL_LISTS = 8
/** Layers whose size is cached in memory. */
const MAX_CACHED_SIZES = 10_000

/** True if this is the id of an image (docker_registry, images.py). */
export const isImageId = (text: string): boolean => /^([0-9a-f]{16}|[0-9a-f]{64})$/.test(text)

/**
 * Returns a reader of images below a prefix, by their id and the name of their repository. An image costs two GETs (json,
 * ancestry), and a LIST for each layer whose size is not cached, or that may be gone.
 */
export const v1Images = (
  bucket: RegistryBucket,
  prefix: string,
): ((id: string, repository: string, isSuspected: Suspicion) => Promise<Facts>) => {
  const sizes = new Map<string, number | undefined>()
  const limit = pLimit(PARALLEL_LISTS)
  const images = pLimit(PARALLEL_IMAGES)
  const read = async (key: string, what: string): Promise<Uint8Array> => {
    const object = await objectErrorAsProblem(what, () => bucket.get(prefix + key, JSON_MAX_BYTES))
    if (object === undefined) throw new Problem(`${what} is missing`, { isMissing: true })
    if (object.body === undefined) throw new Problem(`${what} has ${object.size} bytes, more than ${JSON_MAX_BYTES}`)
    return object.body
  }
  // A listing gives the size without reading the layer.
  const sizeOf = async (id: string, isSuspected: Suspicion): Promise<number | undefined> => {
    if (sizes.has(id) && !isSuspected(id)) return sizes.get(id)
    const key = `${prefix}${id}/layer`
    const { objects } = await limit(() => bucket.list(key, undefined))
    const size = objects.find((object) => object.key === key)?.size
    if (sizes.size >= MAX_CACHED_SIZES) sizes.clear()
    if (size === undefined) sizes.delete(id)
    else sizes.set(id, size)
    return size
  }
  const layersOf = async (id: string, isSuspected: Suspicion, notes: Notes): Promise<Layer[]> => {
    const ids = parseAncestry(await read(`${id}/ancestry`, `the ancestry of image ${id}`), notes)
    return Promise.all(
      ids.reverse().map(async (layer) => ({ digest: layer, ...defined({ size: await sizeOf(layer, isSuspected) }) })),
    )
  }
  const readImage = async (id: string, repository: string, isSuspected: Suspicion): Promise<Facts> => {
    const notes: Notes = []
    const content = await orProblem(() => read(`${id}/json`, `image ${id}`))
    const facts =
      content instanceof Problem ? content : await orProblem(async () => imageFacts(content, id, repository, notes))
    if (facts instanceof Problem) return { digest: id, ...broken(facts), ...goneOf(facts.isMissing ? [id] : []) }
    const layers = await orProblem(() => layersOf(id, isSuspected, notes))
    if (layers instanceof Problem)
      return { digest: id, ...facts, ...problemOf(layers, notes), ...goneOf(layers.isMissing ? [id] : []) }
    return {
      digest: id,
      ...facts,
      ...layersAndSize(layers),
      ...problemOf(missingLayer(layers), notes),
      ...goneOf(layers.flatMap(({ digest, size }) => (size === undefined ? digest : []))),
    }
  }
  return (id, repository, isSuspected) => images(() => readImage(id, repository, isSuspected))
}

const imageFacts = (content: Uint8Array, id: string, repository: string, notes: Notes): Facts => {
  const what = `image ${id}`
  const { platform, created, labels, author } = parseConfig(content, 'image', what, notes)
  // The comment is what `docker commit -m` was given; without a label, nothing else describes such an image.
  const comment = parseFields(content, what, notes).text('comment')
  const description = comment === undefined || IMPORT_COMMENT.test(comment) ? undefined : comment
  const name = platformName(platform)
  const own = ownTexts(repository, labels)
  return {
    kind: 'image',
    platforms: name === undefined ? [] : [name],
    ...descriptiveFacts({ description }, []),
    ...descriptiveFacts({}, own, author),
    ...defined({ created: created ?? createdFromLabels(own), labels: capTexts(labels) }),
  }
}

const goneOf = (ids: readonly string[]): Pick<Facts, 'gone' | 'dangling'> =>
  ids.length === 0 ? {} : { gone: ids.slice(0, MAX_GONE), dangling: ids.length }

const missingLayer = (layers: readonly Layer[]): Problem | undefined => {
  const missing = layers.find(({ size }) => size === undefined)
  return missing && new Problem(`the layer of image ${missing.digest} is missing`, { isMissing: true })
}

const layersAndSize = (layers: readonly Layer[]): Pick<Facts, 'layers' | 'size'> => {
  if (layers.length === 0) return {}
  const known = layers.every(({ size }) => size !== undefined)
  const size = layers.reduce((sum, layer) => sum + (layer.size ?? 0), 0)
  return { layers, ...(known && Number.isSafeInteger(size) ? { size } : {}) }
}

const parseAncestry = (content: Uint8Array, notes: Notes): string[] => {
  const ids = parseJson(content, 'the ancestry')
  if (!Array.isArray(ids)) throw new Problem('the ancestry is not a JSON array')
  const read: unknown[] = ids.slice(0, MAX_LAYERS)
  if (read.length < ids.length)
    notes.push(`the ancestry has ${ids.length} elements, of which only the first ${MAX_LAYERS} are read`)
  const valid = read.filter((id): id is string => typeof id === 'string' && isImageId(id))
  if (valid.length < read.length) notes.push(`${read.length - valid.length} elements of the ancestry are not image ids`)
  return [...new Set(valid)]
}
