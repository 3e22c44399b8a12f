// What docker-registry v1 does to its bucket, key by key, in its order (docker_registry: index.py, images.py, tags.py).

import { createHash } from 'node:crypto'

/** One change of the bucket, as S3 tells of it. */
export interface BucketEvent {
  readonly key: string
  readonly removed: boolean
}

/** An image of registry v1 is one layer, and what `docker inspect` says of it. */
export interface V1Image {
  readonly id: string
  readonly comment?: string
  readonly labels?: Record<string, unknown>
  readonly created?: string
  readonly platform?: string
  /** Bytes of its layer. */
  readonly size?: number
}

interface Bucket {
  put(key: string, body: string | Buffer): void
  remove(key: string): void
  has(key: string): boolean
  keys(): string[]
}

/** An id as Docker made them. */
export const imageId = (of: string): string => createHash('sha256').update(of).digest('hex')

/** What the registry notes of a tag that Docker pushed, in 149 bytes; of one that anything else pushed, the time alone. */
const NOTE = {
  os: 'linux',
  kernel: '3.13.0-45-generic',
  docker_version: '1.5.0',
  docker_go_version: 'go1.4.1',
  last_update: 1415700000,
  arch: 'amd64',
}
const OTHERS_NOTE = { last_update: 1415700000 }

/** JSON as Python writes it. */
const pythonJson = (value: unknown): string =>
  (JSON.stringify(value, undefined, 1) ?? '').replaceAll(/\n */g, ' ').replaceAll(/([[{]) | (?=[\]}])/g, '$1')

/** Python's `quote_plus`. */
const quotePlus = (text: string): string =>
  [...Buffer.from(text)]
    .map((byte) => {
      const character = String.fromCharCode(byte)
      if (/[A-Za-z0-9_.-]/.test(character)) return character
      return byte === 0x20 ? '+' : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
    })
    .join('')

/**
 * A registry v1 with this `storage_path`. Its generators write or delete one key, yield its event, and go on when asked
 * for the next: between two events the bucket is as S3 has it at that time. Repositories are named `namespace/rest`, or
 * with one component, as in a push.
 */
export const v1Registry = (storagePath: string, bucket: Bucket) => {
  const root = storagePath === '' ? '' : `${storagePath}/`
  const imagesOf = new Map<string, readonly string[]>()
  const put = (key: string, body: string | Buffer): BucketEvent => {
    bucket.put(key, body)
    return { key, removed: false }
  }
  function* remove(key: string): Generator<BucketEvent> {
    if (!bucket.has(key)) return
    bucket.remove(key)
    yield { key, removed: true }
  }
  const directory = (repository: string): string => {
    const [namespace = '', ...rest] = repository.includes('/') ? repository.split('/') : ['library', repository]
    return `${root}repositories/${quotePlus(namespace)}/${quotePlus(quotePlus(rest.join('/')))}/`
  }
  const imageKey = (id: string, file: string) => `${root}images/${id}/${file}`
  // The list is what the client sends at first, then its union with what was there.
  const putImages = (repository: string, ids: readonly string[]): BucketEvent => {
    const key = `${directory(repository)}_index_images`
    const all = [...new Set([...ids, ...(imagesOf.get(key) ?? [])])]
    imagesOf.set(key, bucket.has(key) ? all : ids)
    return put(key, pythonJson((imagesOf.get(key) ?? []).map((id) => ({ id }))))
  }

  /** Uploads an image; `below` are the ids of those that it is built on, the nearest first. */
  function* pushImage(image: V1Image, below: readonly string[]): Generator<BucketEvent> {
    const { id } = image
    // The client asks first, and does not send what is there.
    if (bucket.has(imageKey(id, 'json')) && !bucket.has(imageKey(id, '_inprogress'))) return
    yield* putJson(image, below)
    yield* putLayer(image)
    yield* putChecksum(id)
  }

  /** PUT …/json */
  function* putJson(image: V1Image, below: readonly string[]): Generator<BucketEvent> {
    const { id, comment, labels, created = '2014-11-11T10:00:00.123456789Z', platform = 'linux/amd64' } = image
    const [os, architecture] = platform.split('/')
    const config = { Hostname: '', Image: below[0] ?? '', Labels: labels }
    yield put(imageKey(id, '_inprogress'), 'true')
    yield put(
      imageKey(id, 'json'),
      JSON.stringify({ id, parent: below[0], created, comment, os, architecture, config, Size: 0 }),
    )
    yield put(imageKey(id, 'ancestry'), pythonJson([id, ...below]))
  }

  /** PUT …/layer: a multipart upload, of which S3 tells once, when it is complete. */
  function* putLayer({ id, size = 100 }: V1Image): Generator<BucketEvent> {
    const layer = Buffer.alloc(size)
    yield put(imageKey(id, 'layer'), layer)
    yield put(imageKey(id, '_checksum'), pythonJson([`sha256:${createHash('sha256').update(layer).digest('hex')}`]))
  }

  /** PUT …/checksum */
  const putChecksum = (id: string) => remove(imageKey(id, '_inprogress'))

  function* tag(repository: string, name: string, id: string, { byDocker = true } = {}): Generator<BucketEvent> {
    const note = pythonJson(byDocker ? NOTE : OTHERS_NOTE)
    yield put(`${directory(repository)}tag_${quotePlus(name)}`, id)
    yield put(`${directory(repository)}tag${quotePlus(name)}_json`, note)
    if (name === 'latest') yield put(`${directory(repository)}json`, note)
  }

  function* removeTag(repository: string, name: string): Generator<BucketEvent> {
    yield* remove(`${directory(repository)}tag_${quotePlus(name)}`)
    yield* remove(`${directory(repository)}tag${quotePlus(name)}_json`)
    if (name === 'latest') yield* remove(`${directory(repository)}json`)
  }

  return {
    directory,
    imageKey,
    tag,
    removeTag,
    putImages,
    putJson,
    putLayer,
    putChecksum,
    /** `docker push`: images, the lowest layer first, the tag is of the last. */
    *push(repository: string, name: string, images: readonly V1Image[]): Generator<BucketEvent> {
      const ids = images.map(({ id }) => id)
      yield putImages(repository, ids)
      const below: string[] = []
      for (const image of images) {
        yield* pushImage(image, below)
        below.unshift(image.id)
      }
      yield* tag(repository, name, below[0] ?? '')
      yield putImages(repository, ids)
    },
    /** PUT …/properties: access `private` or `public`. */
    *setPrivate(repository: string, isPrivate: boolean): Generator<BucketEvent> {
      const key = `${directory(repository)}_private`
      if (!isPrivate) yield* remove(key)
      else yield put(key, '')
    },
    /**
     * DELETE of the repository: tag by tag, as the directory lists them, then what else is left in it. Images stay. The note
     * of a tag `_foo` is listed as a tag `foo_json`, which is gone with `_foo`: there it answers 404 and leaves the rest.
     */
    *removeRepository(repository: string): Generator<BucketEvent> {
      const at = directory(repository)
      const files = () =>
        bucket
          .keys()
          .filter((key) => key.startsWith(at))
          .map((key) => key.slice(at.length))
          .sort()
      for (const file of files().filter((one) => one.startsWith('tag_'))) {
        if (!bucket.has(at + file)) return
        const name = decodeURIComponent(file.slice('tag_'.length).replaceAll('+', ' '))
        yield* removeTag(repository, name)
      }
      for (const file of files()) yield* remove(at + file)
    },
  }
}

/** Lets the registry do all of it at once. */
export const all = (events: Iterable<BucketEvent>): BucketEvent[] => [...events]
