// Nothing in an answer to a user with prefixes depends on what he may not see: of every route of `/openapi.json` and of every
// view of the page the answers are those of a registry that has his part only, in the same bytes, over random registries.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Access } from '../../lambda/http/access.ts'
import { BROWSER_FILES } from '../../lambda/http/routes/browser-files.ts'
import { OPERATIONS } from '../../lambda/http/routes/openapi.ts'
import { runStep } from '../../lambda/reconcile/run.ts'
import { parseRunEvent } from '../../lambda/reconcile/run-events.ts'
import { repositoryId } from '../../lambda/registry/layouts/repository-id.ts'
import { type Documents, FACETS, type Scope, SORTS } from '../../lambda/search/memory/documents.ts'
import { isInScope } from '../../lambda/search/scope.ts'
import { TAG_ORDERS } from '../../lambda/search/tag-pages.ts'
import { runs } from '../effort.ts'
import { all, imageId } from '../fakes/docker-v1.ts'
import { FAR } from '../fakes/filled.ts'
import { request } from '../fakes/http.ts'
import { digestOf, linkWriter } from '../fakes/links.ts'
import { documentsOf } from '../fakes/search-ports.ts'
import { memorySystem } from '../fakes/system.ts'

/** One push. What is shared by many differs in few ways, so that it often is the same in what is seen and what is not. */
interface Push {
  readonly layout: 'distribution' | 'docker-v1'
  readonly name: string
  readonly tag: string
  readonly kind: 'image' | 'index' | 'chart' | 'signature'
  /** Images with the same number are the same. */
  readonly image: number
  readonly minute: number
  readonly isPrivate: boolean
}

type System = ReturnType<typeof memorySystem> & { readonly documents: Documents }

const REVISION = 'f00dfeed'.repeat(5)
const labelsOf = (image: number) => ({
  'org.opencontainers.image.description':
    image % 2 === 0 ? 'Managed by the platform team' : `A database number ${image}`,
  'org.opencontainers.image.version': `1.${image}`,
  'org.opencontainers.image.vendor': image % 3 === 0 ? 'Acme' : 'Other',
  'org.opencontainers.image.licenses': 'MIT',
  'org.opencontainers.image.revision': image < 3 ? REVISION : `0${image}`.repeat(20).slice(0, 40),
  'org.opencontainers.image.source': `https://git.example/team/app${image % 2}`,
  'org.opencontainers.image.base.name': image % 2 === 0 ? 'alpine:3' : 'docker.io/library/debian:13',
  'org.opencontainers.image.base.digest': digestOf(`base ${image % 2}`),
  maintainer: `someone ${image % 2}`,
})

const registryOf = async (pushes: readonly Push[]): Promise<System> => {
  const system = memorySystem({ layouts: ['distribution', 'docker-v1'] })
  const links = linkWriter(system.layout, system.bucket.put)
  for (const { layout, name, tag, kind, image, minute, isPrivate } of pushes) {
    if (layout === 'docker-v1') {
      if (isPrivate) all(system.v1.setPrivate(name, true))
      all(system.v1.push(name, tag, [{ id: imageId(String(image)) }]))
      continue
    }
    const at = new Date(Date.UTC(2026, 9, 1, 0, minute))
    const { registry } = system
    const labels = labelsOf(image)
    const digests = {
      image: () => registry.manifest({ salt: String(image), labels }).digest,
      index: () =>
        registry.pushIndex(name, tag, ['linux/amd64', 'linux/arm64'], { labels, salt: String(image) }).digest,
      chart: () => registry.artifact('application/vnd.cncf.helm.config.v1+json', [['application/x.chart', {}]]),
      signature: () =>
        registry.artifact('application/vnd.dev.cosign.artifact.sig.v1+json', [['application/x.sig', {}]]),
    }
    const digest = digests[kind]()
    const signed = registry.manifest({ salt: String(image), labels }).digest
    const written = kind === 'signature' ? `${signed.replace(':', '-')}.sig` : tag
    links.revision(name, digest)
    links.history(name, written, digest, at)
    links.history(name, written, signed, new Date(at.getTime() - 60_000))
    registry.tag(name, written, digest, at)
  }
  await runStep(system.ports, parseRunEvent({}), FAR)
  return { ...system, documents: documentsOf(system.tables) }
}

