// The page in a real browser: every flow, light and dark, on a phone, without a script, and what hostile labels do.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ROOT } from '../../../local/paths.ts'
import { BASIC } from '../../fakes/http.ts'
import { skipLoudly } from '../programs.ts'
import {
  AXE_ALL,
  AXE_COLOURS,
  browserProgram,
  expectUsable,
  type OpenBrowser,
  openBrowser,
  PHONE,
  typeInto,
  wider,
} from './browser.ts'
import { SCREENSHOTS, takeScreenshot, writeScreenshot } from './screenshots.ts'

const MAX_PICTURE_BYTES = 80_000

const skipped = skipLoudly(
  'the test of the page',
  browserProgram === undefined ? ['chromium'] : [],
  'Debian: apt-get install chromium',
)

const VIEWS = {
  start: '/',
  results: '/?q=redis+arch:amd64',
  nothing: '/?q=qqqqzzzz',
  'wrong query': '/?q=kind:x',
  repository: '/r/payments/api',
  'many tags': '/r/platform/ci/nightly',
  tag: '/r/payments/api:latest',
  'image index': '/r/library/debian:13.0',
  chart: '/r/charts/redis:20.1.0',
  'registry v1': '/r/library/redis:v1?layout=docker-v1',
  unreadable: '/r/legacy/unreadable:broken',
  broken: '/r/warehouse/forecast:1.0.0',
  hostile: '/r/hostile/app:latest',
  'hostile comparison': '/compare?a=hostile/app:latest&b=hostile/app:other',
  commands: '/r/hostile/app:runs',
  comparison: '/compare?a=payments/api:4.11.2&b=payments/api:4.12.0',
  'not there': '/r/nobody/knows',
} as const

const ALL = Object.values(VIEWS)
/** Those that together have every component. */
const SOME = [
  VIEWS.start,
  VIEWS.results,
  VIEWS.repository,
  VIEWS.tag,
  VIEWS.broken,
  VIEWS.hostile,
  VIEWS.commands,
  VIEWS.comparison,
]

