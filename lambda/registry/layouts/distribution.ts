// CNCF distribution, the registry v2 and v3 (registry/storage/paths.go; both write "v2"):
//
//   <rootdirectory>/docker/registry/v2/
//   ├── repositories/<name>/                            <name> may have slashes: library/redis
//   │   ├── _layers/<algorithm>/<hex>/link              which blobs the repository may serve
//   │   ├── _manifests/
//   │   │   ├── revisions/<algorithm>/<hex>/link        its manifests, tagged or not
//   │   │   └── tags/<tag>/
//   │   │       ├── current/link                        ◀ exists exactly as long as the tag does; holds its digest
//   │   │       └── index/<algorithm>/<hex>/link        every digest that the tag has pointed to
//   │   └── _uploads/<uuid>/                            pushes that are under way, or were given up
//   └── blobs/<algorithm>/<first two of hex>/<hex>/data manifests, configs and layers, each once for all repositories
//
// No component of a name begins with an underscore, so the first component that does ends the name. The keys of one
// repository follow each other in S3's order, and those of nested repositories (app, app/web) do not mix with them.

import { DISTRIBUTION, keyPrefix } from '../../names/layouts.ts'
import { type BlobKeys, blobs } from '../content/blobs/blobs.ts'
import { broken } from '../content/facts.ts'
import { isDigest, isEmptyContent } from '../content/json/digest.ts'
import { Problem } from '../content/json/problem.ts'
import { brokenDetails, detailsReader } from '../content/manifest-details.ts'
import { factsReader } from '../content/read-facts.ts'
import type { Layout } from './layout.ts'
import { isTagName, REPOSITORY_NAME_MAX } from './name-grammar.ts'
import { catalogPrefix } from './repository-id.ts'

// distribution/reference regexp.go: components of lower-case letters and digits with single separators between.
const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*'
const NAME = new RegExp(`^${COMPONENT}(?:/${COMPONENT})*$`)

/** Matches the keys of tags below any root; the first group is the root. */
export const DISTRIBUTION_TAG_KEYS = /^(.*?)docker\/registry\/v2\/repositories\/.+\/_manifests\/tags\//

const HISTORY_KEY = /\/_manifests\/tags\/[^/]+\/index\/([^/]+)\/([^/]+)\/link$/

// Prefixes of keys in a repository that say nothing about tags: layers, uploads, revisions, and the history of a tag.
const PREFIX_WITHOUT_TAGS = /^.*?\/_(?:layers|uploads|manifests\/(?:revisions|tags\/[^/]+\/index))\//

const ALGORITHMS = ['sha256', 'sha512'] as const
const BLOB_KEY = /([^/]+)\/[^/]+\/([^/]+)\/data$/

/** True if a repository may have this name, by the grammar of the distribution spec. */
export const isRepositoryName = (name: string): boolean => name.length <= REPOSITORY_NAME_MAX && NAME.test(name)

/** Bytes of a link are no less than those of a digest. */
const MIN_LINK_BYTES = 'sha256:'.length + 64

/** A layout whose content is stored as blobs, by digest. */
export interface BlobLayout extends Layout, BlobKeys {}