const scopes: readonly Scope[] = [
  { hidesPrivate: false, prefixes: ['team/'] },
  { hidesPrivate: false, prefixes: ['team', 'shared/'] },
  { hidesPrivate: false, prefixes: ['team/app', 'mirror/'] },
  { hidesPrivate: true, prefixes: ['team/', 'shared/base'] },
  { hidesPrivate: false, prefixes: ['nothing/'] },
]

const NAMESPACES = ['team/', 'team/', 'teams/', 'shared/', 'mirror/', 'other/', 'dev/', 'library/', '']
const LAST = ['app', 'application', 'base', 'database', 'databse', 'redis', 'redis-tools', 'team', 'web-app', 'api/app']
const TAGS = ['latest', 'v1', 'v1.0', 'v1.1', 'v10', 'v9', '1', '7.2', '7-alpine', 'nightly']

const push: fc.Arbitrary<Push> = fc.record({
  layout: fc.constantFrom('distribution', 'distribution', 'distribution', 'docker-v1'),
  name: fc.tuple(fc.constantFrom(...NAMESPACES), fc.constantFrom(...LAST)).map((parts) => parts.join('')),
  tag: fc.constantFrom(...TAGS),
  kind: fc.constantFrom('image', 'image', 'image', 'index', 'chart', 'signature'),
  image: fc.nat({ max: 7 }),
  minute: fc.nat({ max: 50_000 }),
  isPrivate: fc.boolean(),
})

const isSeen = (scope: Scope, pushes: readonly Push[]) => {
  const privates = new Set(pushes.filter(({ isPrivate }) => isPrivate).map(({ layout, name }) => `${layout} ${name}`))
  return ({ layout, name }: Push): boolean => {
    const path = layout === 'docker-v1' && !name.includes('/') ? `library/${name}` : name
    const isPrivate = layout === 'docker-v1' && privates.has(`${layout} ${name}`)
    return isInScope(scope, repositoryId(layout, path), isPrivate ? { private: true } : {})
  }
}

const accessOf = (scope: Scope): Access => ({ admit: async () => scope })

/** A build, of which the bytes and the documents tell of the whole. */
const snapshot = (documents: number) => ({
  ...{ number: 1, format: 1, segments: [1], digest: `${documents}`, documents, bytes: 100 * documents },
  ...{ builtAt: Date.UTC(2026, 10, 1), watermark: Date.UTC(2026, 10, 1) },
})

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const answerOf = async (system: System, scope: Scope, path: string): Promise<Answer> => {
  const count = system.tables.repositories.size
  const answer = await request(system, path, {
    access: accessOf(scope),
    snapshot: snapshot(count),
    documents: system.documents,
  })
  return { status: answer.status, headers: Object.fromEntries(answer.headers), body: await answer.text() }
}

const DIGEST = digestOf('nobody has this')
const SALTED = (image: number) =>
  memorySystem().registry.manifest({ salt: String(image), labels: labelsOf(image) }).digest
const DIGESTS = [0, 1, 2].map(SALTED)
const names = (pushes: readonly Push[]) =>
  [...new Set([...pushes.map(({ name }) => name), 'absent', 'team', 'other/absent', 'team/app'])].slice(0, 9)

const queriesOf = (pushes: readonly Push[]): string[] => [
  ...[
    '',
    'app',
    'aplication',
    'databse',
    'team other',
    'redis app',
    'platform team',
    'appl',
    'mirror',
    'app database redis',
  ],
  ...[
    'app:v1',
    'app:v',
    'redis:latest',
    ':v1',
    ':v',
    ':1',
    ':7',
    ':nightly',
    'redis:nope',
    'other/app:v1',
    'team/app:v9',
  ],
  ...['namespace:other', 'namespace:team', 'other/*', 'kind:chart', 'vendor:acme', 'older:1d', '-app', 'kind:imag'],
  ...[
    'base:alpine',
    'base:debian',
    `revision:${REVISION.slice(0, 9)}`,
    REVISION.slice(0, 7),
    'source:git.example/team',
  ],
  ...[
    'label:maintainer',
    'label:maintainer=someone*',
    'arch:arm64',
    'signed:yes',
    'is:signed',
    imageId('1').slice(0, 12),
  ],
  ...DIGESTS.flatMap((digest) => [digest, digest.slice(7, 10), `app@${digest}`]),
  ...names(pushes).slice(0, 4),
]

const text = encodeURIComponent

