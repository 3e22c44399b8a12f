// What was pushed last, for feed readers (RFC 4287).

import { Hono } from 'hono'
import { REPOSITORY_NAME_MAX } from '../../registry/layouts/name-grammar.ts'
import { repositoryName } from '../../registry/layouts/repository-id.ts'
import { find } from '../../search/find.ts'
import { timeOfPage } from '../../search/page-cursor.ts'
import { parseQuery } from '../../search/query/query.ts'
import { tagPage } from '../../search/tag-pages.ts'
import { type IndexPorts, searchPorts } from '../api-ports.ts'
import { HttpError } from '../http-error.ts'
import { operation, serve } from '../operation.ts'
import { text } from '../parameters.ts'
import { visibleRepository } from '../visible-repository.ts'

const ENTRIES = 50
const ATOM = 'application/atom+xml; charset=utf-8'

export const FEED = operation({
  path: '/feed.atom',
  summary: 'What was pushed last: of all, of what a query finds, or of one repository, as Atom',
  parameters: {
    q: text(256, 'Only what this query finds.'),
    repository: text(REPOSITORY_NAME_MAX, 'Only the tags of this repository.'),
  },
  types: ['application/atom+xml'],
  reads: 'documents',
})

interface Entry {
  /** The registry that the repository is in. */
  readonly registry: string
  readonly repository: string
  readonly tag: string
  readonly at: string
  readonly summary: string | undefined
}

/** `/feed.atom` */
export const feed = (ports: IndexPorts): Hono => {
  const app = new Hono()
  serve(app, ports, FEED, async ({ q, repository }, context) => {
    if (q !== undefined && repository !== undefined)
      throw new HttpError(400, 'UNSUPPORTED', 'both q and repository are given; give one of them')
    const { entries, isStale } =
      repository === undefined ? await pushed(ports, q ?? '') : await pushedTo(ports, repository)
    const title = repository ?? (q === undefined ? 'All repositories' : `Search: ${q}`)
    if (isStale) context.header('true')
    return context.body(atom(title, new URL(context.req.url), entries), 200, { 'Content-Type': ATOM })
  })
  return app
}

const pushed = async (ports: IndexPorts, q: string): Promise<{ entries: Entry[]; isStale: boolean }> => {
  const now = timeOfPage(undefined, ports.clock.now())
  const query = parseQuery(q, now)
  const { search, scope, isStale } = await searchPorts(ports)
  const { hits } = await find(search, scope, query, { limit: ENTRIES, sort: 'newest', now })
  const entries = hits.map(
    ({ id, document, match }): Entry => ({
      registry: document.registry,
      repository: repositoryName(id),
      tag: match ?? document.newestTag ?? '',
      at: document.pushedAt ?? '',
      summary: document.description,
    }),
  )
  return { entries: entries.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0)), isStale }
}

const pushedTo = async (ports: IndexPorts, name: string): Promise<{ entries: Entry[]; isStale: boolean }> => {
  const found = await visibleRepository(ports, name)
  if (found === undefined)
    throw new HttpError(404, 'NAME_UNKNOWN', `the index has no repository "${name}"; search for it`)
  const page = await tagPage(ports.tags, found.id, { order: 'newest', start: '', limit: ENTRIES, cursor: undefined })
  const { registry, description: summary } = found.document
  const entries = page.tags.map(({ tag, pushedAt }) => ({ registry, repository: name, tag, at: pushedAt, summary }))
  return { entries, isStale: false }
}

const atom = (title: string, self: URL, entries: readonly Entry[]): string =>
  [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    `<title>${xml(title)}</title>`,
    `<id>${xml(`urn:registry-index:feed:${self.host}:${self.searchParams}`)}</id>`,
    `<link rel="self" type="application/atom+xml" href="${xml(self.pathname + self.search)}"/>`,
    `<updated>${entries[0]?.at ?? '1970-01-01T00:00:00Z'}</updated>`,
    '<author><name>registry-index</name></author>',
    ...entries.map(
      ({ registry, repository, tag, at, summary }) =>
        `<entry><title>${xml(`${repository}:${tag}`)}</title>` +
        `<id>${xml(`urn:registry-index:${registry}:${encodeURIComponent(repository)}:${tag}:${at}`)}</id>` +
        `<updated>${at}</updated>` +
        `<link rel="alternate" type="application/json" href="${xml(addressOf(repository, tag))}"/>` +
        `${summary === undefined ? '' : `<summary>${xml(summary)}</summary>`}</entry>`,
    ),
    '</feed>',
    '',
  ].join('\n')

// `/-` ends a name of which a part is `tags`.
const addressOf = (repository: string, tag: string): string => {
  const parts = repository.split('/')
  const name = parts.map(encodeURIComponent).join('/')
  return `/api/repositories/${name}${parts.includes('tags') ? '/-' : ''}/tags/${encodeURIComponent(tag)}`
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
])

// XML can't write control characters and two others at all; texts of the index have none, a query may.
const xml = (text: string): string =>
  text.replace(/[\p{Cc}\ufffe\uffff]/gu, ' ').replace(/[&<>"]/g, (character) => ENTITIES.get(character) ?? '')
