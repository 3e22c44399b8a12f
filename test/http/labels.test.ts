// `label:` as people ask for it.

import { beforeAll, describe, expect, it } from 'vitest'
import { request } from '../fakes/http.ts'
import { memorySystem } from '../fakes/system.ts'

const OCI = 'org.opencontainers.image.'
const COMMIT = '6c9f1e3b5d7a9c0e2f4a6b8c0d1e3f5a7b9c1d3e'
const system = memorySystem()

beforeAll(async () => {
  const push = async (name: string, labels: Record<string, string>, annotations: Record<string, string> = {}) => {
    for (const tag of ['v1', 'v2']) system.registry.push(name, tag, { labels, annotations })
    await system.index(name, 'v1', 'v2')
  }
  await push('app', {
    maintainer: 'Ann  Lee <ann@example.com>',
    'com.redhat.component': 'ubi9-container',
    'io.openshift.tags': 'builder,python',
    'com.example.team': 'payments',
    [`${OCI}url`]: 'https://app.example/docs',
    [`${OCI}source`]: 'git@github.com:team/app.git',
    [`${OCI}revision`]: `main@sha1:${COMMIT}`,
    [`${OCI}title`]: 'The App',
    [`${OCI}version`]: '2.1.0',
    [`${OCI}description`]: 'Serves files',
    [`${OCI}licenses`]: 'MIT',
    [`${OCI}vendor`]: 'Acme Corp',
    [`${OCI}base.name`]: 'docker.io/library/alpine:3.20',
  })
  await push(
    'other',
    { maintainer: 'Ann Leeds', [`${OCI}licenses`]: 'MIT AND Apache-2.0' },
    { [`${OCI}ref.name`]: 'other' },
  )
  await push('long', { maintainer: 'x'.repeat(500), [`${OCI}title`]: 'y'.repeat(100) })
})

const answer = async (q: string) => {
  const response = await request(system, `/api/search?q=${encodeURIComponent(q)}`)
  const { items = [], detail } = (await response.json()) as {
    items?: { name: string; match?: string }[]
    detail?: string
  }
  return { status: response.status, detail, found: [...new Set(items.map(({ name }) => name))].sort() }
}

describe('label:', () => {
  it.each([
    ['label:maintainer', ['app', 'long', 'other']],
    ['label:maintainer=*', ['app', 'long', 'other']],
    ['label:maintainer="Ann Lee <ann@example.com>"', ['app']],
    ['label:"maintainer=ann   lee <ann@example.com>"', ['app']],
    ['label:MAINTAINER="ANN LEE*"', ['app', 'other']],
    ['label:maintainer="Ann Lee"', []],
    [`label:maintainer=${'x'.repeat(225)}*`, ['long']],
    ['label:com.redhat.component=ubi9-container', ['app']],
    ['label:com.redhat.component=ubi9*', ['app']],
    ['label:com.redhat.component=ubi9', []],
    ['label:io.openshift.tags=python', ['app']],
    ['label:io.openshift.tags=python*', ['app']],
    ['label:io.openshift.tags=pyth', []],
    [`label:${OCI}url=https://app.example/docs`, ['app']],
    [`label:${OCI}ref.name=other`, ['other']],
    [`label:${OCI}source=https://github.com/team/app`, ['app']],
    [`label:${OCI}source`, ['app']],
    [`label:${OCI}revision=${COMMIT.slice(0, 8)}`, ['app']],
    [`label:org.label-schema.vcs-ref=${COMMIT}`, ['app']],
    [`label:${OCI}base.name=alpine:3.20`, ['app']],
    [`label:${OCI}title="the app"`, ['app']],
    [`label:${OCI}title=the*`, ['app']],
    [`label:${OCI}title=${'y'.repeat(100)}`, ['long']],
    [`label:${OCI}title`, ['app', 'long']],
    [`label:${OCI}title=app`, []],
    [`label:${OCI}version=2.1.0`, ['app']],
    [`label:${OCI}description="serves files"`, ['app']],
    [`label:${OCI}licenses=mit`, ['app']],
    [`label:${OCI}license=mit*`, ['app', 'other']],
    [`label:${OCI}vendor="Acme Corp"`, ['app']],
    [`-label:${OCI}licenses=mit`, ['long', 'other']],
    ['label:maintainer=ann* app', ['app']],
  ])('%s finds %j', async (q, found) => {
    expect(await answer(q)).toEqual({ status: 200, detail: undefined, found })
  })

  it.each([
    [
      'label:com.example.team=payments',
      'labels com.example.team are not looked up; those that are: maintainer, com.redhat',
    ],
    ['label:constructor', 'labels constructor are not looked up'],
    ['label:org.*=x', 'names no label'],
    ['label:=x', 'names no label'],
    ['label:', 'nothing comes after label:'],
    ['label:maintainer=', 'leave the = out'],
    ['label:maintainer=*Lee', 'with a star at the end'],
    ['label:maintainer=*Lee*', 'with a star at the end'],
    ['-label:maintainer=Ann', "can't be left out"],
    [`-label:${OCI}source=x`, "can't be left out"],
    [`label:${OCI}created=2026-01-01`, 'pushed:'],
    [`label:${OCI}revision`, "can't be looked up"],
    ['label:maintainer=a label:maintainer=b', 'give one of them'],
  ])('%s is an error that says %s', async (q, detail) => {
    expect(await answer(q)).toEqual({ status: 400, detail: expect.stringContaining(detail), found: [] })
  })

  it('is an error for docker and podman, too', async () => {
    const response = await request(system, '/v1/search?q=label:foo=bar')
    expect([response.status, await response.json()]).toEqual([
      400,
      { error: expect.stringContaining('labels foo are') },
    ])
    expect((await request(system, '/feed.atom?q=label:foo')).status).toBe(400)
  })
})

it('a tag says how many of its labels it is not found by', async () => {
  const labels = Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`org.opencontainers.x${at}`, 'x']))
  system.registry.push('many', 'v1', { labels })
  await system.index('many', 'v1')
  const response = await request(system, '/api/repositories/many/tags/v1')
  expect(await response.json()).toMatchObject({ labelsLeft: 4 })
  expect(await answer('label:org.opencontainers.x5=x')).toMatchObject({ found: ['many'] })
  expect(await answer('label:org.opencontainers.x6=x')).toMatchObject({ found: [] })
})
