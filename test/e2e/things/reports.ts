// What the tools report of a thing in the registry, each in its own way.

import type { Place, Spot } from './place.ts'

export interface Descriptor {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
  readonly artifactType?: string
  readonly platform?: { readonly os: string; readonly architecture: string; readonly variant?: string }
  readonly annotations?: Readonly<Record<string, string>>
}

export interface Manifest {
  readonly mediaType?: string
  readonly artifactType?: string
  readonly config?: Descriptor
  readonly layers?: readonly Descriptor[]
  readonly manifests?: readonly Descriptor[]
  readonly annotations?: Readonly<Record<string, string>>
  readonly subject?: Descriptor
}

export interface Config {
  readonly created?: string
  readonly os?: string
  readonly architecture?: string
  readonly variant?: string
  readonly config?: { readonly Labels?: Readonly<Record<string, string>> | null }
}

/** Reports of one tool; a reference is of a tag or, with @, of a digest. */
export interface Reports {
  digest(reference: string): Promise<string>
  manifest(reference: string): Promise<Manifest>
  config(reference: string): Promise<Config>
}

/** By skopeo, which buildah and podman have their way with registries in common with. */
export const reportsOfSkopeo = ({ run }: Place): Reports => {
  const inspect = (reference: string, ...options: string[]) =>
    run('skopeo', 'inspect', '--tls-verify=false', ...options, `docker://${reference}`)
  return {
    digest: async (reference) => (await inspect(reference, '--format', '{{.Digest}}')).trim(),
    manifest: async (reference) => JSON.parse(await inspect(reference, '--raw')) as Manifest,
    config: async (reference) => JSON.parse(await inspect(reference, '--config')) as Config,
  }
}

export const reportsOfCrane = ({ use }: Place): Reports => ({
  digest: async (reference) => (await use('crane', 'digest', reference)).trim(),
  manifest: async (reference) => JSON.parse(await use('crane', 'manifest', reference)) as Manifest,
  config: async (reference) => JSON.parse(await use('crane', 'config', reference)) as Config,
})

export const reportsOfOras = ({ use }: Place): Reports => ({
  digest: async (reference) => (await use('oras', 'resolve', '--plain-http', reference)).trim(),
  manifest: async (reference) => JSON.parse(await use('oras', 'manifest', 'fetch', '--plain-http', reference)),
  config: async (reference) => JSON.parse(await use('oras', 'manifest', 'fetch-config', '--plain-http', reference)),
})

/** What `skopeo inspect` sums up of an image. */
export interface Inspected {
  readonly Digest: string
  readonly Created: string
  readonly Labels: Readonly<Record<string, string>> | null
  readonly Architecture: string
  readonly Os: string
  readonly Layers: readonly string[]
}

/** `skopeo inspect` of an image. */
export const inspected = async ({ place, reference }: Spot): Promise<Inspected> =>
  JSON.parse(await place.run('skopeo', 'inspect', '--tls-verify=false', `docker://${reference}`)) as Inspected

/** The referrers of a manifest that `oras discover` finds, by digest and artifact type. */
export const discovered = async ({ place, reference }: Spot): Promise<Descriptor[]> => {
  const found = await place.use('oras', 'discover', '--plain-http', '--format', 'json', reference)
  return (JSON.parse(found) as { referrers: Descriptor[] }).referrers
}

/** The lines `key: value` of `helm show chart`, lists left out. */
export const shownChart = async ({ place, remote }: Spot, version: string): Promise<Record<string, string>> => {
  const shown = await place.use('helm', 'show', 'chart', '--plain-http', `oci://${remote}`, '--version', version)
  const lines = shown.split('\n').map((line) => /^(\w+): "?(.*?)"?$/.exec(line))
  return Object.fromEntries(lines.flatMap((line) => (line === null ? [] : [[line[1], line[2]]])))
}
