// Makes images in memory, with the same bytes at every run. Their layers are real gzip-compressed tar archives of a few
// files, so that real clients can pull them, or are only stated by the manifest.

import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'

/** A blob and its digest: `sha256:` and 64 hex digits. */
export interface Blob {
  readonly digest: string
  readonly body: Buffer
}

export interface Layer extends Blob {
  /** Digest of the uncompressed archive, as the config lists it. */
  readonly diffId: string
}

/** A layer that a manifest states, whose content nobody stored. */
export interface StatedLayer {
  readonly digest: string
  /** Compressed bytes. */
  readonly size: number
  readonly diffId: string
}

/** Everything that one tag needs: the manifest it points to, and all that this manifest refers to. */
export interface Image {
  readonly manifest: Blob
  /** Manifests of an image index; otherwise empty. */
  readonly children: readonly Blob[]
  /** Configs and layers, as far as they are stored. */
  readonly blobs: readonly Blob[]
  /** Digests of layers that are stated only. */
  readonly stated?: readonly string[]
}

const sha256 = (body: Buffer): string => `sha256:${createHash('sha256').update(body).digest('hex')}`

const blob = (body: Buffer): Blob => ({ digest: sha256(body), body })

/** Creates a blob with this content. */
export const textBlob = (content: string | Buffer): Blob => blob(Buffer.from(content))

/** Creates a blob from a value, written as JSON. */
export const json = (value: unknown): Blob => textBlob(JSON.stringify(value))

const BLOCK_BYTES = 512

/** Returns the header of one file in a POSIX tar archive. The file belongs to root and is of 1970. */
const tarHeader = (name: string, size: number): Buffer => {
  const header = Buffer.alloc(BLOCK_BYTES)
  const octal = (value: number, digits: number) => value.toString(8).padStart(digits, '0')
  header.write(name, 0)
  header.write(octal(0o644, 7), 100)
  header.write(octal(0, 7), 108)
  header.write(octal(0, 7), 116)
  header.write(octal(size, 11), 124)
  header.write(octal(0, 11), 136)
  // The checksum is computed with spaces in its own field.
  header.write(' '.repeat(8), 148)
  header.write('0', 156)
  header.write('ustar', 257)
  header.write('00', 263)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(octal(sum, 6), 148)
  header.writeUInt8(0, 154)
  return header
}

/** Creates a layer with these files, given by name (at most 100 bytes) and content. */
export const layer = (files: Readonly<Record<string, string | Buffer>>): Layer => {
  const parts = Object.entries(files).flatMap(([name, content]) => {
    const body = Buffer.from(content)
    return [tarHeader(name, body.length), body, Buffer.alloc((BLOCK_BYTES - (body.length % BLOCK_BYTES)) % BLOCK_BYTES)]
  })
  const tar = Buffer.concat([...parts, Buffer.alloc(2 * BLOCK_BYTES)])
  return { ...blob(gzip(tar)), diffId: sha256(tar) }
}

const GZIP_SYSTEM_BYTE = 9
const NO_SYSTEM = 255

// Without the name of the operating system, which would make digests differ between machines.
const gzip = (tar: Buffer): Buffer => {
  const zipped = gzipSync(tar, { level: tar.length > LARGE_BYTES ? 0 : 6 })
  zipped.writeUInt8(NO_SYSTEM, GZIP_SYSTEM_BYTE)
  return zipped
}

/** Archives above this size hold filler, which can't be compressed. */
const LARGE_BYTES = 64 * 1024

/** Returns bytes that look random and are the same for the same text. */
export const filler = (text: string, bytes: number): Buffer =>
  createHash('shake256', { outputLength: bytes }).update(text).digest()

/** Creates a layer that is stated only. The same text makes the same layer. */
export const statedLayer = (text: string, size: number): StatedLayer => ({
  digest: sha256(Buffer.from(text)),
  diffId: sha256(Buffer.from(`${text}, unpacked`)),
  size,
})

const TYPES = {
  oci: {
    manifest: 'application/vnd.oci.image.manifest.v1+json',
    index: 'application/vnd.oci.image.index.v1+json',
    config: 'application/vnd.oci.image.config.v1+json',
    layer: 'application/vnd.oci.image.layer.v1.tar+gzip',
  },
  docker: {
    manifest: 'application/vnd.docker.distribution.manifest.v2+json',
    index: 'application/vnd.docker.distribution.manifest.list.v2+json',
    config: 'application/vnd.docker.container.image.v1+json',
    layer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
  },
} as const

type Format = keyof typeof TYPES