/** Returns the layout of a registry with this `rootdirectory`. */
export const distribution = (rootDirectory: string): BlobLayout => {
  const root = keyPrefix(rootDirectory)
  const prefix = root + DISTRIBUTION.repositories
  const layout: BlobLayout = {
    id: DISTRIBUTION.id,
    root: root.slice(0, -1),
    prefix,
    maxDepth: Number.POSITIVE_INFINITY,
    isFolder: (path) => path.endsWith('/') && isRepositoryName(path.slice(0, -1)),
    tagKey: ({ repository, tag }) => `${prefix}${repository}/_manifests/tags/${tag}${DISTRIBUTION.tagSuffix}`,
    parseTagKey: (key) => {
      if (!key.startsWith(prefix) || !key.endsWith(DISTRIBUTION.tagSuffix)) return undefined
      const between = key.slice(prefix.length, -DISTRIBUTION.tagSuffix.length)
      // No component of a name starts with an underscore, so the first match ends the name.
      const at = between.indexOf('/_manifests/tags/')
      if (at < 0) return undefined
      const repository = between.slice(0, at)
      const tag = between.slice(at + '/_manifests/tags/'.length)
      return isRepositoryName(repository) && isTagName(tag) ? { repository, tag } : undefined
    },
    blobKey: (digest) => {
      const [algorithm = '', hex = ''] = digest.split(':')
      return `${root}${DISTRIBUTION.blobs}${algorithm}/${hex.slice(0, 2)}/${hex}/data`
    },
    skip: (key) => {
      const inside = PREFIX_WITHOUT_TAGS.exec(key.slice(prefix.length))?.[0]
      return key.startsWith(prefix) && inside !== undefined ? `${prefix}${inside.slice(0, -1)}0` : key
    },
    rangeOf: (repository) => `${repository}/_`,
    // "0" is the character after "/".
    afterTags: (repository) => `${prefix}${repository}/_manifests/tags0`,
    // In S3 the name is followed by "/_". Without it "app" would sort before "app-extra", which S3 lists first.
    catalogPath: (repository) => `${catalogPrefix(DISTRIBUTION.id)}${repository}/_`,
    catalogStart: (path) => catalogPrefix(DISTRIBUTION.id) + path,
    privateKey: () => undefined,
    parsePrivateKey: () => undefined,
    isByproduct: () => false,
    historyPrefix: ({ repository, tag }) => `${prefix}${repository}/_manifests/tags/${tag}/index/`,
    parseHistoryKey: (key) => {
      const [, algorithm, hex] = HISTORY_KEY.exec(key) ?? []
      const digest = `${algorithm}:${hex}`
      return isDigest(digest) ? digest : undefined
    },
    idOf: (name) => name,
    // Distribution writes the digest and nothing else (blobstore.go), but some tools add a newline.
    parseTarget: (content) => {
      const digest = Buffer.from(content).toString('latin1').trim()
      return isDigest(digest) ? digest : undefined
    },
    content: {
      prefixes: ALGORITHMS.map((algorithm) => `${root}${DISTRIBUTION.blobs}${algorithm}/`),
      keysEach: 1,
      parse: (key, size) => {
        const [, algorithm, hex] = BLOB_KEY.exec(key) ?? []
        const digest = `${algorithm}:${hex}`
        const isBlob = isDigest(digest) && layout.blobKey(digest) === key
        return isBlob && (size > 0 || isEmptyContent(digest)) ? digest : undefined
      },
    },
    reader: (bucket) => {
      const read = factsReader(blobs(bucket, layout))
      return async (content, name, isSuspected) => {
        const digest = layout.parseTarget(content)
        if (digest !== undefined) return read(digest, name, isSuspected)
        return broken(new Problem(`the tag's link has ${content.byteLength} bytes that are not a digest`))
      }
    },
    manifestReader: (bucket) => {
      // What is cached is what blobs say, which is less than they are.
      const details = detailsReader(blobs(bucket, layout, 0))
      return async (repository, digest) => {
        const key = `${prefix}${repository}/_manifests/revisions/${digest.replace(':', '/')}/link`
        // Listed, not read: a GET of a link that is not there is denied to who may list this part of the bucket only.
        const { objects } = await bucket.list(key, undefined)
        const link = objects.find((object) => object.key === key)
        if (link === undefined) return undefined
        const { lastModified: pushedAt, size } = link
        if (size >= MIN_LINK_BYTES) return { pushedAt, details: await details(digest) }
        const problem = new Problem(`the link of the manifest has ${size} bytes, which are not a digest`)
        return { pushedAt, details: brokenDetails(digest, problem) }
      }
    },
  }
  return layout
}
