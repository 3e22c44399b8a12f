// The examples of docs/api.md: the script is run with the sample registry, the card for Backstage is read only.

import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { transformSync } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run as index } from '../fakes/filled.ts'
import { BASIC } from '../fakes/http.ts'
import { startPageServer } from '../fakes/page-server.ts'
import { sampleWorld } from '../fakes/sample-world.ts'

const EXAMPLES = join(import.meta.dirname, '../../docs/examples')
const BASE = 'platform/base/distroless-static:2026.11'

describe('outdated-bases.mjs', () => {
  let world: Awaited<ReturnType<typeof sampleWorld>>
  let server: Awaited<ReturnType<typeof startPageServer>>
  beforeAll(async () => {
    world = await sampleWorld()
    server = await startPageServer(world)
  })
  afterAll(() => server.close())

  const run = (args: readonly string[], login?: string) =>
    new Promise<{ status: number | string | undefined | null; out: string[]; error: string }>((resolve) => {
      const env = { PATH: process.env['PATH'], ...(login === undefined ? {} : { REGISTRY_INDEX_LOGIN: login }) }
      execFile(process.execPath, [join(EXAMPLES, 'outdated-bases.mjs'), ...args], { env }, (failure, out, error) =>
        resolve({ status: failure?.code ?? 0, out: out.trim().split('\n'), error }),
      )
    })

  it('prints nothing where the tag is still what images are built on', async () => {
    expect(await run([server.url, BASE])).toEqual({ status: 0, out: [''], error: '' })
  })

  it('prints all tags that are built on what the tag was, and signs in', async () => {
    const [name = '', tag = ''] = BASE.split(':')
    world.registry.push(name, tag, { salt: 'newer' })
    await index(world)
    server.state.options = { access: BASIC }
    expect(await run([server.url, BASE])).toMatchObject({ status: 2, error: expect.stringContaining('401') })
    const { status, out } = await run([server.url, BASE], 'registry:pa:ss wörd')
    server.state.options = {}
    expect(status).toBe(1)
    expect(out).toEqual([
      ...['payments/api:4.11.2', 'payments/api:4.11.3', 'payments/api:4.12.0', 'payments/api:latest'],
      ...['payments/webhooks:3.0.2', 'payments/webhooks:latest'],
    ])
  })

  it.each([
    ['without arguments', [], 'usage'],
    ['without a tag', ['URL', 'library/alpine'], 'usage'],
    ['of a tag that is not there', ['URL', 'library/alpine:none'], '404'],
  ])('fails %s', async (_, args, said) => {
    const result = await run(args.map((one) => (one === 'URL' ? server.url : one)))
    expect(result).toMatchObject({ status: 2, out: [''], error: expect.stringContaining(said) })
  })
})

describe('RegistryCard.tsx', () => {
  const text = readFileSync(join(EXAMPLES, 'RegistryCard.tsx'), 'utf8')

  it('is TypeScript', () => {
    expect(transformSync(text, { loader: 'tsx' }).warnings).toEqual([])
  })

  it('reads a path and fields that the API has', () => {
    const { paths } = JSON.parse(readFileSync(join(EXAMPLES, '../openapi.json'), 'utf8'))
    const [asked = ''] = /\/api\/[^?`]*/.exec(text) ?? []
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what the card's text has.
    const operation = paths[asked.replace('${path}', '{name}')].get
    expect(operation.parameters.map(({ name }: { name: string }) => name)).toContain('limit')
    const { items, ...tags } = operation.responses['200'].content['application/json'].schema.properties.tags
    expect(tags.type).toBe('array')
    const [, fields = ''] = /interface Tag \{([^}]*)\}/.exec(text) ?? []
    const read = [...fields.matchAll(/(\w+)(\??):/g)]
    expect(read.length).toBeGreaterThan(3)
    for (const [, name = '', optional] of read) {
      expect(Object.keys(items.properties)).toContain(name)
      expect(items.required.includes(name), name).toBe(optional === '')
    }
  })
})
