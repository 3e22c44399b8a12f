// The objects of one repository, as a registry writes them: made anew whenever they are asked for.

import { createHash } from 'node:crypto'
import type { BlobLayout } from '../../lambda/registry/layouts/distribution.ts'
import { chance, seedOf, sha256 } from './chance.ts'
import { type ShapedTag, shapeOf } from './shape.ts'

export interface Content {
  /** Keys below the repository, sorted as S3 sorts them. */
  readonly keys: readonly string[]
  readonly links: ReadonlyMap<string, Stored>
  /** Manifests and configs. */
  readonly blobs: ReadonlyMap<string, Stored>
  /** Bodies of the links that are no tags: revisions, layers, the history of tags. */
  readonly others: ReadonlyMap<string, string>
}

interface Stored {
  readonly body: string
  readonly kind: ShapedTag['kind']
  /** Of links only. */
  readonly tag: string
  readonly lastModified: string
}

/** How often tags were pushed again, and when last (ISO 8601, whole seconds); tags that the shape lacks are new ones. */
export type Pushes = ReadonlyMap<string, { readonly times: number; readonly at: string }>

const PLATFORMS = ['amd64', 'arm64', 'arm']
const OCI = 'application/vnd.oci.image'
const LAYERS = { shared: 3, own: 2 }
const YEAR = 365 * 86_400
const NEWEST = Date.parse('2026-11-24T00:00:00Z') / 1000

/** ETag of an object that was put in one piece. */
export const etagOf = (body: string): string => createHash('md5').update(body).digest('hex')

const iso = (seconds: number): string => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`

/** All objects of a repository. */
export const contentOf = (layout: BlobLayout, name: string, pushes: Pushes = new Map()): Content => {
  const { description, tags } = shapeOf(name)
  const home = `${layout.prefix}${name}`
  const links = new Map<string, Stored>()
  const blobs = new Map<string, Stored>()
  const others = new Map<string, string>()
  const path = (digest: string) => `${digest.replace(':', '/')}/link`
  const blob = (value: unknown, kind: ShapedTag['kind'], mediaType: string) => {
    const body = JSON.stringify(value)
    const digest = `sha256:${sha256(body)}`
    blobs.set(layout.blobKey(digest), { body, kind, tag: '', lastModified: iso(NEWEST) })
    return { mediaType, digest, size: body.length }
  }
  const layer = (what: string) => {
    const digest = `sha256:${sha256(what)}`
    others.set(`${home}/_layers/${path(digest)}`, digest)
    return { mediaType: `${OCI}.layer.v1.tar+gzip`, digest, size: 1_000_000 + (seedOf(what) % 90_000_000) }
  }
  const revision = (digest: string) => others.set(`${home}/_manifests/revisions/${path(digest)}`, digest)
  const manifest = (build: string, kind: ShapedTag['kind'], architecture: string) => {
    const [namespace = ''] = name.split('/')
    const layers = [
      ...Array.from({ length: LAYERS.shared }, (_, at) => layer(`${namespace} ${architecture} ${at}`)),
      ...Array.from({ length: LAYERS.own }, (_, at) => layer(`${name} ${build} ${architecture} ${at}`)),
    ]
    const created = iso(NEWEST - (seedOf(name + build) % YEAR))
    const labels = {
      'org.opencontainers.image.title': name.split('/').at(-1),
      'org.opencontainers.image.description': description,
      'org.opencontainers.image.version': build,
      'org.opencontainers.image.source': `https://git.example.com/${name}`,
      'org.opencontainers.image.revision': sha256(build).slice(0, 40),
    }
    const history = layers.map(({ digest }) => ({ created, created_by: `RUN make install # ${digest.slice(7, 27)}` }))
    const config = blob(
      {
        architecture,
        os: 'linux',
        created,
        config: {
          Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin'],
          Entrypoint: ['/app'],
          Labels: labels,
        },
        rootfs: { type: 'layers', diff_ids: layers.map(({ digest }) => `sha256:${sha256(digest)}`) },
        history,
      },
      kind,
      `${OCI}.config.v1+json`,
    )
    others.set(`${home}/_layers/${path(config.digest)}`, config.digest)
    const of = blob(
      { schemaVersion: 2, mediaType: `${OCI}.manifest.v1+json`, config, layers },
      kind,
      `${OCI}.manifest.v1+json`,
    )
    revision(of.digest)
    return { ...of, platform: { os: 'linux', architecture } }
  }
  const digestOf = (kind: ShapedTag['kind'], build: string): string => {
    if (kind !== 'index') return manifest(build, kind, 'amd64').digest
    const manifests = PLATFORMS.map((architecture) => manifest(build, kind, architecture))
    const { digest } = blob(
      { schemaVersion: 2, mediaType: `${OCI}.index.v1+json`, manifests },
      kind,
      `${OCI}.index.v1+json`,
    )
    revision(digest)
    return digest
  }
  // As cosign writes them: an image that has the signed text for its only layer.
  const signatureOf = (digest: string): string => {
    const text = layer(`signature of ${digest}`)
    const config = blob(
      {
        architecture: '',
        os: '',
        created: '0001-01-01T00:00:00Z',
        rootfs: { type: 'layers', diff_ids: [text.digest] },
      },
      'signature',
      `${OCI}.config.v1+json`,
    )
    others.set(`${home}/_layers/${path(config.digest)}`, config.digest)
    const layers = [{ ...text, mediaType: 'application/vnd.dev.cosign.simplesigning.v1+json' }]
    const signed = blob(
      { schemaVersion: 2, mediaType: `${OCI}.manifest.v1+json`, config, layers },
      'signature',
      `${OCI}.manifest.v1+json`,
    )
    revision(signed.digest)
    return signed.digest
  }
  const link = (tag: string, kind: ShapedTag['kind'], digests: readonly string[], lastModified: string) => {
    const key = layout.tagKey({ repository: name, tag })
    links.set(key, { body: digests.at(-1) ?? '', kind, tag, lastModified })
    // A registry keeps all that a tag ever was.
    for (const digest of digests) others.set(`${key.slice(0, -'current/link'.length)}index/${path(digest)}`, digest)
  }
  const random = chance(seedOf(`${name} times`))
  const indexed = tags.some(({ kind }) => kind === 'index')
  const added = [...pushes.keys()].filter((tag) => !tags.some((one) => one.tag === tag))
  for (const { tag, kind, build } of [...tags, ...added.map((tag) => ({ tag, kind: 'image' as const, build: -1 }))]) {
    const first = iso(NEWEST - Math.floor(random() * YEAR))
    const called = build < 0 ? tag : `build ${build}`
    if (kind === 'signature') {
      const signed = digestOf(indexed ? 'index' : 'image', called)
      link(`${signed.replace(':', '-')}.sig`, kind, [signatureOf(signed)], first)
      continue
    }
    const { times, at } = pushes.get(tag) ?? { times: 0, at: first }
    const digests = Array.from({ length: times + 1 }, (_, again) =>
      digestOf(kind, again === 0 ? called : `${called} of ${tag}, again ${again}`),
    )
    link(tag, kind, digests, at)
  }
  return { keys: [...links.keys(), ...others.keys()].sort(), links, blobs, others }
}
