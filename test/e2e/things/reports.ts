// Reads what tools report of a tag in the registry, each tool by its own commands.

import type { PushTarget, RemoteTag } from './push-target.ts'

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

/** Reports of one tool. A reference names a tag or, with @, a digest. */
export interface Reports {
  digest(reference: string): Promise<string>
  manifest(reference: string): Promise<Manifest>
  config(reference: string): Promise<Config>
}

/** Reports by skopeo, whose registry code buildah and podman share. */
export const reportsOfSkopeo = ({ run }: PushTarget): Reports => {
  const inspect = (reference: string, ...options: string[]) =>
    run('skopeo', 'inspect', '--tls-verify=false', ...options, `docker://${reference}`)
  return {
    digest: async (reference) => (await inspect(reference, '--format', '{{.Digest}}')).trim(),
    manifest: async (reference) => JSON.parse(await inspect(reference, '--raw')) as Manifest,
    config: async (reference) => JSON.parse(await inspect(reference, '--config')) as Config,
  }
}

export const reportsOfCrane = ({ use }: PushTarget): Reports => ({
  digest: async (reference) => (await use('crane', 'digest', reference)).trim(),
  manifest: async (reference) => JSON.parse(await use('crane', 'manifest', reference)) as Manifest,
  config: async (reference) => JSON.parse(await use('crane', 'config', reference)) as Config,
})

export const reportsOfOras = ({ use }: PushTarget): Reports => ({
  digest: async (reference) => (await use('oras', 'resolve', '--plain-http', reference)).trim(),
  manifest: async (reference) => JSON.parse(await use('oras', 'manifest', 'fetch', '--plain-http', reference)),
  config: async (reference) => JSON.parse(await use('oras', 'manifest', 'fetch-config', '--plain-http', reference)),
})

/** The output of `skopeo inspect` for an image. */
export interface Inspected {
  readonly Digest: string
  readonly Created: string
  readonly Labels: Readonly<Record<string, string>> | null
  readonly Architecture: string
  readonly Os: string
  readonly Layers: readonly string[]
}

/** Runs `skopeo inspect` on an image. */
export const inspected = async ({ target, reference }: RemoteTag): Promise<Inspected> =>
  JSON.parse(await target.run('skopeo', 'inspect', '--tls-verify=false', `docker://${reference}`)) as Inspected

/** Returns the referrers of a manifest that `oras discover` finds. */
export const discovered = async ({ target, reference }: RemoteTag): Promise<Descriptor[]> => {
  const found = await target.use('oras', 'discover', '--plain-http', '--format', 'json', reference)
  return (JSON.parse(found) as { referrers: Descriptor[] }).referrers
}

/** Returns the lines `key: value` that `helm show chart` prints, without lists. */
export const shownChart = async ({ target, remote }: RemoteTag, version: string): Promise<Record<string, string>> => {
  const shown = await target.use('helm', 'show', 'chart', '--plain-http', `oci://${remote}`, '--version', version)
  const lines = shown.split('\n').map((line) => /^(\w+): "?(.*?)"?$/.exec(line))
  return Object.fromEntries(lines.flatMap((line) => (line === null ? [] : [[line[1], line[2]]])))
}
