import { describe, expect, it } from 'vitest'
import { difference } from '../../../lambda/http/page/words/difference.ts'
import { instruction } from '../../../lambda/http/page/words/instruction.ts'
import { pullCommands, pullKindOf } from '../../../lambda/http/page/words/pull-commands.ts'
import { markedWords, qualifier, withoutToken, withToken } from '../../../lambda/http/page/words/query-words.ts'
import { parseReference, referenceText, referenceUrl } from '../../../lambda/http/page/words/reference.ts'
import { referrerWords } from '../../../lambda/http/page/words/referrer-words.ts'
import { absolute, atMost, bytes, count, outside, short, shortened } from '../../../lambda/http/page/words/text.ts'

const DIGEST = `sha256:${'ab'.repeat(32)}`

describe('a reference', () => {
  it.each([
    ['team/app', { name: 'team/app' }],
    ['team/app/', { name: 'team/app' }],
    ['team/app:1.0', { name: 'team/app', tag: '1.0' }],
    [`team/app@${DIGEST}`, { name: 'team/app', digest: DIGEST }],
    [`team/app:1.0@${DIGEST}`, { name: 'team/app', digest: DIGEST }],
    ['host:5000/app', { name: 'host:5000/app' }],
    ['', { name: '' }],
    ['app:', { name: 'app', tag: '' }],
  ])('%s is parsed', (text, expected) => {
    expect(parseReference(text)).toEqual(expected)
  })

  it('has an address that is parsed to itself, whatever is in it', () => {
    for (const name of ['app', 'a/b/c', 'Ünï/x', 'a b', 'a?b', 'a#b', 'a%2Fb', '100%']) {
      for (const more of [{}, { tag: 'v1.0_x-y' }, { digest: DIGEST }]) {
        const url = referenceUrl({ name, ...more })
        expect(url).toMatch(/^\/r\/[^?#]+$/)
        expect(parseReference(decodeURIComponent(url.slice('/r/'.length)))).toEqual({ name, ...more })
        expect(parseReference(referenceText({ name, ...more }))).toEqual({ name, ...more })
      }
    }
    expect(referenceUrl({ name: 'a' }, 'docker-v1', { start: 'v' })).toBe('/r/a?start=v&layout=docker-v1')
    expect(referenceUrl({ name: 'a' }, 'distribution', { start: '' })).toBe('/r/a')
  })
})

describe('texts', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.00 kB'],
    [999_499, '999 kB'],
    [999_500, '1.00 MB'],
    [39_200_000, '39.2 MB'],
    [1.5e12, '1.50 TB'],
    [5e18, '5000 PB'],
  ])('%d bytes are %s', (size, text) => {
    expect(bytes(size)).toBe(text)
  })

  it.each([
    [0, '2 s'],
    [2000, '2 s'],
    [2001, '3 s'],
    [119_000, '119 s'],
    [119_001, '2 min'],
    [7_199_000, '120 min'],
    [7_200_000, '2 h'],
    [64_800_000, '18 h'],
  ])('%d milliseconds are %s at most', (milliseconds, text) => {
    expect(atMost(milliseconds)).toBe(text)
  })

  it('count', () => {
    expect([count(1, 'tag'), count(5000, 'tag'), count(0, 'repository', 'repositories')]).toEqual([
      '1 tag',
      '5,000 tags',
      '0 repositories',
    ])
  })

  it('have times, also odd ones', () => {
    expect(absolute('2026-11-24T17:08:59.123Z')).toBe('24 Nov 2026, 17:08 UTC')
    expect(absolute('0001-01-01T00:00:00Z')).toBe('1 Jan 0001, 00:00 UTC')
    expect(absolute('+012026-11-24T17:08:00Z')).toBe('24 Nov +012026, 17:08 UTC')
    expect(absolute('yesterday')).toBe('yesterday')
  })

  it('are cut, without half a character', () => {
    expect(shortened('x'.repeat(400))).toHaveLength(400)
    expect(shortened(`${'x'.repeat(399)}\u{1f9ad}more`)).toBe(`${'x'.repeat(399)}…`)
    expect(short(DIGEST)).toBe('abababababab')
  })

  it('are links only if a browser may follow them', () => {
    expect(outside('https://example.org/a?b#c')).toBe('https://example.org/a?b#c')
    expect(outside('HTTP://example.org')).toBe('http://example.org/')
    for (const text of [
      'javascript:alert(1)',
      ' https://x',
      '//x',
      'ftp://x',
      'https://',
      'https:///x',
      'https://a@b',
      'https://a b',
      'data:,',
      'http://[',
    ])
      expect(outside(text), text).toBeUndefined()
  })
})

