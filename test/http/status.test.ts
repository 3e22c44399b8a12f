import { describe, expect, it } from 'vitest'
import type { LayoutId } from '../../lambda/names/layouts.ts'
import type { Pointer } from '../../lambda/search/snapshot/ports.ts'
import { documented, parseDocument } from '../fakes/documented.ts'
import { run } from '../fakes/filled.ts'
import { BASIC, basic, request } from '../fakes/http.ts'
import { memorySystem } from '../fakes/system.ts'

const BUILD: Pointer = {
  ...{ number: 7, format: 1, segments: [2], digest: 'ab', watermark: 0 },
  ...{ documents: 1234, bytes: 56_789, builtAt: Date.parse('2026-11-24T11:00:00Z') },
}
const builtAt = '2026-11-24T11:00:00.000Z'

const systemOf = async (...layouts: LayoutId[]) => {
  const system = memorySystem({ layouts })
  system.registry.push('app', 'v1')
  await run(system)
  return system
}
const searchIn = async (system: Awaited<ReturnType<typeof systemOf>>, options: Parameters<typeof request>[2]) => {
  const check = documented(parseDocument(await (await request(system, '/openapi.json')).json()))
  const { search } = (await check('/api/status', await request(system, '/api/status', options))) as Record<
    string,
    unknown
  >
  return search
}

describe('of the newest build the status says', () => {
  it('how many documents it has, what they take, and when it was built', async () => {
    const system = await systemOf('distribution')
    expect(await searchIn(system, { snapshot: BUILD })).toEqual({ documents: 1234, bytes: 56_789, builtAt })
    expect(await searchIn(system, {})).toBeUndefined()
  })

  it('to who may not see private repositories only when it was built', async () => {
    const system = await systemOf('distribution', 'docker-v1')
    expect(await searchIn(system, { snapshot: BUILD })).toEqual({ builtAt })
    const signedIn = { access: BASIC, headers: basic('registry:pa:ss wörd') }
    expect(await searchIn(system, { snapshot: BUILD, ...signedIn })).toMatchObject({ documents: 1234, bytes: 56_789 })
  })
})
