// Search for scripts and the page: JSON, JSON by lines, CSV; page by page.

import { type Context, Hono } from 'hono'
import { find, type Page } from '../../search/find.ts'
import { parseQuery } from '../../search/query.ts'
import { defined } from '../../shared/defined.ts'
import { type IndexPorts, scopeOf } from '../api-ports.ts'
import { csv, FORMATS, type Format, formatOf, ndjson } from '../formats.ts'
import { HttpError } from '../http-error.ts'
import { operation, serve } from '../operation.ts'
import { oneOf, text, whole } from '../parameters.ts'
import { search as answer, found } from '../response-schemas.ts'
import { shownHit } from '../serialize.ts'

const PAGE_SIZE = 25
const MOST = 1000
const CURSOR_MOST = 3000

const paging = {
  limit: whole(1, MOST, `How many items; ${PAGE_SIZE} if not given.`),
  cursor: text(CURSOR_MOST, 'Where to go on: the cursor of the last page.'),
  format: oneOf(['json', 'ndjson', 'csv'], 'The form of the answer; `Accept` may name it too.'),
}
const types = [FORMATS.ndjson, 'text/csv']

export const SEARCH = operation({
  path: '/api/search',
  summary: 'Find repositories and tags; all of them, the newest first, where nothing is asked for',
  parameters: { q: text(256, 'Words, tags, digests, addresses and qualifiers; see the README.'), ...paging },
  answer,
  types,
})

export const RECENT = operation({
  path: '/api/recent',
  summary: 'All repositories, the one pushed last first',
  parameters: paging,
  answer,
  types,
})

/** With its qualifier and quotes it is a query. */
const VALUE_MOST = 240
const value = (about: string) => text(VALUE_MOST, about)
export const LOOKUP = operation({
  path: '/api/lookup',
  summary: 'Find tags by one of their values',
  parameters: {
    digest: value('Digest of the manifest, of its config or of a child, or how it starts.'),
    tag: value('The tag, or how it starts.'),
    revision: value('The commit it was built from, or how it starts.'),
    source: value('Address of the source, with or without its scheme.'),
    base: value('Name or digest of the image it is based on.'),
    ...paging,
  },
  answer,
  types,
})

/** `/api/search`, `/api/recent`, `/api/lookup`. */
export const apiSearch = (ports: IndexPorts): Hono => {
  const app = new Hono()
  const answerTo = async (context: Context, q: string, { limit, cursor, format }: Paging): Promise<Response> => {
    const query = parseQuery(q, ports.clock.now())
    const page = await find(ports.reader, scopeOf(ports), query, { limit: limit ?? PAGE_SIZE, cursor })
    return written(context, q, page, formatOf(format, context.req.header('accept')))
  }
  serve(app, ports, SEARCH, ({ q = '', ...rest }, context) => answerTo(context, q, rest))
  serve(app, ports, RECENT, (values, context) => answerTo(context, '', values))
  serve(app, ports, LOOKUP, ({ limit, cursor, format, ...values }, context) =>
    answerTo(context, lookupQuery(values), { limit, cursor, format }),
  )
  return app
}

interface Paging {
  readonly limit: number | undefined
  readonly cursor: string | undefined
  readonly format: Format | undefined
}

const lookupQuery = (values: Readonly<Record<string, string | undefined>>): string => {
  const given = Object.entries(values).filter((one): one is [string, string] => one[1] !== undefined)
  const [name, asked = ''] = given[0] ?? []
  if (name === undefined || given.length > 1)
    throw new HttpError(400, 'UNSUPPORTED', `give one of ${Object.keys(values).join(', ')}; given are ${given.length}`)
  // Quotes would end the value.
  const plain = asked.replaceAll('"', '')
  if (name === 'tag') return `:${plain}`
  if (name !== 'digest') return `${name}:"${plain}"`
  return `sha256:${plain.replace(/^sha256:/i, '')}`
}

const COLUMNS = Object.keys(found.shape)

const written = (context: Context, query: string, { hits, cursor, isPartial, suggestions }: Page, format: Format) => {
  const items = hits.map(shownHit)
  context.header('Vary', 'Accept', { append: true })
  if (cursor !== undefined) {
    const next = new URLSearchParams({ ...context.req.query(), cursor })
    context.header('Link', `<${context.req.path}?${next}>; rel="next"`)
  }
  if (format === 'json') {
    const more = { cursor, partial: isPartial ? (true as const) : undefined }
    return context.json({ query, items, ...defined(more), ...(suggestions.length === 0 ? {} : { suggestions }) })
  }
  // These forms have no place for it.
  if (isPartial) context.header('Registry-Index-Partial', 'true')
  const body = format === 'csv' ? csv(COLUMNS, items) : ndjson(items)
  return context.body(body, 200, { 'Content-Type': FORMATS[format] })
}
