import { describe, expect, it } from 'vitest'
import type { Advice } from '../../../cli/cleanup/advice.ts'
import { deleteScript, type WriterName } from '../../../cli/cleanup/delete-script.ts'
import { digestOf } from './cleanup-world.ts'

const DIGEST = digestOf('x')
const SHA512 = digestOf('x', 'sha512')
const rest = { pushedAt: '2026-11-01T12:00:00Z', bytes: 0 }

const advice = (digest = DIGEST): Advice => ({
  repositories: [
    {
      name: 'team/app',
      bytes: 2048,
      deletions: [
        { ...rest, reason: 'dangling', tags: ['gone'] },
        { ...rest, reason: 'old', tags: ['older'] },
        { ...rest, reason: 'old', digest, tags: ['v1', 'v2'] },
        { ...rest, reason: 'untagged', digest: digestOf('y'), tags: [] },
      ],
    },
    { name: 'other', bytes: 0, deletions: [{ ...rest, reason: 'old', tags: ['v3'] }] },
  ],
  freed: { count: 1, bytes: 2048 },
  unneeded: { count: 0, bytes: 0 },
  leftOut: [],
  deadLinks: 0,
})

const script = (program: WriterName, url: string, one = advice()): string[] =>
  deleteScript(one, program, new URL(url), Date.parse('2026-11-24T12:00:00Z'))
const commands = (program: WriterName, url: string): string[] =>
  script(program, url).filter((line) => line.startsWith(program))

describe('a script of deletions', () => {
  it('deletes manifests first, and then tags alone, those that point to nothing last', () => {
    expect(script('crane', 'https://registry.example')).toEqual([
      '#!/bin/sh',
      '# Advice of 2026-11-24T12:00:00.000Z: 2 manifests with 2 tags, and 3 tags without a manifest, in 2 repositories.',
      '# Frees 2.0 KiB (2048 bytes) once garbage-collect of the registry has run. Until then it frees nothing.',
      '# Review it, and run it soon: what was pushed or tagged since then is not known here. Whoever deletes a manifest',
      '# removes all of its tags; these stand behind its line.',
      '# It ends at the first failure, since an image index has to go before its entries.',
      'set -e',
      '',
      '# team/app: frees 2.0 KiB (2048 bytes) by itself',
      `crane delete 'registry.example/team/app@${DIGEST}' # old v1 v2`,
      `crane delete 'registry.example/team/app@${digestOf('y')}' # untagged`,
      '',
      '# Tags whose manifests stay or are missing. Registries before version 3 delete no tags (regctl has a way).',
      "crane delete 'registry.example/team/app:older' # old",
      "crane delete 'registry.example/other:v3' # old",
      "crane delete 'registry.example/team/app:gone' # dangling",
    ])
  })

  it.each<[WriterName, string, string, string]>([
    ['crane', 'http://10.0.0.1:5000', "crane --insecure delete '10.0.0.1:5000/team/app@", "'10.0.0.1:5000/other:v3'"],
    // Without a port, these would be namespaces of Docker Hub.
    ['crane', 'https://registry', "crane delete 'registry:443/team/app@", "'registry:443/other:v3'"],
    ['crane', 'http://registry/', "crane --insecure delete 'registry:80/team/app@", "'registry:80/other:v3'"],
    ['crane', 'https://localhost', "crane delete 'localhost/team/app@", "'localhost/other:v3'"],
    [
      'regctl',
      'https://r.example',
      "regctl manifest delete 'r.example/team/app@",
      "regctl tag delete 'r.example/other:v3'",
    ],
    [
      'regctl',
      'http://r.example:5000',
      "regctl --host 'reg=r.example:5000,tls=disabled' manifest delete 'r.example:5000/team/app@",
      "regctl --host 'reg=r.example:5000,tls=disabled' tag delete 'r.example:5000/other:v3'",
    ],
    [
      'curl',
      'https://r.example/sub/',
      "curl --fail --silent --show-error --netrc-optional --request DELETE 'https://r.example/sub/v2/team/app/manifests/",
      "'https://r.example/sub/v2/other/manifests/v3'",
    ],
  ])('of %s for %s', (program, url, manifest, tag) => {
    const lines = commands(program, url)
    expect(lines[0]).toContain(manifest)
    expect(lines[3]).toContain(tag)
  })

  it('has quotes around an address, whatever that is', () => {
    const evil = "https://r.example/'$(id)'"
    expect(commands('curl', evil)[0]).toContain(`'https://r.example/'\\''$(id)'\\''/v2/team/app/manifests/${DIGEST}'`)
  })

  it('is refused where the program can not do it', () => {
    expect(() => script('crane', 'https://r.example/sub')).toThrow('take --format curl')
    expect(() => script('regctl', 'https://r.example/sub')).toThrow('take --format curl')
    expect(() => script('crane', 'https://r.example', advice(SHA512))).toThrow('take --format regctl or curl')
    expect(script('regctl', 'https://r.example', advice(SHA512)).join()).toContain(SHA512)
  })

  it('deletes nothing where nothing is listed', () => {
    const none = { ...advice(), repositories: [] }
    expect(script('crane', 'https://r.example', none).filter((line) => !line.startsWith('#'))).toEqual(['set -e'])
  })
})
