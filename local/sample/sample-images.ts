// Makes the images of the sample's repositories: each version, with layers of its base, labels and times.

import { createHash } from 'node:crypto'
import { artifact } from './artifacts.ts'
import type { SampleRepository } from './catalog.ts'
import {
  type ForPlatform,
  filler,
  type Image,
  type ImageSpec,
  image,
  indexOf,
  type Layer,
  layer,
  type StatedLayer,
  statedLayer,
} from './image.ts'
import { attestedIndex } from './referrers.ts'

const DAY_MS = 86_400_000
/** Times of building count back from here, so that digests are the same at every start. */
const BUILT_MS = Date.parse('2026-11-20T09:00:00Z')
const BUILD_MS = 20 * 60 * 1000
/** Days between two versions. */
const PAUSE = { least: 9, range: 40 } as const
/** Days: versions are not older, but for those of what is. */
export const MAX_AGE = 730
/** How much larger or smaller than in the table an image is for a platform, in a version. */
const SPREAD = { least: 0.95, range: 0.1 } as const
/** The part of its own bytes that an image shares with others of the same major version, at most. */
const LIBRARIES = 0.7
const OCI = 'org.opencontainers.image.'

/** Says of an image that it can't be pulled. */
export const NOT_STORED = {
  'com.example.sample': 'the layers are stated, not stored: this image can be found, but not pulled',
} as const

type Labels = Readonly<Record<string, string>>

/** Hashes a text to a number from 0 up to 2^32. */
const hashOf = (text: string): number =>
  [...text].reduce((hash, character) => (Math.imul(hash, 31) + character.charCodeAt(0)) >>> 0, 7)

/** Returns what is kept under a key, or makes it. */
const once = <T>(kept: Map<string, T>, key: string, make: () => T): T => {
  const found = kept.get(key) ?? make()
  kept.set(key, found)
  return found
}

const withoutBody = (one: Layer | StatedLayer): StatedLayer =>
  'body' in one ? { digest: one.digest, diffId: one.diffId, size: one.body.length } : one

const lastPart = (name: string): string => name.split('/').at(-1) ?? name

/** Returns the days from the push of a version to the first start. Nobody pushes at the same time of each day. */
export const ageOf = ({ name, age }: SampleRepository, place: number): number =>
  Math.min(age + place * (PAUSE.least + (hashOf(name) % PAUSE.range)), Math.max(age, MAX_AGE)) *
  (1 + (hashOf(`${name} ${place}`) % 997) / 19_940)

const timeOf = (ms: number): string => new Date(Math.floor(ms / 1000) * 1000).toISOString()

const createdOf = (repository: SampleRepository, place: number): string => {
  const { created } = repository
  const age = ageOf(repository, place)
  if (created === undefined) return timeOf(BUILT_MS - age * DAY_MS - BUILD_MS)
  return timeOf(Date.parse(created) - (age - ageOf(repository, 0)) * DAY_MS)
}

const labelsOf = ({ name, labels }: SampleRepository, version: string): Labels => ({
  [`${OCI}title`]: lastPart(name),
  [`${OCI}version`]: version.replace('_', '+'),
  ...(labels[`${OCI}source`] === undefined
    ? {}
    : { [`${OCI}revision`]: createHash('sha1').update(`${name} ${version}`).digest('hex') }),
  ...labels,
})

