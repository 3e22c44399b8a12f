// What registry v1 answered, which docker and podman still ask.

import { Hono } from 'hono'
import type { RepositoryRow } from '../../model/row-schemas.ts'
import { DOCKER_V1 } from '../../names.ts'
import { repositoryName } from '../../registry/layouts/repository-id.ts'
import { find, type Hit, type Page } from '../../search/find.ts'
import { parseQuery } from '../../search/query.ts'
import { QueryError } from '../../search/query-error.ts'
import { type IndexPorts, scopeOf } from '../api-ports.ts'
import { HttpError } from '../http-error.ts'
import { operation, serve } from '../operation.ts'
import { text, whole, wholeAtMost } from '../parameters.ts'
import * as answers from '../response-schemas.ts'
import { visibleRepository } from '../visible-repository.ts'

const PAGE_SIZE = 25
/** How far pages go: every page reads what is before it. */
const FARTHEST = 1000
/** Tags of a repository; more would not fit what a Lambda may answer, 6 MB. */
const MOST_TAGS = 20_000

// Open: docker asks it before it sends credentials.
export const V1_PING = operation({
  path: '/v1/_ping',
  summary: 'Whether this is a registry v1, as docker asks',
  parameters: {},
  answer: answers.v1Ping,
  isOpen: true,
})

export const V1_SEARCH = operation({
  path: '/v1/search',
  summary: 'Search as docker and podman ask for it',
  parameters: {
    q: text(256, 'What to look for.'),
    n: wholeAtMost(1, FARTHEST, `How many; ${PAGE_SIZE} if not given, ${FARTHEST} at most.`),
    page: whole(1, FARTHEST, `Which page; page x n may be ${FARTHEST} at most.`),
  },
  answer: answers.v1Search,
})

export const V1_TAGS = operation({
  path: '/v1/repositories/{name}/tags',
  summary: 'Tags and image ids of a registry v1; of others tags and digests',
  parameters: {},
  answer: answers.v1Tags,
})

/** `/v1/_ping`, `/v1/search`, `/v1/repositories/<name>/tags`. */
export const v1 = (ports: IndexPorts): Hono => {
  const { reader, clock, store } = ports
  const app = new Hono()
  serve(app, ports, V1_PING, (_, context) => context.json({ standalone: true }))
  // To the anonymous never 200 where sign-in is on: podman would stop here instead of asking /v2/_catalog signed in.
  serve(app, ports, V1_SEARCH, async ({ q = '', n: limit = PAGE_SIZE, page = 1 }, context) => {
    if (page * limit > FARTHEST)
      throw new HttpError(400, 'UNSUPPORTED', `page x n is ${page * limit}; at most ${FARTHEST} are allowed`)
    const options = { limit, skip: (page - 1) * limit }
    const found = async (text: string) => find(reader, scopeOf(ports), parseQuery(text, clock.now()), options)
    const { hits, suggestions } = await found(q)
    const meant = hits.length > 0 || suggestions[0] === undefined ? hits : await meantHits(found(suggestions[0]))
    const results = distinct(meant.map(({ row }) => row)).map(result)
    return context.json({ query: q, num_results: results.length, results })
  })
  serve(app, ports, V1_TAGS, async (_, context) => {
    const { name = '' } = context.req.param()
    const row =
      (await visibleRepository(ports, name, DOCKER_V1.id)) ??
      (await visibleRepository(ports, name)) ??
      (await visibleRepository(ports, `library/${name}`))
    if (row === undefined) throw new HttpError(404, 'NAME_UNKNOWN', 'Repository not found')
    const tags: [string, string][] = []
    for await (const { tag, brief } of store.briefs(row.name)) {
      if (tags.length === MOST_TAGS)
        throw new HttpError(
          413,
          'UNSUPPORTED',
          `the repository has more than ${MOST_TAGS} tags; ask /v2/${name}/tags/list`,
        )
      if (brief?.digest !== undefined) tags.push([tag, brief.digest])
    }
    return context.json(Object.fromEntries(tags))
  })
  return app
}

// These clients can't show suggestions, so they get what the likeliest finds. It may be no query of its own: then nothing.
const meantHits = (page: Promise<Page>): Promise<readonly Hit[]> =>
  page.then(
    ({ hits }) => hits,
    (error: unknown) => {
      if (error instanceof QueryError) return []
      throw error
    },
  )

// A name may stand in two layouts, and with several of its tags; clients know but one of it.
const distinct = (rows: readonly RepositoryRow[]): RepositoryRow[] => {
  const names = rows.map(({ name }) => repositoryName(name))
  return rows.filter((_, at) => names.indexOf(names[at] ?? '') === at)
}

// Docker refuses the whole answer for one field of another type (facts/registry.md, C1).
const result = (row: RepositoryRow) => ({
  name: repositoryName(row.name),
  description: row.description ?? known(row),
  star_count: 0,
  is_official: false,
  is_automated: false,
})

// Without a description: what is known.
const known = ({ visible, pushedAt, platforms = [] }: RepositoryRow): string =>
  [
    `${visible} ${visible === 1 ? 'tag' : 'tags'}`,
    ...(pushedAt === undefined ? [] : [`newest ${pushedAt.slice(0, 10)}`]),
    ...(platforms.length === 0 ? [] : [platforms.join(' ')]),
  ].join(', ')
