// Computes the objects of one repository in the form in which a registry writes them. They follow from the repository's
// name and the pushes to it alone, so that nothing has to be stored.

import { createHash } from 'node:crypto'
import type { BlobLayout } from '../../lambda/registry/layouts/distribution.ts'
import { chance, seedOf, sha256 } from './chance.ts'
import { type ShapedTag, shapeOf } from './shape.ts'

export interface Content {
  /** Keys of `links` and `others` in the order in which S3 lists them. */
  readonly keys: readonly string[]
  /** Links of tags, by key. */
  readonly links: ReadonlyMap<string, Stored>
  /** Manifests and configs, by key. */
  readonly blobs: ReadonlyMap<string, Stored>
  /** Bodies of all other links, by key: revisions, layers, the history of tags. */
  readonly others: ReadonlyMap<string, string>
}

interface Stored {
  readonly body: string
  readonly kind: ShapedTag['kind']
  /** The tag, for links; empty for blobs. */
  readonly tag: string
  /** ISO 8601 in whole seconds. */
  readonly lastModified: string
}

/**
 * Pushes by tag: how often the tag was pushed again, and when last (ISO 8601, whole seconds). A tag that the
 * repository's shape lacks is a new tag.
 */
export type Pushes = ReadonlyMap<string, { readonly times: number; readonly at: string }>

const PLATFORMS = ['amd64', 'arm64', 'arm']
const OCI = 'application/vnd.oci.image'
const LAYERS_PER_IMAGE = { shared: 3, own: 2 }
const YEAR_SECONDS = 365 * 86_400
const NEWEST_SECONDS = Date.parse('2026-11-24T00:00:00Z') / 1000

/** Returns the ETag that S3 gives to an object which was put in one piece: its MD5. */
export const etagOf = (body: string): string => createHash('md5').update(body).digest('hex')

const iso = (seconds: number): string => `${new Date(seconds * 1000).toISOString().slice(0, 19)}Z`

/** Computes all objects of a repository. */
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
    blobs.set(layout.blobKey(digest), { body, kind, tag: '', lastModified: iso(NEWEST_SECONDS) })
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
      ...Array.from({ length: LAYERS_PER_IMAGE.shared }, (_, at) => layer(`${namespace} ${architecture} ${at}`)),
      ...Array.from({ length: LAYERS_PER_IMAGE.own }, (_, at) => layer(`${name} ${build} ${architecture} ${at}`)),
    ]
    const created = iso(NEWEST_SECONDS - (seedOf(name + build) % YEAR_SECONDS))
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
  // Cosign writes a signature as an image whose only layer is the signed text.
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
    // A registry keeps a link to every digest that a tag has ever pointed to.
    for (const digest of digests) others.set(`${key.slice(0, -'current/link'.length)}index/${path(digest)}`, digest)
  }
  const random = chance(seedOf(`${name} times`))
  const indexed = tags.some(({ kind }) => kind === 'index')
  const added = [...pushes.keys()].filter((tag) => !tags.some((one) => one.tag === tag))
  for (const { tag, kind, build } of [...tags, ...added.map((tag) => ({ tag, kind: 'image' as const, build: -1 }))]) {
    const first = iso(NEWEST_SECONDS - Math.floor(random() * YEAR_SECONDS))
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
