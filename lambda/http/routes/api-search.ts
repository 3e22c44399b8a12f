// Search for scripts and the page: JSON, JSON by lines, CSV; page by page.

import { type Context, Hono } from 'hono'
import { TAG_NAME_MAX, tagWritten } from '../../registry/layouts/name-grammar.ts'
import { FACETS, type Facet, SORTS, type Sort } from '../../search/memory/documents.ts'
import { QUERY_MAX_LENGTH } from '../../search/query/query.ts'
import { csv, FORMATS, type Format, formatOf, ndjson } from '../answers/formats.ts'
import { search as answer, found } from '../answers/response-schemas.ts'
import { CURSOR_MAX_LENGTH, type SearchAnswer, searchAnswer } from '../answers/search-answer.ts'
import type { CallerPorts, IndexPorts } from '../api-ports.ts'
import { HttpError } from '../http-error.ts'
import { operation, serve } from '../operation.ts'
import { OWN_HEADER } from '../own-headers.ts'
import { matching, oneOf, someOf, text, wholeAtMost } from '../parameters.ts'

const PAGE_SIZE = 25
const MAX_PAGE_SIZE = 1000

const paging = {
  limit: wholeAtMost(1, MAX_PAGE_SIZE, `How many items; ${PAGE_SIZE} if not given, ${MAX_PAGE_SIZE} at most.`),
  cursor: text(CURSOR_MAX_LENGTH, 'Where to go on: the cursor of the last page.'),
  facets: someOf(FACETS, 'Facets to count over all results, with commas between them.'),
  format: oneOf(['json', 'ndjson', 'csv'], 'The form of the answer; `Accept` may name it too.'),
}
const sort = oneOf(
  SORTS,
  'The order of the items. If not given: relevance if there are words; else the newest first, of `older:` the oldest, of `namespace:` by name. Tags that are found by a value come by value.',
)
const types = [FORMATS.ndjson, 'text/csv']

export const SEARCH = operation({
  path: '/api/search',
  summary: 'Find repositories and tags; all of them, the newest first, where nothing is asked for',
  about:
    'Words, tags, digests, git revisions, addresses and qualifiers in one query, as the search box of the page takes them. An answer has all results by its pages: ask again with the same query and `cursor` until there is none',
  parameters: {
    q: text(QUERY_MAX_LENGTH, 'Words, tags, digests, addresses and qualifiers; see the README.'),
    sort,
    ...paging,
  },
  answer,
  types,
  reads: 'documents',
})

export const RECENT = operation({
  path: '/api/recent',
  summary: 'All repositories, the one pushed last first',
  about: 'What was pushed last, by repository, page by page as a search',
  parameters: paging,
  answer,
  types,
  reads: 'documents',
})

/** A tag, perhaps with a plus, which is a space where it is not encoded. */
const WRITTEN_TAG = String.raw`\w[\w.+ -]{0,${TAG_NAME_MAX - 1}}`
/** With its qualifier and quotes it is a query. */
const VALUE_MAX_LENGTH = QUERY_MAX_LENGTH - 16
const value = (about: string) => text(VALUE_MAX_LENGTH, about)
export const LOOKUP = operation({
  path: '/api/lookup',
  summary: 'Find tags by one of their values, or repositories by the source of the tag that represents them',
  about:
    'Give exactly one of digest, tag, revision, source, base and label. It is what scripts ask that start from a value: which tags is this commit in, what is built on that base',
  parameters: {
    digest: matching(
      '([Ss][Hh][Aa](256|512):)?[0-9A-Fa-f]{2,128}',
      '2 to 128 hexadecimal digits, which sha256: or sha512: may stand before',
      'Digest of the manifest, of its config or of a child, or how it starts.',
    ),
    tag: matching(
      `${WRITTEN_TAG}\\**`,
      'the beginning of a tag: 1 to 128 letters, digits, dots, underscores, hyphens and pluses, with a letter, a digit or an underscore first',
      'The tag, or how it starts; a plus stands for an underscore, as the version of a chart has it.',
    ),
    revision: value('The commit it was built from, or how it starts.'),
    source: value('Address of the source, with or without its scheme.'),
    base: value('Name or digest of the image it is based on.'),
    label: value('Key of a label or annotation, or key=value; with a star at its end how the value starts.'),
    sort,
    ...paging,
  },
  answer,
  types,
  reads: 'documents',
})

/** `/api/search`, `/api/recent`, `/api/lookup`. */
export const apiSearch = (index: IndexPorts): Hono => {
  const app = new Hono()
  const answerTo = async (
    ports: CallerPorts,
    context: Context,
    q: string,
    { limit = PAGE_SIZE, format, ...options }: Paging,
  ) =>
    written(
      context,
      await searchAnswer(ports, q, { limit, ...options }),
      formatOf(format, context.req.header('accept')),
    )
  serve(app, index, SEARCH, ({ q = '', ...rest }, context, ports) => answerTo(ports, context, q, rest))
  serve(app, index, RECENT, (values, context, ports) => answerTo(ports, context, '', values))
  serve(app, index, LOOKUP, ({ limit, cursor, format, sort, facets, ...values }, context, ports) =>
    answerTo(ports, context, lookupQuery(values), { limit, cursor, format, sort, facets }),
  )
  return app
}

interface Paging {
  readonly limit: number | undefined
  readonly cursor: string | undefined
  readonly format: Format | undefined
  readonly facets: readonly Facet[] | undefined
  readonly sort?: Sort | undefined
}

const lookupQuery = (values: Readonly<Record<string, string | undefined>>): string => {
  const given = Object.entries(values).filter((one): one is [string, string] => one[1] !== undefined)
  const [name, asked = ''] = given[0] ?? []
  if (name === undefined || given.length > 1)
    throw new HttpError(400, 'UNSUPPORTED', `give one of ${Object.keys(values).join(', ')}; given are ${given.length}`)
  // Quotes would end the value.
  const plain = asked.replaceAll('"', '')
  if (name === 'tag') return `:${tagWritten(plain)}`
  if (name !== 'digest') return `${name}:"${plain}"`
  // Lookups have digests without their algorithm.
  return `sha256:${plain.slice(plain.indexOf(':') + 1)}`
}

const COLUMNS = Object.keys(found.shape)

const written = (context: Context, document: SearchAnswer, format: Format) => {
  const { items, cursor, total, complete, stale } = document
  context.header('Vary', 'Accept', { append: true })
  if (cursor !== undefined) {
    const next = new URLSearchParams({ ...context.req.query(), cursor })
    context.header('Link', `<${context.req.path}?${next}>; rel="next"`)
  }
  if (format === 'json') return context.json(document)
  // These forms have no place for it.
  if (total !== undefined) context.header(OWN_HEADER.total, `${total}`)
  if (!complete) context.header(OWN_HEADER.partial, 'true')
  if (stale) context.header(OWN_HEADER.stale, 'true')
  const body = format === 'csv' ? csv(COLUMNS, items) : ndjson(items)
  return context.body(body, 200, { 'Content-Type': FORMATS[format] })
}