/** Values of each parameter by its name, so that a new route or parameter is asked for too, or is missing here. */
const valuesOf = (pushes: readonly Push[]): ReadonlyMap<string, readonly string[]> =>
  new Map<string, readonly string[]>([
    ['q', queriesOf(pushes)],
    ['sort', SORTS],
    ['order', TAG_ORDERS],
    ['facets', [FACETS.join(',')]],
    ['format', ['csv', 'ndjson']],
    ['limit', ['1', '3']],
    ['n', ['1', '2']],
    ['page', ['2']],
    ['last', ['other/app', 's', 'v1']],
    ['repository', names(pushes)],
    ['layout', ['docker-v1', 'distribution']],
    ['digest', [...DIGESTS, DIGESTS[0]?.slice(7, 9) ?? '', DIGEST]],
    ['tag', ['v1', 'v', '1', 'latest']],
    ['revision', [REVISION, 'f0']],
    ['source', ['git.example']],
    ['base', ['alpine', digestOf('base 0')]],
    ['label', ['maintainer', 'maintainer=someone 0']],
    ['start', ['v', '1']],
    ['cursor', []],
  ])

/** All addresses that the operations of `/openapi.json` have for these values. */
const pathsOf = (pushes: readonly Push[]): string[] => {
  const values = valuesOf(pushes)
  const valuesOfOne = (name: string): readonly string[] => {
    const known = values.get(name)
    if (known === undefined) throw new Error(`no values are known for the parameter ${name}`)
    return known
  }
  const fill = (path: string): string[] => {
    const [, name] = /\{(\w+)\}/.exec(path) ?? []
    if (name === undefined) return [path]
    const list =
      name === 'name' ? names(pushes) : name === 'tag' ? ['v1', 'latest', 'nope'] : [...DIGESTS.slice(0, 2), DIGEST]
    return list.flatMap((value) => fill(path.replace(`{${name}}`, value)))
  }
  return OPERATIONS.flatMap(({ path, parameters }) => {
    const all = Object.keys(parameters)
    return fill(path).flatMap((address) => [
      address,
      ...all.flatMap((name) =>
        valuesOfOne(name).flatMap((value) => {
          const asked = `${address}?${name}=${text(value)}`
          const isQuery = name === 'q'
          // Of a query all orders, all counts and small pages are asked for too.
          const more = isQuery && all.includes('sort') ? SORTS.map((sort) => `${asked}&sort=${sort}`) : []
          const paged = isQuery && all.includes('limit') ? [`${asked}&limit=1&facets=${FACETS}`] : []
          return [asked, ...more, ...paged, ...(isQuery && all.includes('n') ? [`${asked}&n=1&page=2`] : [])]
        }),
      ),
    ])
  })
}

const viewsOf = (pushes: readonly Push[]): string[] => [
  ...queriesOf(pushes).flatMap((q) => ['', '&sort=name', '&sort=tags'].map((more) => `/?q=${text(q)}${more}`)),
  ...names(pushes).flatMap((name) => [
    ...[`/r/${name}`, `/r/${name}:v1`, `/r/${name}:latest`, `/r/${name}?order=version`, `/r/${name}?layout=docker-v1`],
    ...[DIGEST, ...DIGESTS.slice(0, 2)].map((digest) => `/r/${name}@${digest}`),
    ...[`/compare?a=${name}:v1&b=team/app:v1`, `/compare?a=team/app:v1&b=${name}@${DIGESTS[0]}`],
  ]),
  ...['/', '/r/', '/r/other', '/r/team', '/compare', '/nothing'],
  ...BROWSER_FILES.map(({ path }) => path),
]

/** Where an answer says that the next page is. */
const nextOf = (path: string, { headers, body }: Answer): string | undefined => {
  const linked = /^<([^>]+)>; rel="next"$/.exec(headers['link'] ?? '')?.[1]
  if (linked !== undefined) return linked
  const href = /href="(\/[^"]*[?&](?:amp;)?cursor=[^"]*)"/.exec(body)?.[1]?.replaceAll('&amp;', '&')
  return path.startsWith('/api') ? undefined : href
}

const MAX_PAGES = 4

/** Expects the same answers, and of lists the same further pages. Returns how many answers were compared. */
const compare = async (whole: System, part: System, scope: Scope, paths: readonly string[]): Promise<number> => {
  let compared = 0
  for (const first of paths) {
    let path: string | undefined = first
    for (let pages = 0; path !== undefined && pages < MAX_PAGES; pages++) {
      const expected: Answer = await answerOf(part, scope, path)
      const answer = await answerOf(whole, scope, path)
      if (JSON.stringify(answer) !== JSON.stringify(expected))
        expect({ path, ...answer }).toEqual({ path, ...expected })
      expect(answer.status).toBeLessThan(500)
      compared++
      path = nextOf(path, answer)
    }
  }
  return compared
}

