// Compares two ways of listing the same bucket: a client's walk through a real registry, and our first load and
// reconcile.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateBucketCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import * as z from 'zod/mini'
import { s3Bucket } from '../../lambda/aws/s3-bucket.ts'
import { runStep } from '../../lambda/reconcile/run.ts'
import { parseRunEvent } from '../../lambda/reconcile/run-events.ts'
import { s3Client } from '../../local/clients.ts'
import { startEmulator } from '../../local/emulator.ts'
import { LocalError } from '../../local/local-error.ts'
import { logFile, PATHS } from '../../local/paths.ts'
import { freePort } from '../../local/port-numbers.ts'
import { findRegistry, startRegistry } from '../../local/registry.ts'
import { makeVenv } from '../../local/venv.ts'
import { type S3Requests, startCountingProxy } from '../world/counting-proxy.ts'
import { runPorts } from '../world/run-ports.ts'
import { makeWorld, type World } from '../world/world.ts'

export interface Walk {
  readonly repositories: number
  readonly tags: number
  /** Keys below the repositories, all of which a listing has to read. */
  readonly keys: number
  /** The requests and the time of each way. */
  readonly rows: readonly ({ readonly way: string; readonly seconds: number } & S3Requests)[]
}

const BUCKET = 'registry'
const REPOSITORIES = 1000
const PARALLEL_WRITERS = 8
/** Timeout of one request to the registry. */
const REQUEST_TIMEOUT_MS = 120_000

type Proxy = Awaited<ReturnType<typeof startCountingProxy>>

/**
 * Writes a made-up registry of 1,000 repositories into the local AWS and lists it both ways. Takes some minutes.
 * @throws LocalError if the registry or the local AWS cannot be started
 */
export const walkRegistry = async (progress: (text: string) => void): Promise<Walk> => {
  const program = findRegistry()
  if (program === undefined)
    throw new LocalError(
      'neither docker-registry nor registry is on PATH; install one (Debian: apt-get install docker-registry)',
    )
  await makeVenv({ dir: PATHS.venv, log: logFile('venv') })
  const dir = await mkdtemp(join(tmpdir(), 'registry-index-bench-'))
  const stops: (() => Promise<void>)[] = [() => rm(dir, { recursive: true, force: true })]
  try {
    const emulator = await startEmulator({ venv: PATHS.venv, dir, port: await freePort() })
    stops.unshift(emulator.stop)
    const world = makeWorld(REPOSITORIES)
    const written = await write(s3Client(emulator.endpoint), world, progress)
    const proxy = await startCountingProxy(emulator.endpoint)
    stops.unshift(proxy.stop)
    progress('first load and reconcile by the index')
    const ours = await walkByIndex(world, proxy)
    const registry = await startRegistry(program, {
      endpoint: proxy.endpoint,
      bucket: BUCKET,
      port: await freePort(),
      configFile: join(dir, 'registry.json'),
      log: join(dir, 'registry.log'),
    })
    stops.unshift(registry.stop)
    progress('listing through the registry')
    const theirs = await walkByRegistry(registry.url, proxy, written.tags)
    return { repositories: REPOSITORIES, ...written, rows: [...theirs, ...ours] }
  } finally {
    for (const stop of stops) await stop()
  }
}

const write = async (s3: S3Client, { names, bucket }: World, progress: (text: string) => void) => {
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }))
  const rest = names.values()
  const sum = { tags: 0, keys: 0 }
  let done = 0
  const writer = async () => {
    for (const name of rest) {
      const { links, blobs, others } = bucket.content(name)
      const objects = [
        ...[...blobs].map(([key, { body }]) => ({ key, body })),
        ...[...others].map(([key, body]) => ({ key, body })),
        ...[...links].map(([key, { body }]) => ({ key, body })),
      ]
      for (const { key, body } of objects) await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: body }))
      sum.tags += links.size
      sum.keys += links.size + others.size
      if (++done % 100 === 0) progress(`${done} of ${names.length} repositories written`)
    }
  }
  await Promise.all(Array.from({ length: PARALLEL_WRITERS }, writer))
  return sum
}

const catalogPage = z.object({ repositories: z.array(z.string()) })
const tagList = z.object({ tags: z.nullable(z.array(z.string())) })

/** Podman asks for pages of 1000. The smaller pages show that the registry lists the bucket anew for every page. */
const PAGE_SIZES = [1000, 250]

const walkByRegistry = async (url: string, proxy: Proxy, tags: number): Promise<Walk['rows']> => {
  const rows: Walk['rows'][number][] = []
  let names: string[] = []
  for (const size of PAGE_SIZES) {
    proxy.take()
    const start = performance.now()
    names = await catalogOf(url, size)
    rows.push({ way: `the registry's _catalog, ${size} per page`, ...proxy.take(), seconds: since(start) })
  }
  const start = performance.now()
  let found = 0
  for (const name of names) found += tagList.parse((await ask(`${url}/v2/${name}/tags/list`)).body).tags?.length ?? 0
  rows.push({ way: "the registry's tags/list of each repository", ...proxy.take(), seconds: since(start) })
  if (names.length !== REPOSITORIES || found !== tags)
    throw new Error(
      `the registry lists ${names.length} repositories and ${found} tags, but ${REPOSITORIES} and ${tags} were written`,
    )
  return rows
}

// Reads the catalog as clients do: page by page, until a response has no Link header to a next page.
const catalogOf = async (url: string, size: number): Promise<string[]> => {
  const names: string[] = []
  for (let next: string | undefined = `/v2/_catalog?n=${size}`; next !== undefined; ) {
    const { body, link }: { body: unknown; link: string } = await ask(`${url}${next}`)
    names.push(...catalogPage.parse(body).repositories)
    next = /<([^>]+)>; *rel="next"/.exec(link)?.[1]
  }
  return names
}

const ask = async (url: string): Promise<{ body: unknown; link: string }> => {
  const answer = await fetch(url, { signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) })
  if (!answer.ok) throw new Error(`the registry answers ${url} with status ${answer.status}`)
  return { body: await answer.json(), link: answer.headers.get('link') ?? '' }
}

const since = (start: number): number => (performance.now() - start) / 1000

const walkByIndex = async ({ tables }: World, proxy: Proxy): Promise<Walk['rows']> => {
  const bucket = s3Bucket(s3Client(proxy.endpoint), BUCKET)
  const ports = runPorts(bucket, async (command, input) => tables.send(command, input))
  const rows: Walk['rows'][number][] = []
  for (const way of ['our first load', 'our reconcile where nothing changed']) {
    proxy.take()
    const start = performance.now()
    const end = Date.now() + 60 * 60 * 1000
    await runStep(ports, parseRunEvent({}), { soft: end, hard: end }, way)
    rows.push({ way, ...proxy.take(), seconds: since(start) })
  }
  return rows
}
