// The web page: the start, results, and the script. Its routes are no part of /openapi.json.

import { Hono } from 'hono'
import { FACETS, SORTS } from '../../search/memory/documents.ts'
import { parseQuery, QUERY_MAX_LENGTH } from '../../search/query/query.ts'
import { CURSOR_MAX_LENGTH, searchAnswer } from '../answers/search-answer.ts'
import { operation, serve } from '../operation.ts'
import { ASSETS } from '../page/frame/assets.ts'
import type { View } from '../page/frame/frame.tsx'
import type { SearchAge } from '../page/frame/freshness-line.tsx'
import { Results, resultsStatus } from '../page/views/results.tsx'
import { Start } from '../page/views/start.tsx'
import { type PagePorts, pageViewer } from '../page-viewer.ts'
import { oneOf, text } from '../parameters.ts'
import { pageReference } from './page-reference.tsx'

const RESULTS = 25
const RECENT = 15

const START = operation({
  path: '/',
  summary: 'What was pushed last; what a query finds',
  parameters: {
    q: text(QUERY_MAX_LENGTH, 'The query.'),
    sort: oneOf(SORTS, 'The order of results.'),
    cursor: text(CURSOR_MAX_LENGTH, 'Where to go on.'),
  },
  types: ['text/html'],
  reads: 'documents',
})

const SCRIPT = operation({
  path: ASSETS.scriptPath,
  summary: 'The script of the page',
  parameters: {},
  types: ['text/javascript'],
  isOpen: true,
  reads: 'nothing',
})

/** `/`, `/r/…`, `/compare`, and the script. */
export const page = (index: PagePorts): Hono => {
  const app = new Hono()
  const viewer = pageViewer(index)
  app.route('/', pageReference(index, viewer))
  serve(app, index, START, ({ q = '', sort, cursor }, context, ports) => {
    const site = viewer.siteOf(context)
    const isStart = q.trim() === '' && sort === undefined && cursor === undefined
    return viewer.show(context, ports.scope, isStart ? startView() : resultsView())

    // Of the documents that were just searched, or of newer ones.
    async function searchAge(): Promise<SearchAge> {
      const { ageMs, isStale } = await ports.documents()
      return { milliseconds: ageMs < 0 ? undefined : ageMs, isStale }
    }

    async function startView(): Promise<View> {
      const asked = searchAnswer(ports, '', { limit: RECENT, facets: ['namespace'] })
      const [recent, known] = await Promise.all([asked, viewer.freshness(ports.scope)])
      return {
        searchAge: await searchAge(),
        main: <Start site={site} recent={recent} freshness={known} />,
      }
    }

    async function resultsView(): Promise<View> {
      const answer = await searchAnswer(ports, q, { limit: RESULTS, sort, cursor, facets: FACETS })
      const isNothing = answer.items.length === 0 && answer.cursor === undefined
      const known = isNothing ? (await searchAnswer(ports, '', { limit: RECENT })).items : []
      const order = sort ?? parseQuery(q, ports.clock.now()).sort
      return {
        title: q.trim() === '' ? 'All repositories' : q,
        q,
        status: resultsStatus(answer),
        searchAge: await searchAge(),
        feed: `/feed.atom?${new URLSearchParams({ q })}`,
        main: <Results site={site} answer={answer} sort={order} isSorted={sort !== undefined} known={known} />,
      }
    }
  })
  serve(app, index, SCRIPT, () => {
    const headers = {
      'Content-Type': 'text/javascript; charset=utf-8',
      'Cache-Control': 'public, max-age=31536000, immutable',
    }
    return new Response(ASSETS.script, { headers })
  })
  return app
}
