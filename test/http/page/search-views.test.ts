// What the start and the results say, in each state.

import { beforeAll, describe, expect, it } from 'vitest'
import { NOTHING } from '../../../lambda/model/runs/run-totals.ts'
import { progressId } from '../../../lambda/model/runs/version-store.ts'
import { SAMPLE } from '../../../local/sample/catalog.ts'
import { SIGNED_IN } from '../../fakes/http.ts'
import { readView, titleOf, type ViewOptions } from '../../fakes/page-view.ts'
import { pageWorld } from '../../fakes/page-world.ts'
import { memorySystem } from '../../fakes/system.ts'

/** Those that pageWorld adds to the images of the sample, and of them the private one. */
const ADDED = 8
const PRIVATE = 1
const REPOSITORIES = SAMPLE.filter(({ kind }) => kind === 'image').length + ADDED

let world: Awaited<ReturnType<typeof pageWorld>>
beforeAll(async () => {
  world = await pageWorld()
})

const view = (path: string, options: ViewOptions = {}, system: Parameters<typeof readView>[0] = world) =>
  readView(system, path, options)

describe('the start', () => {
  it('lists what was pushed last, what there is, and queries that find something', async () => {
    const { status, html, text, foot } = await view('/', SIGNED_IN)
    expect(status).toBe(200)
    expect(titleOf(html)).toBe('Our registry')
    expect(text).toMatch(/Pushed last library\/alpine A minimal Docker image .* 3\.22\.1 4 tags/)
    expect(text).toMatch(
      new RegExp(`In this registry ${REPOSITORIES} repositories [\\d,]+ tags as of 24 Nov 2026, 12:00 UTC`),
    )
    expect(text).toMatch(/Namespaces library 45/)
    expect(foot).toMatch(/Equal to the bucket as of 24 Nov 2026, 12:00 UTC/)
    const examples = [
      ...(html
        .split('class="examples"')[1]
        ?.split('</ul>')[0]
        ?.matchAll(/href="\/\?q=([^"]+)"/g) ?? []),
    ]
    expect(examples.length).toBeGreaterThan(3)
    for (const [, q = ''] of examples) {
      const found = await view(`/?q=${q.replaceAll('&amp;', '&')}`, SIGNED_IN)
      expect(found.text, q).not.toMatch(/^Nothing found/)
    }
  })

  it('goes on where its list ends', async () => {
    const { html } = await view('/')
    const next = /rel="next" href="([^"]+)"|href="([^"]+)" rel="next"|class="button" rel="next" href="([^"]+)"/.exec(
      html,
    )
    const path = (next?.[1] ?? next?.[2] ?? next?.[3] ?? '').replaceAll('&amp;', '&')
    expect(path).toMatch(/^\/\?cursor=/)
    const more = await view(path)
    expect(more.status).toBe(200)
    expect(more.text).toMatch(new RegExp(`^${REPOSITORIES - PRIVATE} results, 25 shown All repositories`))
  })

  it('says what to do where nothing is indexed', async () => {
    const { text, foot } = await view('/', {}, memorySystem())
    expect(text).toBe('Nothing is indexed yet Push an image, or wait for the first run over the bucket.')
    expect(foot).toMatch(/Not compared with the bucket yet/)
  })

  it('shows how far a run is', async () => {
    const system = memorySystem()
    system.registry.push('app', 'v1')
    await system.index('app', 'v1')
    const now = system.clock.now()
    await system.tables.version.create({ bucket: 'b', roots: { distribution: '' }, schema: 1, minReader: 1 } as never)
    await system.tables.version.lease('run', now, now + 60_000, ['progress:distribution:all'])
    const { html, text, foot } = await view('/', {}, system)
    expect(text).toMatch(/^The index is being compared with the bucket 0 %: 0 repositories and 0 tags so far/)
    expect(html).toContain('data-refresh')
    expect(foot).toMatch(/It is being compared now/)
    const ids = Array.from({ length: 36 }, (_, part) => progressId('distribution', part))
    await system.tables.version.lease('run', now, now + 60_000, ids, { repositories: 9, tags: 4000 })
    const of = progressId('distribution', 10)
    const counts = { repositories: 2, tags: 1000, changed: 0, problems: 0, removed: 0 }
    const since = { at: now - 100_000, tags: 0 }
    await system.tables.version.beat({ of, run: 'run', mode: 'compare', at: now, since, ...counts, reading: '<b>app' })
    const far = await view('/', {}, { ...system, clock: { ...system.clock, now: () => now + 6000 } })
    expect(far.text).toMatch(
      / 25 %: 2 repositories and 1,000 tags so far, 10 tags a second, about 5 min left\. Reading <b>app /,
    )
    expect(far.html).toContain('<bdi>&lt;b&gt;app</bdi>')
    // A run whose lease is over is none.
    expect(
      (await view('/', {}, { ...system, clock: { ...system.clock, now: () => now + 3_600_000 } })).text,
    ).not.toMatch(/is being compared/)
  })

  it('shows that a run failed, and why to those who may know', async () => {
    const system = await pageWorld({ manyTags: 1 })
    const endedAt = '2026-11-24T11:00:00Z'
    await system.tables.version.ended({
      run: 'x',
      outcome: 'refused',
      startedAt: endedAt,
      endedAt,
      error: 'names <hidden/secret>',
    })
    const { foot } = await view('/', SIGNED_IN, system)
    expect(foot).toMatch(/The last run over the bucket was refused 24 Nov 2026, 11:00 UTC : names <hidden\/secret>/)
    const anonymous = await view('/', {}, system)
    expect(anonymous.foot).toMatch(/was refused 24 Nov 2026, 11:00 UTC/)
    expect(anonymous.html).not.toContain('hidden/secret')
    expect(anonymous.text).not.toMatch(/tags as of/)
  })
})

