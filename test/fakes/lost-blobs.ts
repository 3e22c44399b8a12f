// Blobs that vanish from a registry bucket, and what the index must say then.

import { actualIndex, expectedIndex } from './expected.ts'
import type { memorySystem } from './system.ts'

type System = ReturnType<typeof memorySystem>

/** Takes an object away, or cuts it off; returns what puts it back. */
const away = ({ bucket }: System, key: string, leaves?: string): (() => void) => {
  const content = bucket.content(key)
  if (leaves === undefined) bucket.remove(key)
  else bucket.put(key, leaves)
  return () => bucket.put(key, content)
}

/** Takes a blob away; returns what puts it back. */
export const loseBlob = (system: System, digest: string): (() => void) => away(system, system.layout.blobKey(digest))

/** Cuts a blob off, as an upload that broke off; returns what puts it back. */
export const emptyBlob = (system: System, digest: string): (() => void) =>
  away(system, system.layout.blobKey(digest), '')

/** Takes a file of an image of a registry v1 away; returns what puts it back. */
export const loseFile = (system: System, id: string, file: 'json' | 'ancestry' | 'layer'): (() => void) =>
  away(system, `registry/images/${id}/${file}`)

/** What a manifest in the bucket points to. */
export const pointedTo = ({ bucket, layout }: System, digest: string): { config: string; layers: string[] } => {
  const { config, layers } = JSON.parse(bucket.content(layout.blobKey(digest))) as {
    config: { digest: string }
    layers: { digest: string }[]
  }
  return { config: config.digest, layers: layers.map((layer) => layer.digest) }
}

/** What the index says, and what it must say if everything that tags point to is looked for. */
export const saidAndTrue = async (system: System) => ({
  said: { ...actualIndex(system), gone: goneIn(system) },
  true: { ...(await trulyIn(system)), gone: await trulyGone(system) },
})

const lookingForAll =
  ({ ports }: System): System['ports']['readTag'] =>
  (name) =>
    ports.readTag(name, undefined, () => true)

const trulyIn = (system: System) => expectedIndex({ ...system, ports: { readTag: lookingForAll(system) } })

const goneIn = ({ tables }: System): Record<string, readonly string[]> =>
  Object.fromEntries(
    [...tables.details].flatMap(([key, { gone }]) => (gone === undefined ? [] : [[key.replace('\n', ':'), gone]])),
  )

const trulyGone = async (system: System): Promise<Record<string, readonly string[]>> => {
  const read = lookingForAll(system)
  const found: [string, readonly string[]][] = []
  for (const key of system.bucket.keys()) {
    const { repository, tag } = system.layouts.parse(key) ?? {}
    if (repository === undefined || tag === undefined) continue
    const gone = (await read({ repository, tag }))?.facts.gone
    if (gone !== undefined) found.push([`${repository}:${tag}`, gone])
  }
  return Object.fromEntries(found)
}
