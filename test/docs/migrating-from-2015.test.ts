// What docs/migrating-from-2015.md says is tried on the bucket that docker-registry 0.9.1 wrote: the searches of its table, beside
// the answers that were recorded of docker-registry-index-dynamodb 0.1.0; and its variables are those that are read.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import * as z from 'zod/mini'
import { ENVIRONMENT_NAMES } from '../../infra/environment-names.ts'
import { run } from '../fakes/filled.ts'
import { request } from '../fakes/http.ts'
import { memorySystem } from '../fakes/system.ts'

const ROOT = join(import.meta.dirname, '..')
const TEXT = readFileSync(join(ROOT, '..', 'docs', 'migrating-from-2015.md'), 'utf8')
const recorded = (name: string): unknown => JSON.parse(readFileSync(join(ROOT, 'fakes/recorded', name), 'utf8'))
const { objects } = z
  .object({ objects: z.array(z.object({ key: z.string(), size: z.number(), body: z.optional(z.string()) })) })
  .parse(recorded('docker-registry-0.9.1.json'))
const { answers } = z
  .object({ answers: z.array(z.object({ q: z.string(), num_results: z.optional(z.number()) })) })
  .parse(recorded('searches-of-2015.json'))

const rows = [...TEXT.matchAll(/^\| (`[^`|]+`|nothing) \| (\d+) \| (\d+) \|/gm)].map(
  ([, typed = '', then, now]) =>
    [typed.replaceAll('`', '').replace(/^nothing$/, ''), Number(then), Number(now)] as const,
)

describe('the searches of docs/migrating-from-2015.md', () => {
  let system: ReturnType<typeof memorySystem>
  beforeAll(async () => {
    system = memorySystem({ layouts: ['docker-v1'] })
    for (const { key, size, body } of objects) system.bucket.put(key, body ?? Buffer.alloc(size))
    await run(system)
  })

  it('are there', () => expect(rows.length).toBeGreaterThan(5))

  it.each(rows)('%j finds %d in 2015, and %d now', async (q, then, now) => {
    expect(answers.find((one) => decodeURIComponent(one.q) === `?q=${q}`)?.num_results ?? 'not recorded').toBe(then)
    const answer = await request(system, `/v1/search?q=${encodeURIComponent(q)}&n=100`)
    expect(await answer.json()).toMatchObject({ num_results: now })
  })
})

it('docs/migrating-from-2015.md names the variables that are read', () => {
  for (const [setting, variable] of ENVIRONMENT_NAMES)
    expect(TEXT).toMatch(new RegExp(`^\\|.*\`${variable}\` \\| the setting \`${setting}\`, also by the variable`, 'm'))
})