describe('the last line', () => {
  const totals = { ...NOTHING, tags: 7, problems: 1, late: 3, failed: 2, failures: ['hidden/secret: denied'] }
  const [startedAt, endedAt] = ['2026-11-24T10:00:00Z', '2026-11-24T11:00:00Z']
  /** A registry over which a run ended so. */
  const worldAfter = async (run: Partial<typeof totals>) => {
    const system = memorySystem()
    system.registry.push('team/app', 'v1')
    await system.index('team/app', 'v1')
    await system.tables.version.ended({
      ...{ run: 'x', outcome: 'done', startedAt, endedAt },
      totals: { ...NOTHING, ...run },
    })
    return system
  }
  const VIEWS = ['/', '/?q=app']
  const ROWS = ['/r/team/app', '/r/team/app:v1']

  it.each([...VIEWS, ...ROWS])(
    'of %s says since when the bucket may have more, which is the start of the run',
    async (path) => {
      const { foot } = await view(path, SIGNED_IN, await worldAfter({ tags: 1 }))
      expect(foot).toMatch(
        /^Equal to the bucket as of 24 Nov 2026, 10:00 UTC \. Pushes since then show when their events come\./,
      )
      expect(foot).not.toMatch(/repositories|No event|of \d+ tag/)
    },
  )

  it('says what the run found to be wrong, to those who may know', async () => {
    const system = await worldAfter(totals)
    const { foot } = await view('/', SIGNED_IN, system)
    expect(foot).toMatch(
      /as of 24 Nov 2026, 10:00 UTC , but for 2 repositories that could not be compared\. .* Of 3 tags no event had come before that\. 1 tag could not be read whole\./,
    )
    expect(foot).not.toMatch(/gone/)
    const limited = await view(
      '/',
      { access: { admit: async () => ({ hidesPrivate: false, prefixes: ['team/'] }) } },
      system,
    )
    expect(limited.foot).toMatch(/as of 24 Nov 2026, 10:00 UTC \. Pushes/)
    expect(limited.foot).not.toMatch(/repositories that|event had|read whole/)
  })

  it('says what the last deep run found to be gone, also after others, to those who may know', async () => {
    const system = await worldAfter({})
    const deep = { ...totals, gone: 4 }
    await system.tables.version.ended({
      ...{ run: 'deep', outcome: 'done', startedAt, endedAt, totals: deep, deep: { contents: 9 } },
    })
    await system.tables.version.ended({ run: 'y', outcome: 'done', startedAt: endedAt, endedAt, totals })
    const { foot, html } = await view('/', SIGNED_IN, system)
    expect(foot).toMatch(/Of 4 tags something was gone from the bucket as of 24 Nov 2026, 10:00 UTC \./)
    expect(html).toContain('href="/?q=is%3Adangling"')
    const limited = { access: { admit: async () => ({ hidesPrivate: false, prefixes: ['team/'] }) } }
    expect((await view('/', limited, system)).foot).not.toMatch(/gone/)
  })

  it.each(VIEWS)(
    'of %s says how long ago search read what changed, and stays the same while that is short',
    async (path) => {
      const system = await worldAfter({ tags: 1 })
      const footAt = async (options: ViewOptions) => (await view(path, { ...SIGNED_IN, ...options }, system)).foot
      expect(await footAt({ ageMs: 300 })).toMatch(/ Search read what changed 2 s ago at most\. /)
      expect(await footAt({ ageMs: 1700 })).toBe(await footAt({ ageMs: 300 }))
      expect(await footAt({ ageMs: 14_100 })).toMatch(/ Search read what changed 15 s ago at most\. /)
      expect(await footAt({ isStale: true, ageMs: 200_000 })).toMatch(
        /^What changed could not be read for 4 min: what was pushed since may be missing\. Equal to/,
      )
      // The clock was set back: nobody knows.
      const unknown = await footAt({ isStale: true, ageMs: -5 })
      expect(unknown).toMatch(/^What changed could not be read: what was pushed since/)
      expect(unknown).not.toMatch(/ago|for \d/)
    },
  )

  it.each(ROWS)('of %s says nothing of it: it shows rows of the index itself', async (path) => {
    expect((await view(path, SIGNED_IN, await worldAfter({ tags: 1 }))).foot).not.toMatch(/Search read/)
  })
})

