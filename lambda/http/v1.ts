// The search of registry v1, which docker and podman still speak.

import { Hono } from 'hono'
import type { RepositoryRow } from '../index/records.ts'
import { repositoryName } from '../registry/repository-id.ts'
import { find } from '../search/find.ts'
import { signedIn } from './access.ts'
import { HttpError } from './errors.ts'
import { wholeNumber } from './parameters.ts'
import { type IndexPorts, scopeOf } from './ports.ts'
import { v1Tags } from './v1-tags.ts'

const PAGE_SIZE = 25
/** How far pages go: every page reads what is before it. */
const FARTHEST = 1000

/** `/v1/_ping`, `/v1/search`, and `/v1/repositories/<name>/tags`. */
export const v1 = (ports: IndexPorts): Hono => {
  const { reader, access, readable } = ports
  const app = new Hono()
  // Open: docker asks it before it sends credentials.
  app.get('/_ping', (context) => context.json({ standalone: true }))
  // To the anonymous never 200 where sign-in is on: podman would stop here instead of asking /v2/_catalog signed in.
  app.get('/search', signedIn(access), async (context) => {
    await readable()
    const refuse = (_value: string, message: string) => new HttpError(400, 'PAGINATION_NUMBER_INVALID', message)
    const limit = wholeNumber(context, 'n', { least: 1, most: FARTHEST }, refuse) ?? PAGE_SIZE
    const page = wholeNumber(context, 'page', { least: 1, most: FARTHEST }, refuse) ?? 1
    if (page * limit > FARTHEST)
      throw new HttpError(
        400,
        'PAGINATION_NUMBER_INVALID',
        `page x n is ${page * limit}; at most ${FARTHEST} are allowed`,
      )
    const q = context.req.query('q') ?? ''
    const rows = distinct(await find(reader, scopeOf(ports), q, { limit, skip: (page - 1) * limit }))
    return context.json({ query: q, num_results: rows.length, results: rows.map(result) })
  })
  app.get('/repositories/:name{.+}/tags', signedIn(access), v1Tags(ports))
  return app
}

// A name may stand in two layouts; clients know but one of it.
const distinct = (rows: readonly RepositoryRow[]): RepositoryRow[] =>
  [...new Map(rows.toReversed().map((row) => [repositoryName(row.name), row])).values()].reverse()

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
