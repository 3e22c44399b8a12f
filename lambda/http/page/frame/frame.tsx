// What is around every view.

import { raw } from 'hono/html'
import type { Child, FC } from 'hono/jsx'
import type { Freshness } from '../../answers/freshness.ts'
import { Icon } from '../parts/icons.tsx'
import { PULL_PATTERNS } from '../words/pull-commands.ts'
import type { Site } from '../words/site.ts'
import { ASSETS } from './assets.ts'
import { FreshnessLine, type SearchAge } from './freshness-line.tsx'

/** A view, and what it says of itself. */
export interface View {
  /** Without the site's title; absent for the start. */
  readonly title?: string
  /** What stands in the search box. */
  readonly q?: string
  /** What readers are told when this view replaces another one; how many results there are. */
  readonly status?: string
  /** The feed of what this view shows. */
  readonly feed?: string
  /** How far the index is; absent where that could not be asked. */
  readonly freshness?: Freshness | undefined
  /** How old what search knows is, of a view that shows what it found. */
  readonly searchAge?: SearchAge
  readonly main: Child
}

/** A whole page. */
export const Frame: FC<{ site: Site; view: View }> = ({ site, view }) => {
  const { title, q = '', status = '', feed = '/feed.atom', freshness, searchAge, main } = view
  return (
    <>
      {raw('<!doctype html>')}
      <html lang="en" data-host={site.isHostGuessed ? site.host : undefined}>
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width,initial-scale=1" />
          <meta name="color-scheme" content="light dark" />
          <title>{title === undefined ? site.title : `${title} · ${site.title}`}</title>
          <script>{raw(ASSETS.themeScript)}</script>
          <style>{raw(ASSETS.sheet)}</style>
          <script src={ASSETS.scriptPath} defer />
          <link rel="alternate" type="application/atom+xml" title="Pushed last" href={feed} />
          <link rel="search" type="application/opensearchdescription+xml" title={site.title} href="/opensearch.xml" />
          <link rel="icon" type="image/svg+xml" href="/favicon.ico" />
        </head>
        <body data-patterns={JSON.stringify(PULL_PATTERNS)}>
          <a class="skip" href="#main">
            Skip to content
          </a>
          <header class="top">
            <a class="brand" href="/">
              {site.title}
            </a>
            <search>
              <form action="/" method="get">
                <Icon name="search" />
                <input
                  type="search"
                  name="q"
                  value={q}
                  placeholder="Search names, tags, digests, commits"
                  aria-label="Search this registry"
                  autocomplete="off"
                  autocapitalize="none"
                  spellcheck={false}
                  enterkeyhint="search"
                />
                <span class="hint" data-key hidden />
              </form>
            </search>
            <button type="button" class="plain" data-theme-switch aria-label="Theme: as the system" hidden>
              <Icon name="theme" />
            </button>
          </header>
          <main id="main" tabindex={-1}>
            <p role="status" class="status">
              {status}
            </p>
            {main}
          </main>
          <footer>
            <FreshnessLine freshness={freshness} searchAge={searchAge} />
            <nav aria-label="More">
              <button type="button" class="plain" data-keys-switch hidden>
                Key / is on
              </button>
              <a href={feed}>Feed</a> <a href="/openapi.json">API</a>
            </nav>
          </footer>
          <p role="status" class="toast" id="said" />
        </body>
      </html>
    </>
  )
}
