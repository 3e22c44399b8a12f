// docker-registry, the registry v1 in Python until 2015 (docker_registry/core/driver.py):
//
//   <storage_path>/
//   ├── repositories/<namespace>/<repository>/   encoded, the second part twice (v1-names.ts); it has no slash
//   │   ├── tag_<tag>                            ◀ exists exactly as long as the tag does; holds an image id
//   │   ├── tag<tag>_json                        what the registry notes of a tag
//   │   ├── _private                             exists exactly as long as the repository is private
//   │   └── json, _index_images, _images_list    notes of the repository
//   └── images/<id>/
//       ├── json                                 the image's config
//       ├── ancestry                             ids of its layers' images, from itself down
//       └── layer                                one layer, a tar
//
// A repository without a namespace is stored in the namespace `library`.

import { DOCKER_V1, keyPrefix } from '../../names/layouts.ts'
import { isImageId, v1Images } from '../content/docker-v1-images.ts'
import { broken } from '../content/facts.ts'
import { Problem } from '../content/json/problem.ts'
import type { Layout } from './layout.ts'
import { isTagName, REPOSITORY_NAME_MAX } from './name-grammar.ts'
import { catalogPrefix, pathOfId, repositoryId, repositoryName } from './repository-id.ts'
import { v1Path } from './v1-names.ts'

/** Path of a repository: the namespace, and the rest of its name, in which even slashes are encoded. */
const PATH = /^[A-Za-z0-9._%+-]+\/[A-Za-z0-9._%+-]+$/
/** Path of a namespace or a repository, with a slash at its end. */
const FOLDER = /^([A-Za-z0-9._%+-]+\/){1,2}$/
/** Namespace of repositories whose name has none (docker_registry, toolkit.py). */
const DEFAULT_NAMESPACE = 'library'

/**
 * `tag_foo_json` is the key of the tag `foo_json`, but also that of the registry's notes on the tag `_foo`. Only the
 * content tells them apart: an image id, or JSON. A listing knows the size of the content.
 */
const isAmbiguous = (tag: string): boolean => tag.endsWith('_json')
/** Sizes of an image id, in bytes. */
const ID_SIZES = [16, 64]

/** Files of an image that are read. */
const IMAGE_FILES: readonly string[] = ['ancestry', 'json', 'layer']

/** Files that the registry writes beside the tags: lists of images, notes, and the mark of a private repository. */
const BYPRODUCT = /^(json|_index_images|_images_list|_private|tag.*_json)$/

/** Matches the keys of tags below any root; the first group is the root. */
export const DOCKER_V1_TAG_KEYS = /^(.*?)repositories\/[^/]+\/[^/]+\/tag_[^/]+$/

/** Returns the layout of a registry v1 with this `storage_path`. */
export const dockerV1 = (storagePath: string): Layout => {
  const root = keyPrefix(storagePath)
  const prefix = root + DOCKER_V1.repositories
  const directoryOf = (repository: string) => `${prefix}${pathOfId(repository)}/`
  const parse = (key: string): { repository: string; file: string } | undefined => {
    if (!key.startsWith(prefix)) return undefined
    const at = key.lastIndexOf('/')
    const path = key.slice(prefix.length, at)
    if (path.length > REPOSITORY_NAME_MAX || !PATH.test(path)) return undefined
    return { repository: repositoryId(DOCKER_V1.id, path), file: key.slice(at + 1) }
  }
  const parseTarget = (content: Uint8Array) => {
    const text = Buffer.from(content).toString('latin1').trim()
    return isImageId(text) ? text : undefined
  }
  return {
    id: DOCKER_V1.id,
    root: root.slice(0, -1),
    prefix,
    maxDepth: 2,
    isFolder: (path) => path.length <= REPOSITORY_NAME_MAX && FOLDER.test(path),
    tagKey: ({ repository, tag }) => `${directoryOf(repository)}tag_${tag}`,
    parseTagKey: (key, size) => {
      const { repository, file = '' } = parse(key) ?? {}
      const tag = file.slice('tag_'.length)
      if (repository === undefined || !file.startsWith('tag_') || !isTagName(tag)) return undefined
      const isNote = isAmbiguous(tag) && size !== undefined && !ID_SIZES.includes(size)
      return isNote ? undefined : { repository, tag }
    },
    privateKey: (repository) => `${directoryOf(repository)}_private`,
    parsePrivateKey: (key) => {
      const { repository, file } = parse(key) ?? {}
      return file === '_private' ? repository : undefined
    },
    historyPrefix: () => undefined,
    parseHistoryKey: () => undefined,
    isByproduct: (key) => BYPRODUCT.test(parse(key)?.file ?? ''),
    idOf: (name) => {
      const [namespace = '', ...rest] = name.includes('/') ? name.split('/') : [DEFAULT_NAMESPACE, name]
      return repositoryId(DOCKER_V1.id, v1Path(namespace, rest.join('/')))
    },
    skip: (key) => key,
    // "0" is the character after "/".
    afterTags: (repository) => `${prefix}${pathOfId(repository)}0`,
    catalogPath: (repository) => `${catalogPrefix(DOCKER_V1.id)}${pathOfId(repository)}/`,
    rangeOf: (repository) => `${pathOfId(repository)}/`,
    catalogStart: (path) => catalogPrefix(DOCKER_V1.id) + path,
    parseTarget,
    // Images have no manifests, and lie in one place for all repositories.
    manifestReader: () => undefined,
    content: {
      prefixes: [root + DOCKER_V1.images],
      keysEach: IMAGE_FILES.length,
      parse: (key) => {
        const [id = '', file = '', more] = key.slice((root + DOCKER_V1.images).length).split('/')
        const isFile = more === undefined && IMAGE_FILES.includes(file) && key.startsWith(root + DOCKER_V1.images)
        return isFile && isImageId(id) ? id : undefined
      },
    },
    reader: (bucket) => {
      const readImage = v1Images(bucket, root + DOCKER_V1.images)
      return async (content, { repository, tag }, isSuspected) => {
        const name = repositoryName(repository)
        const text = Buffer.from(content).toString('latin1')
        if (isAmbiguous(tag)) return isImageId(text) ? readImage(text, name, isSuspected) : undefined
        const id = parseTarget(content)
        if (id !== undefined) return readImage(id, name, isSuspected)
        return broken(new Problem(`the tag's key has ${content.byteLength} bytes that are not an image id`))
      }
    },
  }
}
