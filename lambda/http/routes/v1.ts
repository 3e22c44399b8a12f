// What registry v1 answered, which docker and podman still ask.

import { Hono } from 'hono'
import { OPEN_PATHS } from '../../names/front.ts'
import { DOCKER_V1 } from '../../names/layouts.ts'
import { repositoryName } from '../../registry/layouts/repository-id.ts'
import { find } from '../../search/find.ts'
import type { Hit, Page, PageOptions } from '../../search/page.ts'
import { timeOfPage } from '../../search/page-cursor.ts'
import { QUERY_MAX_LENGTH } from '../../search/query/query.ts'
import { queryOf } from '../answers/query-of.ts'
import * as answers from '../answers/response-schemas.ts'
import { refuseUnread, unreadText } from '../answers/unread.ts'
import { visibleRepository } from '../answers/visible-repository.ts'
import { type IndexPorts, searchPorts } from '../api-ports.ts'
import { HttpError } from '../http-error.ts'
import { operation, serve } from '../operation.ts'
import { OWN_HEADER } from '../own-headers.ts'
import { text, whole, wholeAtMost } from '../parameters.ts'

const PAGE_SIZE = 25
/** How far pages go: these clients know no cursor. */
const MAX_RESULTS = 1000
/** Tags of a repository; more would not fit what a Lambda may answer, 6 MB. */
const MAX_TAGS = 20_000

// Open: docker asks it before it sends credentials.
export const V1_PING = operation({
  path: OPEN_PATHS.ping,
  summary: 'Whether this is a registry v1, as docker asks',
  about: 'Open to all: docker asks it before it sends credentials',
  parameters: {},
  answer: answers.v1Ping,
  isOpen: true,
})

export const V1_SEARCH = operation({
  path: '/v1/search',
  summary:
    'Search as docker and podman ask for it; `num_results` counts the names on all pages, as registry v1 did; ' +
    `over two layouts, and of values of tags, those of the first ${MAX_RESULTS} results`,
  about:
    'For clients that know nothing else. Scripts get more from `/api/search`, which has cursors in place of the limit of pages',
  parameters: {
    q: text(QUERY_MAX_LENGTH, 'What to look for.'),
    n: wholeAtMost(1, MAX_RESULTS, `How many; ${PAGE_SIZE} if not given, ${MAX_RESULTS} at most.`),
    page: whole(1, MAX_RESULTS, `Which page; page x n may be ${MAX_RESULTS} at most.`),
  },
  answer: answers.v1Search,
  reads: 'documents',
})

export const V1_TAGS = operation({
  path: '/v1/repositories/{name}/tags',
  summary: 'Tags and image ids of a registry v1; of others tags and digests',
  about: 'A name without a slash is looked for below `library/` too, as docker does',
  parameters: {},
  answer: answers.v1Tags,
})

/** `/v1/_ping`, `/v1/search`, `/v1/repositories/<name>/tags`. */
export const v1 = (index: IndexPorts): Hono => {
  const { clock, store } = index
  const app = new Hono()
  serve(app, index, V1_PING, (_, context) => context.json({ standalone: true }))
  // To the anonymous never 200 where sign-in is on: podman would stop here instead of asking /v2/_catalog signed in.
  serve(app, index, V1_SEARCH, async ({ q = '', n: limit = PAGE_SIZE, page = 1 }, context, ports) => {
    if (page * limit > MAX_RESULTS)
      throw new HttpError(400, 'UNSUPPORTED', `page x n is ${page * limit}; at most ${MAX_RESULTS} are allowed`)
    const { search, scope, isStale } = await searchPorts(ports)
    const now = timeOfPage(undefined, clock.now())
    const isOfOneLayout = ports.layouts.all.length === 1
    const found = async (text: string): Promise<Names> => {
      const query = queryOf(ports, text, now)
      const asked = (options: Omit<PageOptions, 'now'>) => find(search, scope, query, { ...options, now })
      return isOfOneLayout && query.lookup === undefined
        ? namesOnce(asked, limit, page)
        : distinctNames(asked, limit, page)
    }
    const first = await found(q)
    const { corrected: meant } = first
    const { results, count } = meant === undefined ? first : await found(meant)
    if (isStale) context.header(OWN_HEADER.stale, 'true')
    return context.json({
      query: q,
      num_results: count,
      num_pages: Math.ceil(count / limit),
      page,
      page_size: limit,
      results: results.map(result),
    })
  })
  serve(app, index, V1_TAGS, async (_, context, ports) => {
    const { name = '' } = context.req.param()
    const found =
      (await visibleRepository(ports, name, DOCKER_V1.id)) ??
      (await visibleRepository(ports, name)) ??
      (await visibleRepository(ports, `library/${name}`))
    if (found === undefined) throw new HttpError(404, 'NAME_UNKNOWN', 'Repository not found')
    refuseUnread(found)
    const tags: [string, string][] = []
    for await (const { tag, brief } of store.briefs(found.id)) {
      if (tags.length === MAX_TAGS)
        throw new HttpError(
          413,
          'UNSUPPORTED',
          `the repository has more than ${MAX_TAGS} tags; ask /v2/${name}/tags/list`,
        )
      if (brief?.digest !== undefined) tags.push([tag, brief.digest])
    }
    return context.json(Object.fromEntries(tags))
  })
  return app
}

interface Names {
  readonly results: readonly Hit[]
  /** How many names there are on all pages. */
  readonly count: number
  /** What was meant. It may ask for values, so that its names must be counted in another way. */
  readonly corrected: string | undefined
}
type Find = (options: Omit<PageOptions, 'now'>) => Promise<Page>

// Every result is another name.
const namesOnce = async (found: Find, limit: number, page: number): Promise<Names> => {
  const { hits, total, corrected } = await found({ limit, skip: (page - 1) * limit })
  return { results: hits, count: total ?? hits.length, corrected }
}

// A name may stand in two layouts, and with several of its tags; clients know but one of it. As many results as pages can
// reach are looked at, so that no page has less. The names of those are counted, and no others: of the results behind them
// nobody knows how many are further names.
const distinctNames = async (found: Find, limit: number, page: number): Promise<Names> => {
  const { hits, corrected } = await found({ limit: MAX_RESULTS })
  const names = new Set<string>()
  const distinct = hits.filter(({ id }) => names.size < names.add(repositoryName(id)).size)
  return { results: distinct.slice((page - 1) * limit, page * limit), count: distinct.length, corrected }
}

// Docker refuses the whole answer for one field of another type (facts/registry.md, C1).
const result = ({ id, document }: Hit) => ({
  name: repositoryName(id),
  description: document.description ?? known(document),
  star_count: 0,
  is_official: false,
  is_automated: false,
})

// Without a description: what is known.
const known = ({ visible, unread = 0, pushedAt, platforms = [] }: Hit['document']): string =>
  [
    `${visible} ${visible === 1 ? 'tag' : 'tags'}${unreadText({ tags: visible, unread })}`,
    ...(pushedAt === undefined ? [] : [`newest ${pushedAt.slice(0, 10)}`]),
    ...(platforms.length === 0 ? [] : [platforms.join(' ')]),
  ].join(', ')
