// What was pushed last, for feed readers (RFC 4287).

import { Hono } from 'hono'
import { REPOSITORY_NAME_MAX } from '../../registry/layouts/name-grammar.ts'
import { repositoryName } from '../../registry/layouts/repository-id.ts'
import { find, newestFirst } from '../../search/find.ts'
import { parseQuery, type Query } from '../../search/query.ts'
import { tagPage } from '../../search/tag-pages.ts'
import { type IndexPorts, scopeOf } from '../api-ports.ts'
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
})

interface Entry {
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
    const entries = repository === undefined ? await pushed(ports, q ?? '') : await pushedTo(ports, repository)
    const title = repository ?? (q === undefined ? 'All repositories' : `Search: ${q}`)
    const query = new URLSearchParams(context.req.query()).toString()
    return context.body(atom(title, `urn:registry-index:feed:${query}`, entries), 200, { 'Content-Type': ATOM })
  })
  return app
}

const pushed = async (ports: IndexPorts, q: string): Promise<Entry[]> => {
  const query = parseQuery(q, ports.clock.now())
  const found = (asked: Query) => find(ports.reader, scopeOf(ports), asked, { limit: ENTRIES })
  const best = await found(query)
  // Of many, those that match best need not be the ones pushed last.
  const isAll = best.cursor === undefined || query.lookup !== undefined
  const { hits } = isAll ? best : await found(newestFirst(query))
  const entries = hits.map(
    ({ row, tag }): Entry => ({
      repository: repositoryName(row.name),
      tag: tag ?? row.newest?.slice(21) ?? '',
      at: row.pushedAt ?? '',
      summary: row.description,
    }),
  )
  return entries.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
}

const pushedTo = async (ports: IndexPorts, name: string): Promise<Entry[]> => {
  const row = await visibleRepository(ports, name)
  if (row === undefined)
    throw new HttpError(404, 'NAME_UNKNOWN', `the index has no repository "${name}"; search for it`)
  const page = await tagPage(ports.tags, row.name, { order: 'newest', start: '', limit: ENTRIES, cursor: undefined })
  return page.tags.map(({ tag, pushedAt }) => ({ repository: name, tag, at: pushedAt, summary: row.description }))
}

const atom = (title: string, id: string, entries: readonly Entry[]): string =>
  [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    `<title>${xml(title)}</title>`,
    `<id>${xml(id)}</id>`,
    `<updated>${entries[0]?.at ?? '1970-01-01T00:00:00Z'}</updated>`,
    '<author><name>registry-index</name></author>',
    ...entries.map(
      ({ repository, tag, at, summary }) =>
        `<entry><title>${xml(`${repository}:${tag}`)}</title>` +
        `<id>${xml(`urn:registry-index:${encodeURIComponent(repository)}:${tag}:${at}`)}</id>` +
        `<updated>${at}</updated>` +
        `<link rel="alternate" href="/?image=${xml(encodeURIComponent(`${repository}:${tag}`))}"/>` +
        `${summary === undefined ? '' : `<summary>${xml(summary)}</summary>`}</entry>`,
    ),
    '</feed>',
    '',
  ].join('\n')

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
])

// XML can't write control characters and two others at all; texts of the index have none, a query may.
const xml = (text: string): string =>
  text.replace(/[\p{Cc}\ufffe\uffff]/gu, ' ').replace(/[&<>"]/g, (character) => ENTITIES.get(character) ?? '')
