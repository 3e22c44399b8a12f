// `tag_foo_json` is either the key of the tag foo_json or the key of the registry's note about the tag _foo. Only the
// content of the key tells which.

import { describe, expect, it } from 'vitest'
import { deliveryTo } from '../fakes/delivery.ts'
import { all, imageId } from '../fakes/docker-v1.ts'
import { inLine, run, type System } from '../fakes/filled.ts'
import { memorySystem } from '../fakes/system.ts'
import { kinds } from '../fakes/verified.ts'

const ID = imageId('base')
const json = (bytes: number) => JSON.stringify({ n: '' }).replace('""', `"${'x'.repeat(bytes - '{"n":""}'.length)}"`)

const holding = (content: string | undefined, withTag: boolean) => {
  const system = memorySystem({ layouts: ['docker-v1'] })
  const { v1, bucket } = system
  all(v1.push('a/b', 'v1', [{ id: ID }]))
  all(v1.setPrivate('a/b', true))
  if (withTag) all(v1.tag('a/b', '_foo', ID))
  const key = `${v1.directory('a/b')}tag_foo_json`
  if (content === undefined) bucket.remove(key)
  else bucket.put(key, content)
  // A second repository that has no other tag.
  if (content !== undefined) bucket.put(`${v1.directory('a/c')}tag_foo_json`, content)
  return system
}

const tagsOf = ({ tables }: System) => [...tables.briefs.values()].map(({ repository, tag }) => `${repository}:${tag}`)

const CONTENTS: [what: string, content: string | undefined, isTag: boolean][] = [
  ['is missing', undefined, false],
  ['holds an image id', ID, true],
  ['holds an image id of 16 digits', ID.slice(0, 16), true],
  ['holds JSON', json(140), false],
  ['holds JSON as long as an id', json(64), false],
  ['holds JSON as long as a short id', json(16), false],
  ['holds JSON longer than any link that is read', json(600), false],
  ['is empty', '', false],
  ['holds nonsense', 'nonsense', false],
  ['holds nonsense as long as an id', 'Z'.repeat(64), false],
  ['holds an id and the end of a line', `${ID}\n`, false],
]

describe.each([true, false])('the key tag_foo_json (the tag _foo exists: %j)', (withTag) => {
  it.each(CONTENTS)('belongs to a tag only if it holds an id: it %s', async (_, content, isTag) => {
    const expected = [
      'a/b@docker-v1:v1',
      ...(withTag ? ['a/b@docker-v1:_foo'] : []),
      ...(isTag ? ['a/b@docker-v1:foo_json', 'a/c@docker-v1:foo_json'] : []),
    ].sort()
    const notified = holding(content, withTag)
    const { deliver, complaints } = deliveryTo(notified)
    await deliver(...notified.bucket.keys().map((key) => ({ key, removed: false })))
    expect(complaints).toEqual([])
    const loaded = holding(content, withTag)
    await run(loaded)
    for (const system of [notified, loaded]) {
      expect(tagsOf(system).sort()).toEqual(expected)
      await inLine(system)
      await run(system)
      const before = { ...system.tables.calls, gets: system.bucket.calls.get.length }
      const repositories = new Set(expected.map((one) => one.split(':')[0])).size
      expect(await run(system)).toMatchObject({ repositories, tags: expected.length, changed: 0, late: 0 })
      expect(system.tables.calls.commits).toBe(before.commits)
      // Only content that is as long as an id, but is not one, has to be read again by every run.
      const unsure = !isTag && (content?.length === 64 || content?.length === 16) ? 2 : 0
      expect(system.bucket.calls.get.length - before.gets).toBe(unsure)
      expect(await kinds(system, { deep: true })).toEqual([])
      await inLine(system)
    }
  })
})

describe('a tag foo_json', () => {
  it.each([json(140), json(64), `${ID}\n`])(
    'that became a note without an event is removed by a run: %s',
    async (note) => {
      const system = holding(ID, true)
      await run(system)
      expect(tagsOf(system)).toContain('a/b@docker-v1:foo_json')
      system.bucket.put(`${system.v1.directory('a/b')}tag_foo_json`, note)
      expect(await run(system)).toMatchObject({ changed: 1 })
      expect(tagsOf(system)).not.toContain('a/b@docker-v1:foo_json')
      await inLine(system)
      expect(await kinds(system, { deep: true })).toEqual([])
    },
  )
})
