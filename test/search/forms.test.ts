// What one thing is called in many ways: bases, commits, sources. Labels have one form, and a query may have any.

import { describe, expect, it } from 'vitest'
import { find } from '../../lambda/search/find.ts'
import { parseQuery } from '../../lambda/search/query/query.ts'
import { searchPortsOf } from '../fakes/search-ports.ts'
import { memorySystem } from '../fakes/system.ts'

const KEY = 'org.opencontainers.image.'
const COMMIT = '6c9f1e3b5d7a9c0e2f4a6b8c0d1e3f5a7b9c1d3e'
const NOW = Date.parse('2026-11-24T12:00:00Z')

/** An index of repositories of one tag, by their labels. */
const indexed = async (repositories: Readonly<Record<string, Readonly<Record<string, string>>>>) => {
  const system = memorySystem()
  for (const [name, labels] of Object.entries(repositories)) {
    const all = Object.entries(labels).map(([key, value]) => [key.includes('.') ? key : KEY + key, value])
    system.registry.push(name, 'v1', { labels: Object.fromEntries(all) })
    await system.index(name, 'v1')
  }
  return async (q: string): Promise<string[]> => {
    const options = { limit: 25, now: NOW }
    const { hits } = await find(searchPortsOf(system.tables), { hidesPrivate: false }, parseQuery(q, NOW), options)
    return hits.map(({ id }) => id).sort()
  }
}

describe('a base', () => {
  const DIGEST = `sha256:${'ab'.repeat(32)}`
  const base = (name: string) => ({ [`${KEY}base.name`]: name })
  const world = indexed({
    full: base('docker.io/library/alpine:3.20'),
    short: base('alpine:3.20.1'),
    pinned: base(`ghcr.io/org/base-image@${DIGEST}`),
    tagged: base('ghcr.io/org/base-image:v1.2'),
    elsewhere: base('quay.io/org/base-image:v1.2'),
    untagged: base('debian'),
  })

  it.each([
    ...['alpine:3.20', 'library/alpine:3.20', 'docker.io/alpine:3.20', 'docker.io/library/alpine:3.20', 'ALPINE:3.20'],
    ...['index.docker.io/library/alpine:3.20', 'docker://alpine:3.20', 'alpine', 'docker.io/alpine', 'alp*'],
  ])('base:%s finds whoever names it in any way', async (name) => {
    expect(await (await world)(`base:${name}`)).toEqual(['full', 'short'])
  })

  it.each([
    ['org/base-image:v1.2', ['elsewhere', 'tagged']],
    ['ghcr.io/org/base-image:v1.2', ['tagged']],
    ['ghcr.io/org/base-image', ['pinned', 'tagged']],
    ['docker.io/org/base-image', []],
    ['gcr.io/alpine:3.20', []],
    [DIGEST, ['pinned']],
    [DIGEST.slice(0, 15), ['pinned']],
    [`ghcr.io/org/base-image@${DIGEST}`, ['pinned']],
    ['debian:latest', ['untagged']],
    ['debian:12', []],
  ])('base:%s finds %j', async (name, found) => {
    expect(await (await world)(`base:${name}`)).toEqual(found)
  })
})

describe('a commit', () => {
  const revision = (text: string) => ({ [`${KEY}revision`]: text })
  const world = indexed({
    alone: revision(COMMIT),
    flux: revision(`main@sha1:${COMMIT}`),
    old: revision(`main/${COMMIT}`),
    short: revision('6c9f1e3'),
    described: revision('v1.2-4-g6c9f1e3b-dirty'),
    schema: { 'org.label-schema.vcs-ref': COMMIT.toUpperCase() },
    other: revision('6c9f1e4b5d7a9c0e2f4a6b8c0d1e3f5a7b9c1d3e'),
    svn: revision('r12345'),
  })
  const all = ['alone', 'described', 'flux', 'old', 'schema', 'short']

  it.each([
    `revision:${COMMIT}`,
    COMMIT,
    `revision:${COMMIT.slice(0, 10)}`,
    `revision:main@sha1:${COMMIT}`,
    `main@sha1:${COMMIT}`,
    `sha1:${COMMIT}`,
    'revision:v1.0-2-g6c9f1e3',
    'revision:6c9f1e3*',
    COMMIT.slice(0, 7),
  ])('%s finds whoever names it, also abbreviated', async (q) => {
    expect(await (await world)(q)).toEqual(all)
  })

  it('is found by how it begins, and a text that is none as it is', async () => {
    const found = await world
    expect(await found('revision:6c9f1e')).toEqual([...all, 'other'].sort())
    expect(await found('revision:6c9f1e3c')).toEqual(['short'])
    expect(await found('revision:R12345')).toEqual(['svn'])
    expect(await found('revision:r12')).toEqual(['svn'])
    expect(await found('revision:12345')).toEqual([])
  })
})

describe('a source', () => {
  const forms = [
    'https://git.example.com/team/files',
    'https://git.example.com/team/files.git',
    'scm:git:https://git.example.com/team/files.git',
    'scm:git:git@git.example.com:team/files.git',
    'ssh://git@git.example.com:7999/team/files.git',
    'git@git.example.com:team/files.git',
    'git.example.com:team/files',
    'git+https://git.example.com/team/files',
    'git://git.example.com/team/files',
    'git::https://git.example.com/team/files.git',
    'https://git.example.com/team/files/tree/main/services',
    'https://git.example.com/team/files#main',
    'https://git.example.com/team/files?ref=main',
    'https://ann:s3cret@git.example.com/team/files',
    'git.example.com/team/files',
  ]
  const name = (at: number) => `app${String(at).padStart(2, '0')}`
  const world = indexed(
    Object.fromEntries([
      ...forms.map((source, at) => [name(at), { source }]),
      ['other', { source: 'git.example.com/x' }],
    ]),
  )

  it.each(forms.flatMap((form) => [form, `source:${form}`]))('%s finds whoever names it in any way', async (q) => {
    expect(await (await world)(q)).toEqual(forms.map((_, at) => name(at)))
  })

  it.each(['github:team/files', 'source:github:team/files', 'https://github.com/team/files'])(
    '%s finds one on GitHub',
    async (q) => {
      const found = await indexed({ one: { source: 'git@github.com:team/files.git' }, two: { source: 'files' } })
      expect(await found(q)).toEqual(['one'])
    },
  )
})