describe('results', () => {
  it('are counted, named with their tag, and have filters with counts', async () => {
    const { text, html } = await view('/?q=redis:8')
    expect(titleOf(html)).toBe('redis:8 · Our registry')
    expect(text).toMatch(/^2 results/)
    expect(text).toMatch(/library\/ redis :8 /)
    expect(html).toContain('href="/r/library/redis:8"')
    expect(html).toMatch(/data-copy="docker pull registry\.example\.com\/library\/redis:8"/)
    const all = await view('/?q=library')
    expect(all.text).toMatch(/Platform amd64 \d+ arm64 \d+/)
    expect(all.text).toMatch(/Kind image \d+ several platforms \d+|several platforms \d+ image \d+/)
    expect(all.text).toMatch(/Licence Apache-2.0 \d+ MIT \d+/)
  })

  it('of a filter are as many as it says', async () => {
    const { html } = await view('/?q=library')
    const menus = html.split('class="filters"')[1]?.split('</nav>')[0] ?? ''
    const choices = [...menus.matchAll(/<a href="([^"]+)"><bdi>([^<]*)<\/bdi> <span class="n">([\d,]+)<\/span>/g)]
    expect(choices.length).toBeGreaterThan(8)
    for (const [, href = '', name, count] of choices) {
      const { text } = await view(href.replaceAll('&amp;', '&'))
      expect(text, `${name}: ${href}`).toMatch(new RegExp(`^${count} results?`))
    }
  })

  it('lose a filter by its chip, and keep the rest', async () => {
    const { html } = await view('/?q=redis+arch:arm64+-older:365d&sort=name')
    expect(html).toMatch(
      /class="chip" href="\/\?q=redis\+-older%3A365d&amp;sort=name" aria-label="Remove the filter arch:arm64"/,
    )
    expect(html).toMatch(/Sort<\/span> Name/)
  })

  it('of a word that was typed wrong are those of what was meant', async () => {
    const { text } = await view('/?q=reids')
    expect(text).toMatch(/Showing results for redis instead of “ reids ”/)
    expect(text).toMatch(/^6 results for redis/)
  })

  it('of a tag that is not there are those without it', async () => {
    expect((await view('/?q=redis:99')).text).toMatch(/No such tag: 99 \. These are found without it/)
  })

  it('may be none, and then there is something to try', async () => {
    const { text, status, html } = await view('/?q=qqqqzzzz')
    expect(status).toBe(200)
    expect(text).toMatch(/^Nothing found .*Nothing found for “ qqqqzzzz ” Try one of these: library\/alpine:latest/)
    expect(html).toContain('value="qqqqzzzz"')
    // There is nothing to narrow; but what narrows too much can be taken off.
    expect(html).not.toContain('class="filters"')
    expect((await view('/?q=redis+kind:plugin')).html).toContain('aria-label="Remove the filter kind:plugin"')
  })

  it('of what is no query are the reason, with the query kept', async () => {
    const { text, status, html } = await view('/?q=kind:x')
    expect(status).toBe(400)
    expect(text).toMatch(/This can’t be asked kind:x/)
    expect(html).toContain('value="kind:x"')
    expect(html).not.toContain('Did you mean')
    const wrong = await view('/?q=redis+kind:imag')
    expect(wrong.status).toBe(400)
    expect(wrong.text).toMatch(/Did you mean one of these\? redis kind:image/)
    expect(wrong.html).toContain('<a href="/?q=redis+kind%3Aimage"><bdi>redis kind:image</bdi></a>')
    expect((await view(`/?q=${'x'.repeat(300)}`)).status).toBe(400)
    expect((await view('/?cursor=nonsense')).status).toBe(400)
    expect((await view('/?q=a&sort=sideways')).status).toBe(400)
  })
})
