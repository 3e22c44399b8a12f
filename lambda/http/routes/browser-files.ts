// What browsers and crawlers ask of any site. No name of the registry is in these, so they are open, and may be kept.

import { type Context, Hono } from 'hono'
import { OPEN_PATHS } from '../../names/front.ts'
import { element, escaped } from '../answers/xml.ts'
import type { IndexPorts } from '../api-ports.ts'
import { operation, serve } from '../operation.ts'
import { type SiteSettings, titleOf } from '../site.ts'

const OPENSEARCH_TYPE = 'application/opensearchdescription+xml'
const ICON_TYPE = 'image/svg+xml'
/** Characters of the names that OpenSearch 1.1 allows. */
const [SHORT_NAME_MAX, LONG_NAME_MAX] = [16, 48]

const open = { parameters: {}, isOpen: true, reads: 'nothing' } as const

const OPENSEARCH = operation({
  path: OPEN_PATHS.openSearch,
  summary: 'How browsers search the registry from their address bar, as OpenSearch',
  types: [OPENSEARCH_TYPE],
  ...open,
})
const ICON = operation({ path: OPEN_PATHS.icon, summary: 'The icon of the page, as SVG', types: [ICON_TYPE], ...open })
const ROBOTS = operation({
  path: OPEN_PATHS.robots,
  summary: 'Keeps crawlers out',
  types: ['text/plain'],
  ...open,
})

/** All of these routes. They are no part of the API, so /openapi.json leaves them out. */
export const BROWSER_FILES = [OPENSEARCH, ICON, ROBOTS] as const

/** `/opensearch.xml`, `/favicon.ico`, `/robots.txt`. */
export const browserFiles = (ports: IndexPorts): Hono => {
  const app = new Hono()
  serve(app, ports, OPENSEARCH, (_, context) =>
    kept(context, OPENSEARCH_TYPE, openSearch(ports.site ?? {}, new URL(context.req.url))),
  )
  serve(app, ports, ICON, (_, context) => kept(context, ICON_TYPE, ICON_SVG))
  serve(app, ports, ROBOTS, (_, context) => kept(context, 'text/plain', 'User-agent: *\nDisallow: /\n'))
  return app
}

const kept = (context: Context, type: string, body: string): Response =>
  context.body(body, 200, { 'Content-Type': `${type}; charset=utf-8`, 'Cache-Control': 'public, max-age=86400' })

// Browsers take no relative address here. The one by which this was asked for leads to the page, and what clients pull from
// may not.
const openSearch = (site: SiteSettings, { origin, host }: URL): string => {
  const title = titleOf(site, host)
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">',
    element('ShortName', begun(title, SHORT_NAME_MAX)),
    element('LongName', begun(title, LONG_NAME_MAX)),
    element('Description', `Searches the container registry ${title}`),
    element('InputEncoding', 'UTF-8'),
    `<Image width="16" height="16" type="${ICON_TYPE}">${escaped(origin)}/favicon.ico</Image>`,
    `<Url type="text/html" template="${escaped(origin)}/?q={searchTerms}"/>`,
    '</OpenSearchDescription>',
    '',
  ].join('\n')
}

const begun = (text: string, maxLength: number): string =>
  text.length <= maxLength ? text : `${[...text].slice(0, maxLength - 1).join('')}…`

// Layers under a lens. One colour for light and dark tabs.
const ICON_SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" fill="none" stroke="#3b82f6" stroke-width="1.6" stroke-linecap="round">' +
  '<circle cx="6.8" cy="6.8" r="5.4"/><path d="m10.8 10.8 4 4M4.3 5h5M4.3 7h5M4.3 9h5"/></svg>\n'
