// What was pushed last, for feed readers (RFC 4287).

import { Hono } from 'hono'
import { REPOSITORY_NAME_MAX } from '../../registry/layouts/name-grammar.ts'
import { repositoryName } from '../../registry/layouts/repository-id.ts'
import { find } from '../../search/find.ts'
import { timeOfPage } from '../../search/page-cursor.ts'
import { QUERY_MAX_LENGTH } from '../../search/query/query.ts'
import { tagPage } from '../../search/tag-pages.ts'
import { type AtomEntry, atom } from '../answers/atom.ts'
import { queryOf } from '../answers/query-of.ts'
import { type VisibleRepository, visibleRepository } from '../answers/visible-repository.ts'
import { type CallerPorts, type IndexPorts, searchPorts } from '../api-ports.ts'
import { HttpError } from '../http-error.ts'
import { operation, serve } from '../operation.ts'
import { OWN_HEADER } from '../own-headers.ts'
import { text } from '../parameters.ts'
import { titleOf } from '../site.ts'

const ENTRIES = 50
const ATOM = 'application/atom+xml; charset=utf-8'

export const FEED = operation({
  path: '/feed.atom',
  summary: 'What was pushed last: of all, of what a query finds, or of one repository, as Atom',
  about: 'The newest 50. Give q or repository or neither',
  parameters: {
    q: text(QUERY_MAX_LENGTH, 'Only what this query finds.'),
    repository: text(REPOSITORY_NAME_MAX, 'Only the tags of this repository.'),
  },
  types: ['application/atom+xml'],
  reads: 'documents',
})

/** `/feed.atom` */
export const feed = (index: IndexPorts): Hono => {
  const app = new Hono()
  serve(app, index, FEED, async ({ q, repository }, context, ports) => {
    if (q !== undefined && repository !== undefined)
      throw new HttpError(400, 'UNSUPPORTED', 'both q and repository are given; give one of them')
    const { entries, isStale } =
      repository === undefined ? await pushed(ports, q ?? '') : await pushedTo(ports, repository)
    const self = new URL(context.req.url)
    const of = repository ?? (q === undefined ? 'All repositories' : `Search: ${q}`)
    const title = `${of} · ${titleOf(ports.site ?? {}, self.host)}`
    const page = repository === undefined ? searchAddress(q) : pageAddress(repository)
    if (isStale) context.header(OWN_HEADER.stale, 'true')
    return context.body(atom({ title, self, page }, entries), 200, { 'Content-Type': ATOM })
  })
  return app
}

const pushed = async (ports: CallerPorts, q: string): Promise<{ entries: AtomEntry[]; isStale: boolean }> => {
  const now = timeOfPage(undefined, ports.clock.now())
  const query = queryOf(ports, q, now)
  const { search, scope, isStale } = await searchPorts(ports)
  const { hits, corrected, missing } = await find(search, scope, query, { limit: ENTRIES, sort: 'newest', now })
  // Who waits for a tag or a name wants to hear of nothing else until it is there.
  // Of what is not read yet nobody knows when it was pushed.
  const asked =
    corrected === undefined && missing === undefined
      ? hits.filter(({ document }) => document.pushedAt !== undefined)
      : []
  const entries = asked.map(
    ({ id, document, match }): AtomEntry =>
      entryOf(ports, { id, document }, match ?? document.newestTag ?? '', document.pushedAt ?? ''),
  )
  return { entries: entries.sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0)), isStale }
}

const pushedTo = async (ports: CallerPorts, name: string): Promise<{ entries: AtomEntry[]; isStale: boolean }> => {
  // The route has documents read, which this does without: so it checks for itself whether rows may be read.
  await ports.readable()
  const found = await visibleRepository(ports, name)
  if (found === undefined)
    throw new HttpError(404, 'NAME_UNKNOWN', `the index has no repository "${name}"; search for it`)
  const page = await tagPage(ports.tags, found.id, { order: 'newest', start: '', limit: ENTRIES, cursor: undefined })
  return { entries: page.tags.map(({ tag, pushedAt }) => entryOf(ports, found, tag, pushedAt)), isStale: false }
}

const entryOf = (ports: IndexPorts, { id, document }: VisibleRepository, tag: string, at: string): AtomEntry => {
  const repository = repositoryName(id)
  // Without it the first layout that has the name is meant.
  const layout = document.layout === ports.layouts.all[0]?.id ? undefined : document.layout
  const page = pageAddress(repository, tag, layout)
  return { registry: document.registry, repository, tag, at, summary: document.description, page }
}

// After `/r/` the page takes what one pulls.
const pageAddress = (name: string, tag = '', layout?: string): string => {
  const path = name.split('/').map(encodeURIComponent).join('/')
  const query = layout === undefined ? '' : `?${new URLSearchParams({ layout })}`
  return `/r/${path}${tag === '' ? '' : `:${encodeURIComponent(tag)}`}${query}`
}

const searchAddress = (q: string | undefined): string => (q === undefined ? '/' : `/?${new URLSearchParams({ q })}`)
