// What a view costs whoever waits for it.

import { gzipSync } from 'node:zlib'
import { beforeAll, expect, it } from 'vitest'
import { ASSETS } from '../../../lambda/http/page/frame/assets.ts'
import { request } from '../../fakes/http.ts'
import { pageWorld } from '../../fakes/page-world.ts'

const MAX_VIEW_BYTES = 16 * 1024
const MAX_SCRIPT_BYTES = 4 * 1024
const MAX_TAGS_VIEW_BYTES = 14 * 1024

let world: Awaited<ReturnType<typeof pageWorld>>
beforeAll(async () => {
  world = await pageWorld()
})
const packed = async (path: string): Promise<number> => {
  const answer = await request(world, path, { headers: { 'accept-encoding': 'gzip' } })
  expect(answer.headers.get('content-encoding')).toBe('gzip')
  return (await answer.arrayBuffer()).byteLength
}

it('a first view and its script are at most 16 KB, and the script 4 KB', async () => {
  const script = await packed(ASSETS.scriptPath)
  const sizes: Record<string, number> = { script, sheet: gzipSync(ASSETS.sheet).length }
  for (const path of [
    '/',
    '/?q=library',
    '/?q=redis',
    '/r/payments/api',
    '/r/library/debian:13.0',
    '/r/payments/api:latest',
  ])
    sizes[path] = (await packed(path)) + script
  console.log(sizes)
  expect(script).toBeLessThanOrEqual(MAX_SCRIPT_BYTES)
  for (const [path, size] of Object.entries(sizes)) expect(size, path).toBeLessThanOrEqual(MAX_VIEW_BYTES)
})

it('a view of 50 tags is at most 14 KB', async () => {
  const html = await (await request(world, '/r/platform/ci/nightly')).text()
  expect(html.match(/name="t"/g)).toHaveLength(50)
  expect(await packed('/r/platform/ci/nightly')).toBeLessThanOrEqual(MAX_TAGS_VIEW_BYTES)
})

it('a view needs nothing but itself, its script and the icon, and says how it is searched', async () => {
  for (const path of ['/', '/?q=redis', '/r/payments/api', '/r/payments/api:latest']) {
    const html = await (await request(world, path)).text()
    const loaded = [...html.matchAll(/<(?:script|img|link|iframe)[^>]*?(?:src|href)="([^"]+)"[^>]*>/g)]
      .filter(([tag]) => !/rel="alternate"/.test(tag))
      .map(([, address]) => address)
    expect(loaded).toEqual([ASSETS.scriptPath, '/opensearch.xml', '/favicon.ico'])
    const types = [...html.matchAll(/<link rel="(?:search|icon)" type="([^"]+)"/g)].map(([, type]) => type)
    for (const [at, address] of ['/opensearch.xml', '/favicon.ico'].entries()) {
      const answer = await request(world, address)
      expect(answer.status).toBe(200)
      expect(answer.headers.get('content-type')).toBe(`${types[at]}; charset=utf-8`)
    }
  }
})