export interface ImageSpec {
  readonly format: Format
  readonly layers: readonly (Layer | StatedLayer)[]
  /** RFC 3339. */
  readonly created: string
  readonly labels: Readonly<Record<string, string>>
  /** Annotations of the manifest. Docker's format has none. */
  readonly annotations: Readonly<Record<string, string>>
  /** How it runs, as the config says it beside the labels; if not given, `/bin/true`. */
  readonly run?: object
  /** The commands that made the layers, one for each. */
  readonly commands?: readonly string[]
}

/** Returns the digests of those that are stated only. */
export const stated = (of: readonly (Blob | StatedLayer)[]): string[] =>
  of.flatMap((one) => ('body' in one ? [] : one.digest))

/** Returns the descriptor by which a manifest refers to a blob, or to one that is not stored. */
export const descriptor = (mediaType: string, of: Blob | StatedLayer) => ({
  mediaType,
  digest: of.digest,
  size: 'body' in of ? of.body.length : of.size,
})

const annotated = (annotations: Readonly<Record<string, string>>) =>
  Object.keys(annotations).length === 0 ? {} : { annotations }

/** Returns the fields of a platform of Linux, given by its architecture, such as `arm64` or `arm/v7`. */
const platformFields = (platform: string) => {
  const [architecture = '', variant] = platform.split('/')
  return { architecture, ...(variant === undefined ? {} : { variant }), os: 'linux' }
}

/** Creates an image for one Linux platform, given by its architecture, such as `arm64` or `arm/v7`. */
export const image = (spec: ImageSpec, architecture = 'amd64'): Image => {
  const types = TYPES[spec.format]
  const { layers, created, commands = [], run = { Cmd: ['/bin/true'] } } = spec
  const config = json({
    created,
    ...platformFields(architecture),
    config: { ...run, Labels: spec.labels },
    rootfs: { type: 'layers', diff_ids: layers.map((each) => each.diffId) },
    history: layers.map((_, at) => ({ created, created_by: commands[at] ?? 'sample' })),
  })
  const manifest = json({
    schemaVersion: 2,
    mediaType: types.manifest,
    config: descriptor(types.config, config),
    layers: layers.map((each) => descriptor(types.layer, each)),
    ...annotated(spec.annotations),
  })
  return { manifest, children: [], blobs: [config, ...layers.filter((each) => 'body' in each)], stated: stated(layers) }
}

/** An image for the platform of Linux with this architecture. */
export interface ForPlatform extends Image {
  readonly architecture: string
}

/** Creates an image index (a manifest list in Docker's format) of these images. */
export const indexOf = (
  images: readonly ForPlatform[],
  { format, annotations }: Pick<ImageSpec, 'format' | 'annotations'>,
): Image => {
  const types = TYPES[format]
  const manifest = json({
    schemaVersion: 2,
    mediaType: types.index,
    manifests: images.map((each) => ({
      ...descriptor(types.manifest, each.manifest),
      platform: platformFields(each.architecture),
    })),
    ...annotated(annotations),
  })
  return {
    manifest,
    children: images.map((each) => each.manifest),
    blobs: images.flatMap((each) => each.blobs),
    stated: images.flatMap((each) => each.stated ?? []),
  }
}

/** Creates an image index (a manifest list in Docker's format) with one Linux image for each of these architectures. */
export const imageIndex = (spec: ImageSpec, architectures: readonly string[]): Image =>
  indexOf(
    architectures.map((architecture) => ({ architecture, ...image(spec, architecture) })),
    spec,
  )

/** Creates what `cosign sign` stores for a manifest: an image whose only layer is the signed text. */
export const signature = (digest: string, reference: string): Image => {
  const payload = blob(
    Buffer.from(
      JSON.stringify({
        critical: {
          identity: { 'docker-reference': reference },
          image: { 'docker-manifest-digest': digest },
          type: 'cosign container image signature',
        },
        optional: null,
      }),
    ),
  )
  const config = json({
    architecture: '',
    created: '0001-01-01T00:00:00Z',
    os: '',
    rootfs: { type: 'layers', diff_ids: [payload.digest] },
    config: {},
  })
  const manifest = json({
    schemaVersion: 2,
    mediaType: TYPES.oci.manifest,
    config: descriptor(TYPES.oci.config, config),
    layers: [
      {
        ...descriptor('application/vnd.dev.cosign.simplesigning.v1+json', payload),
        annotations: { 'dev.cosignproject.cosign/signature': Buffer.from(`sample of ${digest}`).toString('base64') },
      },
    ],
  })
  return { manifest, children: [], blobs: [config, payload] }
}
