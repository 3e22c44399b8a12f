// A real browser at the page over an index in memory.

import axe from 'axe-core'
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core'
import { expect } from 'vitest'
import { findProgram } from '../../../local/programs.ts'
import { startPageServer } from '../../fakes/page-server.ts'
import { NOW, pageWorld } from '../../fakes/page-world.ts'

/** Names under which chromium is installed. */
const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome']
export const browserProgram = findProgram(PROGRAMS)

/** Accessibility rules that every view keeps; and those that colours alone decide. */
export const AXE_ALL = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
export const AXE_COLOURS = ['wcag2aa']

export const PHONE = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true } as const

/** A browser, the world that it looks at, and a server between them. */
export const openBrowser = async () => {
  const system = await pageWorld()
  const server = await startPageServer(system, { showsCommands: true })
  if (browserProgram === undefined) throw new Error('there is no chromium')
  const browser: Browser = await chromium.launch({ executablePath: browserProgram, args: ['--no-sandbox'] })
  /** What the console said, and what was thrown, in any view. */
  const complaints: string[] = []
  const open = async (path: string, options: BrowserContextOptions = {}): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, locale: 'en-GB', ...options })
    // A view that doesn't come is no reason to wait.
    context.setDefaultTimeout(15_000)
    const page = await context.newPage()
    await page.clock.setFixedTime(NOW)
    page.on('console', (message) => {
      // A page that answers 404 is a page.
      if (message.type() !== 'info' && !/status of 4\d\d/.test(message.text()))
        complaints.push(`${path}: ${message.text()}`)
    })
    page.on('pageerror', (error) => complaints.push(`${path}: ${error.message}`))
    await page.goto(server.url + path)
    return page
  }
  /** Opens a view where time stands still, but for what `typeInto` lets pass. */
  const openStill = async (path: string): Promise<Page> => {
    const page = await open('/r/nobody')
    await page.clock.install({ time: NOW })
    await page.goto(server.url + path)
    await page.clock.pauseAt(NOW + 1000)
    return page
  }
  const close = async () => {
    await browser.close()
    await server.close()
  }
  return { system, server, browser, open, openStill, close, complaints }
}

export type OpenBrowser = Awaited<ReturnType<typeof openBrowser>>

/** How fast people type, and how long the page waits for more. Milliseconds. */
const LETTER_MS = 60
const PAUSE_MS = 250

/** Types where time stands still: each letter takes its time, whatever the machine does; then there is a pause. */
export const typeInto = async (page: Page, box: Locator, text: string): Promise<void> => {
  for (const letter of text) {
    await box.press(letter)
    await page.clock.runFor(LETTER_MS)
  }
  await page.clock.runFor(PAUSE_MS)
}

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[]
}

/** Fails if a view is hard to use for somebody, or wider than its window. */
export const expectUsable = async (page: Page, rules: readonly string[]): Promise<void> => {
  // The policy of the page does not stop what a debugger evaluates.
  await page.evaluate(axe.source)
  const violations = (await page.evaluate(
    `axe.run({ runOnly: ${JSON.stringify(rules)} }).then(({ violations }) => violations)`,
  )) as Violation[]
  const said = violations.map(({ id, nodes }) => ({
    id,
    at: nodes.slice(0, 3).map(({ html, failureSummary }) => [html, failureSummary]),
  }))
  expect(said, page.url()).toEqual([])
  expect(await wider(page), page.url()).toBeLessThanOrEqual(0)
}

/** By how many pixels a view is wider than its window. */
export const wider = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