/** Returns what makes the image of a version, given by its place, of one of these repositories. */
export const imageMaker = (repositories: readonly SampleRepository[]) => {
  const byName = new Map(repositories.map((one) => [one.name, one]))
  const images = new Map<string, Image>()
  const stored = new Map<string, Layer>()

  const baseOf = (repository: SampleRepository): SampleRepository | undefined => {
    const { base, name, whole } = repository
    const found = base === undefined ? undefined : byName.get(base)
    if (base !== undefined && found === undefined) throw new Error(`${name} is built on ${base}, which is not there`)
    if (whole && found?.whole === false) throw new Error(`${name} is whole, but not ${base}, on which it is built`)
    return found
  }

  /** The layers of a version for one platform, and the commands that made them: those of its base come first. */
  const layersOf = (
    repository: SampleRepository,
    version: string,
    platform: string,
  ): Pick<ImageSpec, 'layers'> & { readonly commands: readonly string[]; readonly bytes: number } => {
    const { name, whole } = repository
    const base = baseOf(repository)
    const below = base && layersOf(base, base.versions[0] ?? '', platform)
    const of = `${name} ${version} ${platform}`
    const bytes = Math.round(repository.bytes * (SPREAD.least + (hashOf(of) % 1000) * (SPREAD.range / 1000)))
    const own = bytes - (below?.bytes ?? 0)
    const ownLeast = repository.bytes * SPREAD.least - (below?.bytes ?? 0)
    if (ownLeast <= 0) throw new Error(`${name} has too few bytes to be built on ${base?.name}`)
    const program = `/usr/local/bin/${lastPart(name)}`
    const under = { layers: below?.layers ?? [], commands: below?.commands ?? [] }
    const add = (...added: readonly (readonly [command: string, each: ImageSpec['layers'][number]])[]) => ({
      layers: [...under.layers, ...added.map(([, each]) => each)],
      commands: [...under.commands, ...added.map(([command]) => command)],
      bytes,
    })
    const command = below === undefined ? 'ADD rootfs.tar.xz / # buildkit' : `COPY out${program} ${program} # buildkit`
    if (whole) return add([command, once(stored, of, () => layer({ [program.slice(1)]: filler(of, own) }))])
    if (below === undefined) return add([command, statedLayer(of, own)])
    const libraries = Math.round(ownLeast * LIBRARIES)
    return add(
      [
        `COPY deps /usr/local/lib/${lastPart(name)} # buildkit`,
        statedLayer(`libraries of ${name} ${version.split('.')[0]} ${platform}`, libraries),
      ],
      [command, statedLayer(of, own - libraries)],
    )
  }

  const specOf = (repository: SampleRepository, place: number, platform: string): ImageSpec => {
    const { name, docker, inManifest, multi, whole } = repository
    const version = repository.versions[place] ?? ''
    const base = baseOf(repository)
    const { layers, commands } = layersOf(repository, version, platform)
    const texts = {
      ...labelsOf(repository, version),
      ...(base === undefined ? {} : baseLabels(base, platform)),
      ...(whole ? {} : NOT_STORED),
    }
    return {
      format: docker ? 'docker' : 'oci',
      // What a base has of its own is stored with the base.
      layers: whole ? layers : layers.map(withoutBody),
      commands,
      created: createdOf(repository, place),
      labels: inManifest ? {} : texts,
      annotations: !docker && inManifest && !multi ? texts : {},
      run: {
        Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
        Entrypoint: [`/usr/local/bin/${lastPart(name)}`],
        ...(base === undefined ? {} : { ExposedPorts: { '8080/tcp': {} }, User: '65532' }),
        WorkingDir: '/',
      },
    }
  }

  const forPlatform = (repository: SampleRepository, place: number, platform: string): ForPlatform => {
    const architecture = platform.replace('linux/', '')
    return { architecture, ...image(specOf(repository, place, platform), architecture) }
  }

  /** Names the base and its digest, which is that of the image for the platform. */
  const baseLabels = (base: SampleRepository, platform: string): Labels => ({
    [`${OCI}base.name`]: `${base.name.startsWith('library/') ? 'docker.io' : 'registry.example.com'}/${base.name}:${base.versions[0]}`,
    [`${OCI}base.digest`]: once(images, `${base.name} ${platform}`, () => forPlatform(base, 0, platform)).manifest
      .digest,
  })

  const artifactOf = (repository: SampleRepository, place: number): Image => {
    const { name, kind, whole, description, bytes, labels } = repository
    const version = repository.versions[place] ?? ''
    if (kind === 'image') throw new Error(`${name} is an image`)
    return artifact(kind, {
      ...{ name: lastPart(name), version, description, bytes, created: createdOf(repository, place) },
      keywords: (labels[`${OCI}keywords`] ?? '').split(',').filter((keyword) => keyword !== ''),
      source: labels[`${OCI}source`] ?? '',
      annotations: { ...labelsOf(repository, version), ...(whole ? {} : NOT_STORED) },
    })
  }

  return (repository: SampleRepository, place: number): Image => {
    const { name, kind, multi, docker, attested, platforms } = repository
    if (kind !== 'image') return artifactOf(repository, place)
    const all = platforms.map((platform) => forPlatform(repository, place, platform))
    const [only] = all
    if (!multi && only !== undefined) return only
    const annotations = docker ? {} : labelsOf(repository, repository.versions[place] ?? '')
    if (attested) return attestedIndex(all, annotations, name)
    return indexOf(all, { format: docker ? 'docker' : 'oci', annotations })
  }
}