describe.skipIf(skipped)('the page', () => {
  let world: OpenBrowser
  beforeAll(async () => {
    world = await openBrowser()
  })
  afterAll(() => world?.close())

  const open: OpenBrowser['open'] = (...given) => world.open(...given)
  /** The results of a query that was typed are there. */
  const found = (page: Page, text: string) => page.locator('.status', { hasText: text }).waitFor()
  const copied = (page: Page) => page.evaluate('navigator.clipboard.readText()')
  const inBox = (page: Page) => page.locator('.top input').inputValue()
  const CLIPBOARD = { permissions: ['clipboard-read', 'clipboard-write'] }
  /** Paths that were asked for while something was done; not the icon, which a browser asks for when it likes. */
  const asked = async (work: () => Promise<unknown>): Promise<string[]> => {
    const { served } = world.server
    const before = served.length
    await work()
    const paths = served.slice(before).map(({ path }) => path)
    return paths.filter((path) => path !== '/favicon.ico')
  }

  describe.each([
    ['in light', { colorScheme: 'light' }, AXE_ALL, ALL],
    // It has the elements of the light one.
    ['in dark', { colorScheme: 'dark' }, AXE_COLOURS, SOME],
    ['on a phone', PHONE, AXE_ALL, SOME],
  ] as const)('%s', (_, options, rules, views) => {
    it('views are usable by everybody, and no wider than its window', async () => {
      const page = await open('/', options)
      for (const path of [...views, `/r/hostile/app@${world.system.untagged}`]) {
        await page.goto(world.server.url + path)
        await expectUsable(page, rules)
        // A row of tags is never cut off, on whatever window.
        const tags = page.locator('.scroll:has(.tags)')
        if ((await tags.count()) > 0)
          expect(await tags.evaluate((one) => one.scrollWidth - one.clientWidth), path).toBeLessThanOrEqual(0)
      }
      await page.context().close()
    })
  })

  it('a table that is wider than a phone is moved by itself, with what only readers see in it', async () => {
    const page = await open(VIEWS['image index'], PHONE)
    await page.evaluate(`document.querySelector('tbody th').style = 'min-width: 900px; display: block'`)
    expect(await page.evaluate(`document.querySelector('.scroll').scrollWidth > innerWidth`)).toBe(true)
    expect(await wider(page)).toBeLessThanOrEqual(0)
    await page.context().close()
  })

  it('a word that is typed is one request, one step back, and stays in the address', async () => {
    const page = await world.openStill('/r/payments/api')
    const box = page.locator('.top input')
    const paths = await asked(async () => {
      await typeInto(page, box, 'redis')
      await found(page, '6 results')
    })
    expect(paths).toEqual(['/?q=redis'])
    expect(page.url()).toBe(`${world.server.url}/?q=redis`)
    expect(await page.title()).toMatch(/^redis · 127\.0\.0\.1/)
    // More letters are the same step.
    await typeInto(page, box, '-cluster')
    await found(page, '1 result')
    await page.goBack()
    await page.locator('h1', { hasText: 'payments/api' }).waitFor()
    expect(await inBox(page)).toBe('')
    await page.goForward()
    await found(page, '1 result')
    expect(await inBox(page)).toBe('redis-cluster')
    await page.reload()
    await found(page, '1 result')
    await page.context().close()
  })

  it('keys go to the box, through the results, and into one', async () => {
    const page = await open('/?q=redis')
    await page.keyboard.press('/')
    expect(await page.evaluate('document.activeElement.name')).toBe('q')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowUp')
    expect(await page.evaluate('document.activeElement.textContent')).toBe('library/redis')
    await page.keyboard.press('ArrowUp')
    expect(await page.evaluate('document.activeElement.name')).toBe('q')
    await page.keyboard.press('Escape')
    await page.locator('h1', { hasText: 'Pushed last' }).waitFor()
    expect(await inBox(page)).toBe('')
    await page.keyboard.press('Escape')
    expect(await page.evaluate('document.activeElement.tagName')).toBe('BODY')
    await page.keyboard.press('Control+k')
    await page.keyboard.type('redis')
    await found(page, '6 results')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await page.locator('h1', { hasText: 'library/redis' }).waitFor()
    await page.context().close()
  })

  it('the key can be switched off, and stays so', async () => {
    const page = await open('/')
    await page.getByRole('button', { name: 'Key / is on' }).click()
    await page.reload()
    await page.getByRole('button', { name: 'Key / is off' }).waitFor()
    await page.locator('body').press('/')
    expect(await page.evaluate('document.activeElement.name ?? ""')).not.toBe('q')
    await page.context().close()
  })

  it('copies the command of the tool that was chosen, in boxes and in rows, with the host that the browser sees', async () => {
    const page = await open('/r/payments/api', CLIPBOARD)
    const host = `127.0.0.1:${world.server.port}`
    await page.getByRole('button', { name: 'Copy docker command' }).click()
    await page.locator('#said', { hasText: 'Copied: docker command' }).waitFor()
    expect(await copied(page)).toBe(`docker pull ${host}/payments/api:latest`)
    await page.getByRole('button', { name: 'podman', exact: true }).click()
    await page.getByRole('button', { name: 'Copy podman command' }).click()
    expect(await copied(page)).toBe(`podman pull ${host}/payments/api:latest`)
    await page.getByRole('button', { name: 'Copy command to pull api:4.11.2' }).click()
    await page.locator('#said', { hasText: 'Copied: podman command' }).waitFor()
    expect(await copied(page)).toBe(`podman pull ${host}/payments/api:4.11.2`)
    await page.getByRole('button', { name: 'Copy digest' }).first().click()
    expect(await copied(page)).toMatch(/^sha256:[0-9a-f]{64}$/)
    // The choice stays, and a chart has none for this tool.
    await page.goto(`${world.server.url}/?q=charts/redis`)
    await page.getByRole('button', { name: 'Copy command to pull redis:20.1.0_build.5', exact: true }).click()
    expect(await copied(page)).toBe(`helm pull oci://${host}/charts/redis --version 20.1.0+build.5`)
    await page.context().close()
  })

  it('copies where the browser has no clipboard for the page', async () => {
    const page = await open('/r/payments/api')
    await page.evaluate('Object.defineProperty(navigator, "clipboard", { value: undefined })')
    await page.getByRole('button', { name: 'Copy docker command' }).click()
    await page.locator('#said', { hasText: 'Copied: docker command' }).waitFor()
    await page.context().close()
  })

  it('shows the host that the browser sees, where the server does not know it', async () => {
    const page = await open('/r/payments/api')
    await page.evaluate('0')
    expect(await page.locator('.command code').first().textContent()).toContain(`127.0.0.1:${world.server.port}/`)
    world.server.state.options = { site: { title: 'Ours', pullHost: 'pull.example.com' } }
    await page.reload()
    world.server.state.options = {}
    expect(await page.locator('.command code').first().textContent()).toContain('docker pull pull.example.com/payments')
    expect(await page.locator('.brand').textContent()).toBe('Ours')
    await page.context().close()
  })

  it('narrows results by a menu, and widens them by a chip', async () => {
    const page = await open('/?q=library')
    await page.getByText('Platform', { exact: true }).click()
    // Escape and a click elsewhere close it.
    await page.keyboard.press('Escape')
    expect(await page.locator('details[open]').count()).toBe(0)
    await page.getByText('Platform', { exact: true }).click()
    await page
      .locator('h1')
      .first()
      .evaluate((one) => one.ownerDocument.body.click())
    expect(await page.locator('details[open]').count()).toBe(0)
    await page.getByText('Platform', { exact: true }).click()
    const choice = page.locator('.menu a', { hasText: 'arm64' }).first()
    const count = await choice.locator('.n').textContent()
    await choice.click()
    await found(page, `${count} results`)
    await page.getByRole('link', { name: 'Remove the filter arch:arm64' }).click()
    await page.waitForURL(`${world.server.url}/?q=library`)
    await page.getByText('Sort', { exact: false }).first().click()
    await page.getByRole('link', { name: 'Largest' }).click()
    await page.waitForURL('**/?q=library&sort=size')
    await page.context().close()
  })

  it('adds more of a list in place, with the focus on the first new one', async () => {
    const page = await open('/?q=library')
    await page.getByRole('link', { name: 'Load more' }).click()
    await found(page, 'shown, that is all')
    expect(await page.locator('.result').count()).toBeGreaterThan(25)
    expect(
      await page.evaluate(
        `[...document.querySelectorAll('.result')].findIndex((one) => one.contains(document.activeElement))`,
      ),
    ).toBe(25)
    await page.goto(`${world.server.url}/r/platform/ci/nightly`)
    await page.getByRole('link', { name: 'Load more' }).click()
    await found(page, '100 shown')
    await page.context().close()
  })

  it('filters tags while one types, and keeps the place in the text', async () => {
    const page = await world.openStill('/r/platform/ci/nightly?order=name')
    const start = page.getByRole('searchbox', { name: 'Tags that begin with' })
    const paths = await asked(async () => {
      await typeInto(page, start, 'main-11')
      await found(page, 'beginning with main-11')
    })
    expect(paths).toEqual(['/r/platform/ci/nightly?order=name&start=main-11'])
    expect(await page.evaluate('document.activeElement.name')).toBe('start')
    await typeInto(page, start, '9')
    await found(page, '1 tag beginning with main-119')
    expect(await page.evaluate('document.activeElement.selectionStart')).toBe('main-119'.length)
    await typeInto(page, start, 'x')
    await page.getByText('No tag begins with').waitFor()
    await page.getByRole('link', { name: 'Show all' }).click()
    await page.locator('h2', { hasText: 'Tags 120' }).waitFor()
    await page.context().close()
  })

  it('compares two that are ticked', async () => {
    const page = await open('/r/payments/api')
    const button = page.getByRole('button', { name: 'Compare two' })
    expect(await button.isDisabled()).toBe(true)
    await page.getByRole('checkbox', { name: 'Compare 4.12.0', exact: true }).check()
    await page.getByRole('checkbox', { name: 'Compare 4.11.2' }).check()
    await button.click()
    await page.locator('h1', { hasText: 'payments/api:4.11.2' }).waitFor()
    await page.goto(`${world.server.url}/r/payments/api:latest`)
    await page.getByRole('link', { name: 'Compare with what it was before' }).click()
    await page.getByText('layers shared').waitFor()
    await page.context().close()
  })

  it('has times from now in the language of the browser', async () => {
    const page = await open('/r/payments/api', { locale: 'de-DE' })
    expect(await page.locator('td time').first().textContent()).toBe('vor 13 Tagen')
    expect(await page.locator('td time').first().getAttribute('title')).toMatch(/November 2026/)
    expect(await page.locator('.fresh time').textContent()).toBe('jetzt')
    await page.context().close()
  })

  it('has a theme that is chosen once', async () => {
    const page = await open('/', { colorScheme: 'light' })
    const button = page.locator('[data-theme-switch]')
    await button.click()
    await button.click()
    await page.locator('#said', { hasText: 'Theme: dark' }).waitFor()
    await page.goto(`${world.server.url}/r/payments/api`)
    expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(15, 18, 22)')
    await page.context().close()
  })

  it.each([
    ['dark', 'light', 'rgb(15, 18, 22)'],
    ['light', 'dark', 'rgb(255, 255, 255)'],
  ] as const)(
    'is %s from the first paint on, where that was chosen and the system is %s',
    async (theme, colorScheme, colour) => {
      const page = await open('/r/nobody', { colorScheme })
      await page.evaluate(`localStorage.setItem('theme', '${theme}')`)
      let release = () => {}
      const held = new Promise<void>((done) => {
        release = done
      })
      await page.route(/\/page\/.*\.js$/, async (route) => {
        await held
        await route.continue()
      })
      await page.goto(world.server.url, { waitUntil: 'commit' })
      // Painted, while the script is still on its way.
      await page.evaluate(
        `new Promise((done) => new PerformanceObserver(() => done()).observe({ type: 'paint', buffered: true }))`,
      )
      expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(colour)
      expect(await page.locator('[data-theme-switch]').isVisible()).toBe(false)
      release()
      await page.locator(`[data-theme-switch][title="Theme: ${theme}"]`).waitFor()
      expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe(colour)
      await page.context().close()
    },
  )

  it('follows a run while it is under way, and stops with it', async () => {
    const page = await open('/')
    const { version } = world.system.tables
    const now = world.system.clock.now()
    const last = (await version.runs())?.lastDone
    await version.lease('run', now, now + 60_000, [])
    const path = await asked(async () => {
      await page.reload()
      await page.getByText('The index is being compared').waitFor()
      await version.ended({
        run: 'run',
        outcome: 'done',
        startedAt: new Date(now).toISOString(),
        endedAt: new Date(now).toISOString(),
      })
      await page.getByText('The index is being compared').waitFor({ state: 'detached' })
    })
    expect(path.filter((one) => one === '/').length).toBeGreaterThanOrEqual(2)
    if (last !== undefined) await version.ended(last)
    await page.context().close()
  })

  it('steps inside of a view are the browser’s', async () => {
    const page = await open('/r/payments/api:latest')
    const paths = await asked(async () => {
      await page.getByRole('link', { name: 'Labels', exact: true }).click()
      await page.goBack()
    })
    expect(paths).toEqual([])
    await page.context().close()
  })

  it('works without a script', async () => {
    const page = await open('/', { javaScriptEnabled: false })
    expect(await page.locator('button:visible').count()).toBe(0)
    await page.locator('.top input').fill('redis')
    await page.keyboard.press('Enter')
    await found(page, '6 results')
    await page.getByText('Platform', { exact: true }).click()
    await page.locator('.menu a', { hasText: 'arm64' }).first().click()
    await page.getByRole('link', { name: 'library/redis' }).click()
    await page.getByRole('link', { name: 'Version' }).click()
    await page.getByRole('searchbox', { name: 'Tags that begin with' }).fill('8')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/r/library/redis?order=version&start=8')
    await page.getByRole('checkbox').first().check()
    await page.getByRole('checkbox').nth(1).check()
    await page.getByRole('button', { name: 'Compare two' }).click()
    await page.getByText('Both are the same image').waitFor()
    await page.goto(`${world.server.url}/r/platform/ci/nightly`)
    await page.getByRole('link', { name: 'Load more' }).click()
    expect(await page.locator('tbody tr').count()).toBe(50)
    for (const path of ALL) {
      await page.goto(world.server.url + path)
      expect(await wider(page), path).toBeLessThanOrEqual(0)
    }
    await page.context().close()
  })

  it('does nothing that a label says', async () => {
    const page = await open('/r/hostile/app:latest')
    for (const path of [
      '/r/hostile/app:latest',
      '/r/hostile/app',
      '/?q=hostile',
      '/compare?a=hostile/app:latest&b=hostile/app:other',
    ]) {
      await page.goto(world.server.url + path)
      expect(await page.evaluate('window.hacked')).toBeUndefined()
      expect(await page.locator('img, iframe, main script, main i, main u').count()).toBe(0)
    }
    await page.locator('.top input').pressSequentially('"><img src=x onerror=window.hacked=1>')
    await page.waitForURL('**/?q=*onerror*')
    expect(await page.locator('main img').count()).toBe(0)
    expect(await page.evaluate('window.hacked')).toBeUndefined()
    await page.context().close()
  })

  it('asks once to sign in, and then no more', async () => {
    world.server.state.options = { access: BASIC }
    const page = await open('/', { httpCredentials: { username: 'registry', password: 'pa:ss wörd' } })
    await page.locator('.top input').pressSequentially('hidden secret', { delay: 30 })
    await found(page, 'result')
    await page.getByRole('link', { name: 'hidden/secret' }).click()
    await page.getByText('private', { exact: true }).waitFor()
    world.server.state.options = {}
    await page.context().close()
  })

  it.each(SCREENSHOTS.map((one) => [one[0], one] as const))(
    'is seen in docs/images/%s.png',
    async (name, screenshot) => {
      const picture = await takeScreenshot(world, screenshot)
      expect(picture.length).toBeLessThan(MAX_PICTURE_BYTES)
      if (process.env['UPDATE_DOCS']) await writeScreenshot(name, picture)
      // The bytes of a font differ from machine to machine: that there is a picture is all that can be asked everywhere.
      expect(existsSync(join(ROOT, 'docs', 'images', `${name}.png`))).toBe(true)
    },
  )

  it('has made nobody complain', () => {
    expect(world.complaints).toEqual([])
  })
})