const pathsAndViews = (pushes: readonly Push[]) => [...new Set([...pathsOf(pushes), ...viewsOf(pushes)])]

/** The registry, and one that has only the part that somebody sees. */
const both = async (pushes: readonly Push[], scope: Scope) => ({
  whole: await registryOf(pushes),
  part: await registryOf(pushes.filter(isSeen(scope, pushes))),
})

const imageOf = (name: string, tag: string, more: Partial<Push> = {}): Push => ({
  ...{ layout: 'distribution', name, tag, kind: 'image', image: 0, minute: 0, isPrivate: false },
  ...more,
})

/** A part, and beside it so much that no answer reads all lookups of a value, nor looks at all candidates. */
const CROWD: readonly Push[] = [
  ...['team/app', 'team/redis', 'team/web-app', 'team', 'shared/base', 'mirror/redis', 'teams/app'].flatMap(
    (name, at) => [imageOf(name, 'v1', { minute: at }), imageOf(name, 'v1.0', { image: at, minute: at })],
  ),
  ...Array.from({ length: 420 }, (_, at) => imageOf(`${at % 2 ? 'a' : 'other'}/app${at}`, at % 3 ? 'v1' : `v1.${at}`)),
  ...Array.from({ length: 15 }, (_, at) => imageOf(`zoo${at}/redis`, 'latest', { image: at, minute: at })),
  ...Array.from({ length: 320 }, (_, at) => imageOf('other/nightly', `v1-${at}`, { image: 1 })),
]

describe('to a user with prefixes', () => {
  it('every route and every view is answered as by a registry that has his part only', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(push, { maxLength: 30 }), fc.constantFrom(...scopes), async (pushes, scope) => {
        const { whole, part } = await both(pushes, scope)
        await compare(whole, part, scope, pathsAndViews(pushes))
      }),
      { numRuns: runs(2, 200) },
    )
  })

  it.each(scopes.slice(0, 2))('so they are of a part of very much, %j', async (scope) => {
    const { whole, part } = await both(CROWD, scope)
    const paths = pathsAndViews(CROWD.slice(0, 14))
    expect(await compare(whole, part, scope, paths)).toBeGreaterThan(paths.length)
    // To somebody who sees all of it nearly nothing is the same.
    const everything: Scope = { hidesPrivate: false }
    for (const path of [
      '/',
      '/api/search',
      '/api/recent',
      '/v2/_catalog',
      '/feed.atom',
      '/api/lookup?tag=v1',
      '/api/status',
    ])
      expect(await answerOf(whole, everything, path)).not.toEqual(await answerOf(part, everything, path))
  })

  it('the cursor of somebody else tells nothing', async () => {
    const scope: Scope = { hidesPrivate: false, prefixes: ['team/'] }
    const { whole, part } = await both(CROWD, scope)
    let followed = 0
    const lists = [
      '/api/search?q=app',
      '/api/search?q=:v1',
      '/api/search?q=app:v1',
      '/api/lookup?base=alpine',
      '/api/recent',
    ]
    for (const list of [...lists, `/api/lookup?digest=${DIGESTS[0]}`, '/api/search?q=aplication', '/?q=app']) {
      let path: string | undefined = list.startsWith('/?') ? list : `${list}${list.includes('?') ? '&' : '?'}limit=7`
      for (let pages = 0; path !== undefined && pages < 6; pages++) {
        path = nextOf(path, await answerOf(whole, { hidesPrivate: false }, path))
        if (path === undefined) break
        followed++
        const [answer, expected] = [await answerOf(whole, scope, path), await answerOf(part, scope, path)]
        expect({ path, ...answer }).toEqual({ path, ...expected })
        expect(answer.body).not.toMatch(/other\/|zoo/)
      }
    }
    expect(followed).toBeGreaterThan(20)
    // Nor does one of tags that are not the caller's.
    const tags = await answerOf(whole, { hidesPrivate: false }, '/api/repositories/other/nightly/tags?limit=2')
    const cursor = JSON.parse(tags.body).cursor
    for (const name of ['other/nightly', 'team/app']) {
      const path = `/api/repositories/${name}/tags?limit=2&cursor=${cursor}`
      expect(await answerOf(whole, scope, path)).toEqual(await answerOf(part, scope, path))
    }
  })
})
