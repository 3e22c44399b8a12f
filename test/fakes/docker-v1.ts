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

/** What the registry notes of a tag that Docker pushed; of one that anything else pushed, only the first field. */
const NOTE = JSON.stringify({
  last_update: 1415700000,
  docker_version: '1.3.0',
  docker_go_version: 'go1.3.3',
  arch: 'amd64',
  os: 'linux',
  kernel: '3.13.0-39-generic',
})

/**
 * A registry v1 with this `storage_path`. Its generators write or delete one key, yield its event, and go on when asked
 * for the next: between two events the bucket is as S3 has it at that time. Repositories are named `namespace/rest`, or
 * with one component, as in a push.
 */
export const v1Registry = (storagePath: string, bucket: Bucket) => {
  const root = storagePath === '' ? '' : `${storagePath}/`
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
    // quote_plus, twice.
    const encoded = rest.join('/').replaceAll('/', '%252F')
    return `${root}repositories/${namespace}/${encoded}/`
  }
  const imageKey = (id: string, file: string) => `${root}images/${id}/${file}`
  const indexOf = (images: readonly V1Image[]) => JSON.stringify(images.map(({ id }) => ({ id })))

  /** Uploads an image; `below` are the ids of those that it is built on, the nearest first. */
  function* pushImage(image: V1Image, below: readonly string[]): Generator<BucketEvent> {
    const { id, comment, labels, created = '2014-11-11T10:00:00.123456789Z', platform = 'linux/amd64' } = image
    // The client asks first, and does not send what is there.
    if (bucket.has(imageKey(id, 'json')) && !bucket.has(imageKey(id, '_inprogress'))) return
    const [os, architecture] = platform.split('/')
    const config = { Hostname: '', Image: below[0] ?? '', Labels: labels }
    yield put(imageKey(id, '_inprogress'), 'true')
    yield put(
      imageKey(id, 'json'),
      JSON.stringify({ id, parent: below[0], created, comment, os, architecture, config, Size: 0 }),
    )
    yield put(imageKey(id, 'ancestry'), JSON.stringify([id, ...below]))
    yield put(imageKey(id, 'layer'), Buffer.alloc(image.size ?? 100))
    yield put(imageKey(id, '_checksum'), '["tarsum+sha256:0", "sha256:0"]')
    yield* remove(imageKey(id, '_inprogress'))
  }

  function* tag(repository: string, name: string, id: string): Generator<BucketEvent> {
    yield put(`${directory(repository)}tag_${name}`, id)
    yield put(`${directory(repository)}tag${name}_json`, NOTE)
    if (name === 'latest') yield put(`${directory(repository)}json`, NOTE)
  }

  function* removeTag(repository: string, name: string): Generator<BucketEvent> {
    yield* remove(`${directory(repository)}tag_${name}`)
    yield* remove(`${directory(repository)}tag${name}_json`)
    if (name === 'latest') yield* remove(`${directory(repository)}json`)
  }

  return {
    directory,
    imageKey,
    tag,
    removeTag,
    /** `docker push`: images, the lowest layer first, the tag is of the last. */
    *push(repository: string, name: string, images: readonly V1Image[]): Generator<BucketEvent> {
      yield put(`${directory(repository)}_index_images`, '[]')
      const below: string[] = []
      for (const image of images) {
        yield* pushImage(image, below)
        below.unshift(image.id)
      }
      yield* tag(repository, name, below[0] ?? '')
      yield put(`${directory(repository)}_index_images`, indexOf(images))
    },
    /** PUT …/properties: access `private` or `public`. */
    *setPrivate(repository: string, isPrivate: boolean): Generator<BucketEvent> {
      const key = `${directory(repository)}_private`
      if (!isPrivate) yield* remove(key)
      else yield put(key, '')
    },
    /** DELETE of the repository: tag by tag, as the directory lists them, then what else is left in it. Images stay. */
    *removeRepository(repository: string): Generator<BucketEvent> {
      const files = () =>
        bucket
          .keys()
          .filter((key) => key.startsWith(directory(repository)))
          .map((key) => key.slice(directory(repository).length))
          .sort()
      for (const file of files()) if (file.startsWith('tag_')) yield* removeTag(repository, file.slice('tag_'.length))
      for (const file of files()) yield* remove(directory(repository) + file)
    },
  }
}

/** Lets the registry do all of it at once. */
export const all = (events: Iterable<BucketEvent>): BucketEvent[] => [...events]
