// Runs the scripts of `registry-index cleanup` against real registries, then their garbage-collect, and compares what the
// bucket has lost with what was said before.

import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { DeleteObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { COMMANDS } from '../../cli/commands/all.ts'
import { run } from '../../cli/run.ts'
import { s3Bucket } from '../../lambda/aws/s3-bucket.ts'
import { distribution } from '../../lambda/registry/layouts/distribution.ts'
import { layouts } from '../../lambda/registry/layouts/layouts.ts'
import { findProgram } from '../../local/programs.ts'
import { type Blob, type Image, json, textBlob } from '../../local/sample/image.ts'
import { fakeCli } from '../cli/fake-context.ts'
import { BUCKET, ROOT_DIRECTORY, startWorld, type World } from './deployment.ts'
import { missingPrograms, runProgram, skipLoudly } from './programs.ts'
import { pushImage } from './registry-client.ts'
import { findTool, type Tool } from './tools.ts'

const TOOLS: readonly Tool[] = ['registry', 'crane', 'regctl']
const missing = [
  ...missingPrograms(['docker-registry', 'curl']),
  ...TOOLS.filter((tool) => findTool(tool) === undefined),
]
const skipped = skipLoudly(
  'the test of cleanup',
  missing,
  'Debian: apt-get install docker-registry curl; the others: npm run tools, which needs Go',
)

const DAY_MS = 86_400_000
const OCI = 'application/vnd.oci.image'
const layout = distribution(ROOT_DIRECTORY)

const described = (mediaType: string, { digest, body }: Blob) => ({ mediaType, digest, size: body.length })
const imageOf = (layers: readonly string[], config: object, layerType: string): Image => {
  const blobs = [json(config), ...layers.map(textBlob)]
  const [first = json({}), ...rest] = blobs
  const manifest = json({
    schemaVersion: 2,
    mediaType: `${OCI}.manifest.v1+json`,
    config: described(`${OCI}.config.v1+json`, first),
    layers: rest.map((one) => described(layerType, one)),
  })
  return { manifest, children: [], blobs }
}
const imageWith = (...layers: string[]): Image =>
  imageOf(layers, { architecture: 'amd64', os: 'linux', layers }, `${OCI}.layer.v1.tar+gzip`)
const signatureOf = (image: Image): Image =>
  imageOf([`signed ${image.manifest.digest}`], {}, 'application/vnd.dev.cosign.simplesigning.v1+json')
const indexOf = (...images: readonly Image[]): Image => ({
  manifest: json({
    schemaVersion: 2,
    mediaType: `${OCI}.index.v1+json`,
    manifests: images.map(({ manifest }) => described(`${OCI}.manifest.v1+json`, manifest)),
  }),
  children: images.map(({ manifest }) => manifest),
  blobs: [],
})
const cosignTag = ({ manifest }: Image): string => `${manifest.digest.replace(':', '-')}.sig`

describe.skipIf(skipped)('what registry-index cleanup advises', () => {
  let world: World
  beforeAll(async () => {
    world = await startWorld()
  })
  afterAll(async () => {
    await world?.stop()
  })

  /** Runs the command a month from now. Returns the lines of its output. */
  const cleanup = async (...options: string[]): Promise<string[]> => {
    const { context, deployment, out, notes } = fakeCli()
    const at = { bucket: s3Bucket(world.s3, BUCKET), layouts: layouts([layout]) }
    const later = { ...context.clock, now: () => Date.now() + 30 * DAY_MS }
    const status = await run(
      ['cleanup', ...options],
      { ...context, clock: later, deployment: async () => ({ ...deployment, ...at }) },
      { commands: COMMANDS, version: '1' },
    )
    expect([status, notes]).toEqual([0, []])
    return out
  }

  const storedBytes = async (): Promise<number> => {
    const { Contents = [], IsTruncated } = await world.s3.send(
      new ListObjectsV2Command({ Bucket: BUCKET, Prefix: dirname(layout.prefix) }),
    )
    expect(IsTruncated).toBe(false)
    const blobs = Contents.filter(({ Key = '' }) => /\/blobs\/.*\/data$/.test(Key))
    return blobs.reduce((sum, { Size = 0 }) => sum + Size, 0)
  }

  /** Pushes what stays and what goes. Returns the references of what stays. */
  const fill = async (registry: string, space: string): Promise<string[]> => {
    const app = `${space}/app`
    const push = async (name: string, reference: string, image: Image) => pushImage(registry, name, reference, image)
    const both = async (tag: string, ...images: readonly Image[]) => {
      for (const image of images) await push(app, image.manifest.digest, image)
      await push(app, tag, indexOf(...images))
    }
    const [base, kept, old] = [`base of ${space}`, imageWith(`base of ${space}`, 'kept'), imageWith('old', space)]
    await push(app, 'moved', imageWith(base, `moved away ${space}`))
    await push(app, 'moved', imageWith(base, `moved ${space}`))
    await push(app, 'keep-1', kept)
    // One manifest has a tag that stays, and one that goes.
    await push(app, 'other-name', kept)
    await push(app, cosignTag(kept), signatureOf(kept))
    const [arm, amd] = [imageWith(base, `arm ${space}`), imageWith(`only in the old index ${space}`)]
    await both('keep-multi', kept, arm)
    await both('old-multi', arm, amd)
    await push(app, 'old', old)
    await push(app, cosignTag(old), signatureOf(old))
    const broken = imageWith(`broken ${space}`)
    await push(app, 'broken', broken)
    const Key = layout.blobKey(textBlob(`broken ${space}`).digest)
    await world.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }))
    // Two repositories have one image, of which one lets go.
    await push(`${space}/copies`, 'keep', old)
    await push(`${space}/copies`, 'gone', imageWith(base, 'copied', space))
    await push(`${space}/others`, 'gone', imageWith(base, 'copied', space))
    return [
      ...['keep-1', 'keep-multi', cosignTag(kept), kept.manifest.digest, arm.manifest.digest].map(
        (one) => `${app} ${one}`,
      ),
      `${space}/copies keep`,
    ]
  }

  /** Fails unless all that a manifest needs can be pulled. */
  const pull = async (registry: string, repository: string, reference: string): Promise<void> => {
    const get = async (path: string) => {
      const headers = { accept: `${OCI}.manifest.v1+json, ${OCI}.index.v1+json` }
      const answer = await fetch(`${registry}/v2/${repository}/${path}`, { headers })
      expect(`${answer.status} of ${repository}/${path}`).toBe(`200 of ${repository}/${path}`)
      return answer
    }
    const manifest = (await (await get(`manifests/${reference}`)).json()) as {
      manifests?: { digest: string }[]
      config?: { digest: string }
      layers?: { digest: string }[]
    }
    for (const { digest } of manifest.manifests ?? []) await pull(registry, repository, digest)
    for (const { digest } of [...(manifest.config ? [manifest.config] : []), ...(manifest.layers ?? [])])
      await (await get(`blobs/${digest}`)).arrayBuffer()
  }

  it.each([
    { name: 'regctl', version: 2 },
    { name: 'crane', version: 3 },
    { name: 'curl', version: 3 },
    { name: 'regctl', version: 3 },
  ])(
    'by $name, from version $version of distribution, frees what it says and nothing else',
    async ({ name, version }) => {
      const program = (version === 2 ? findProgram(['docker-registry']) : findTool('registry')) ?? ''
      const of = `${name}-${version}`
      const { url, stop } = await world.startAnother(program, of)
      const stay = await fill(url, of)
      if (version === 3) {
        // Version 2 deletes no tag whose manifest is missing.
        await pushImage(url, `${of}/app`, 'no-manifest', imageWith('without a manifest'))
        const Key = layout.blobKey(imageWith('without a manifest').manifest.digest)
        await world.s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }))
      }
      const options = ['--older-than', '20', '--keep', 'keep*', '--keep', 'moved', '--repository', `${of}/*`]
      const advice = JSON.parse((await cleanup(...options, '--json')).join('\n')) as {
        freed: { bytes: number }
        unneeded: { bytes: number }
        repositories: { name: string; deletions: { reason: string; digest?: string }[] }[]
      }
      const deletions = advice.repositories.flatMap((one) => one.deletions)
      expect(new Set(deletions.map(({ reason }) => reason))).toEqual(
        new Set(['untagged', 'old', 'dangling', 'follows']),
      )
      expect(advice.freed.bytes).toBeGreaterThan(1000)

      const script = await cleanup(...options, '--format', name, '--registry', url)
      const home = join(world.dir, `home-${of}`)
      await mkdir(home, { recursive: true })
      const file = join(home, 'delete.sh')
      await writeFile(
        file,
        `PATH="${TOOLS.map((tool) => dirname(findTool(tool) ?? '')).join(':')}:$PATH"\n${script.join('\n')}\n`,
      )
      const before = await storedBytes()
      expect(await runProgram(home, 'sh', [file])).toMatchObject({ status: 0 })
      expect(script.filter((line) => line.startsWith(name))).toHaveLength(deletions.length)
      await stop()
      const collected = await runProgram(home, program, ['garbage-collect', join(world.dir, `${of}.json`)])
      expect(collected).toMatchObject({ status: 0 })
      expect(before - (await storedBytes())).toBe(advice.freed.bytes + advice.unneeded.bytes)

      const again = await world.startAnother(program, `${of}-again`)
      for (const one of stay) {
        const [repository = '', reference = ''] = one.split(' ')
        await pull(again.url, repository, reference)
      }
      const tags = (await (await fetch(`${again.url}/v2/${of}/app/tags/list`)).json()) as { tags: string[] }
      expect(tags.tags.filter((tag) => !tag.startsWith('sha256-')).sort()).toEqual(['keep-1', 'keep-multi', 'moved'])
      expect((await cleanup(...options, '--format', 'csv')).slice(1)).toEqual([])
    },
  )
})