describe('commands', () => {
  it('pull what can be pulled, with tools that can', () => {
    const of = (kind: Parameters<typeof pullKindOf>[0]['kind'], reference = 'h:1/a/b:v1.0') => {
      const pull = pullKindOf({ kind, layout: 'distribution' })
      return pull === undefined ? undefined : pullCommands(pull, reference).map(([, command]) => command)
    }
    expect(of('image')).toEqual([
      'docker pull h:1/a/b:v1.0',
      'podman pull h:1/a/b:v1.0',
      'skopeo inspect docker://h:1/a/b:v1.0',
      'crane pull h:1/a/b:v1.0 image.tar',
    ])
    expect(of('index', `h/a@${DIGEST}`)?.[0]).toBe(`docker pull h/a@${DIGEST}`)
    expect(of('chart', 'h:1/a:1.2.3_x')).toEqual(['helm pull oci://h:1/a --version 1.2.3+x', 'oras pull h:1/a:1.2.3_x'])
    // Helm takes no other tags.
    expect(of('chart', 'h:1/a:latest')).toEqual(['oras pull h:1/a:latest'])
    expect(of('wasm')).toEqual(of('artifact'))
    expect([of('unknown'), of(undefined)]).toEqual([undefined, undefined])
    expect(pullKindOf({ kind: 'image', layout: 'docker-v1' })).toBe('v1')
    expect(pullKindOf({ kind: 'unknown', layout: 'docker-v1' })).toBeUndefined()
    // What stands in a replacement is no pattern.
    expect(pullCommands('image', "h/$&$'")[0]?.[1]).toBe("docker pull h/$&$'")
  })
})

describe('what refers to an image', () => {
  it.each([
    [{ tag: 'sha256-ab.sig', evidence: [{ is: 'signature', kind: 'Cosign' }] }, 'signature: Cosign'],
    [{ tag: 'sha256-ab', evidence: [{ is: 'sbom', kind: 'SPDX' }] }, 'SBOM: SPDX'],
    [
      {
        evidence: [
          { is: 'attestation', kind: 'CycloneDX' },
          { is: 'sbom', kind: 'CycloneDX' },
        ],
      },
      'attestation: CycloneDX, SBOM: CycloneDX',
    ],
    [{ evidence: [{ is: 'attestation' }] }, 'attestation'],
    [{ tag: 'sha256-ab', artifactType: 'application/x<b>' }, 'application/x<b>'],
    [{ tag: 'sha256-ab' }, 'artifact of unknown type'],
    [{}, 'attestation'],
  ] as const)('%j is said in words', (referrer, words) => {
    expect(referrerWords(referrer)).toBe(words)
  })
})

describe('words of a query', () => {
  it('are marked in names where they may stand in them', () => {
    expect(markedWords('redis:8 -old kind:chart "a" *web* sha256:ab docs')).toEqual(['redis', 'a', 'web', 'docs'])
    expect(markedWords('docker pull registry.example.com/team/app:1.0')).toEqual(['team/app'])
    expect(markedWords('')).toEqual([])
  })

  it('are added and taken off one by one', () => {
    expect(withToken('redis  arch:arm64', 'kind:image')).toBe('redis arch:arm64 kind:image')
    expect(withoutToken('redis arch:arm64 x', 'arch:arm64')).toBe('redis x')
    expect([
      qualifier('vendor', 'A B'),
      qualifier('vendor', 'a'),
      qualifier('vendor', 'a"b'),
      qualifier('vendor', ''),
    ]).toEqual(['vendor:"A B"', 'vendor:a', undefined, undefined])
  })
})

describe('the difference of two images', () => {
  const layers = (...digests: string[]) => ({ layers: digests.map((digest) => ({ digest, size: 1 })) })
  const names = (all: readonly { digest: string }[] = []) => all.map(({ digest }) => digest).join('')

  it.each([
    ['abc', 'abd', 'ab', 'c', 'd'],
    ['aab', 'ab', 'ab', 'a', ''],
    ['ab', 'aabb', 'ab', '', 'ab'],
    ['', 'a', '', '', 'a'],
    ['abc', 'cba', 'abc', '', ''],
  ])('%s and %s', (a, b, shared, gone, added) => {
    const found = difference(layers(...a), layers(...b))
    expect([...names(found?.shared)].sort().join('')).toBe(shared)
    expect([...names(found?.gone)].sort().join('')).toBe(gone)
    expect([...names(found?.added)].sort().join('')).toBe(added)
  })

  it('is of platforms for image indexes, without attestations, and of nothing for two kinds', () => {
    const children = [
      { digest: 'x', platform: 'linux/amd64' },
      { digest: 'y', attests: 'x' },
    ]
    expect(difference({ children }, { children: [] })).toEqual({
      what: 'platform',
      shared: [],
      gone: [{ digest: 'x', platform: 'linux/amd64' }],
      added: [],
    })
    expect(difference({ children }, layers('a'))).toBeUndefined()
    expect(difference({}, {})).toBeUndefined()
  })
})

describe('a command that made a layer', () => {
  it.each([
    ['/bin/sh -c #(nop) ADD file:2f3b in / ', 'ADD file:2f3b in / '],
    ['/bin/sh -c #(nop)  CMD ["sh"]', 'CMD ["sh"]'],
    ['/bin/sh -c apk add make', 'RUN apk add make'],
    ['RUN /bin/sh -c make && make install # buildkit', 'RUN make && make install'],
    ['COPY dist /app # buildkit', 'COPY dist /app'],
    // Arguments of a build are told, and what other builders write.
    ['RUN |1 TOKEN=x /bin/sh -c make # buildkit', 'RUN |1 TOKEN=x /bin/sh -c make'],
    ['bazel build ...', 'bazel build ...'],
    ['sh -c "/bin/sh -c x"', 'sh -c "/bin/sh -c x"'],
    ['/bin/sh -c ', '/bin/sh -c '],
    ['', ''],
  ])('%j is shown as %j', (command, text) => {
    expect(instruction(command)).toBe(text)
  })
})
