// What of the registry protocol the index answers in the registry's stead.

import { type Context, Hono } from 'hono'
import { DISTRIBUTION } from '../../names/layouts.ts'
import { REPOSITORY_NAME_MAX, TAG_NAME_MAX } from '../../registry/layouts/name-grammar.ts'
import * as answers from '../answers/response-schemas.ts'
import { refuseUnread } from '../answers/unread.ts'
import { visibleRepository } from '../answers/visible-repository.ts'
import { type IndexPorts, searchPorts } from '../api-ports.ts'
import { HttpError } from '../http-error.ts'
import { operation, serve } from '../operation.ts'
import { OWN_HEADER } from '../own-headers.ts'
import { text, whole, wholeAtMost } from '../parameters.ts'

/** Default and greatest page, as in distribution (`catalog.maxentries`, `tags.maxtags`). */
const MAX_PAGE_SIZE = 1000

const HOW_MANY = `How many; ${MAX_PAGE_SIZE} if not given, and at most.`

export const V2_BASE = operation({
  path: '/v2/',
  summary: 'Whether this is a registry v2, and whether the caller is signed in',
  about: 'By this clients sign in: 401 with a challenge where they have to, else 200',
  parameters: {},
  answer: answers.v2Base,
  // Signing in must work whatever the index is.
  reads: 'nothing',
})

export const V2_CATALOG = operation({
  path: '/v2/_catalog',
  summary: 'All repositories, as bytes sort',
  // Distribution refuses a larger page of its catalog, and not one of tags.
  about:
    'The next page is in the header `Link`. It lists repositories of the layout `distribution` only, as the registry itself would',
  parameters: {
    n: whole(0, MAX_PAGE_SIZE, HOW_MANY),
    last: text(REPOSITORY_NAME_MAX, 'Only names that come after this one.'),
  },
  answer: answers.v2Catalog,
  reads: 'documents',
})

export const V2_TAGS = operation({
  path: '/v2/{name}/tags/list',
  summary: 'All tags of a repository, as bytes sort',
  about:
    'The next page is in the header `Link`. While a repository is not wholly read for the first time the answer is 503, never a part of the list',
  parameters: {
    n: wholeAtMost(0, MAX_PAGE_SIZE, HOW_MANY),
    last: text(TAG_NAME_MAX, 'Only tags that come after this one.'),
  },
  answer: answers.v2Tags,
})

/** `/v2/` for signing in, `/v2/_catalog` (podman falls back to it when it is signed in), `/v2/<name>/tags/list`. */
export const v2 = (index: IndexPorts): Hono => {
  const app = new Hono()
  app.use('/v2/*', async (context, next) => {
    await next()
    context.header('Docker-Distribution-Api-Version', 'registry/2.0')
  })
  serve(app, index, V2_BASE, (_, context) => context.json({}))
  serve(app, index, V2_CATALOG, async ({ n = MAX_PAGE_SIZE, last = '' }, context, ports) => {
    const { search, scope, isStale } = await searchPorts(ports)
    // It speaks for v2 only. One more than asked for tells whether there is a next page.
    const names = n === 0 ? [] : search.documents.names(DISTRIBUTION.id, last, n + 1, scope)
    if (isStale) context.header(OWN_HEADER.stale, 'true')
    return context.json({ repositories: page(context, names, n, '/v2/_catalog') })
  })
  serve(app, index, V2_TAGS, async ({ n = MAX_PAGE_SIZE, last }, context, ports) => {
    const { name = '' } = context.req.param()
    const found = await visibleRepository(ports, name, DISTRIBUTION.id)
    if (found === undefined)
      throw new HttpError(404, 'NAME_UNKNOWN', 'repository name not known to registry', {
        name: name.slice(0, REPOSITORY_NAME_MAX),
      })
    refuseUnread(found)
    const after = last === undefined ? undefined : { tag: last, key: last }
    const tags = n === 0 ? [] : await ports.tags.tagsBy(found.id, 'name', { after, limit: n + 1 })
    const path = `/v2/${name}/tags/list`
    return context.json({
      name,
      tags: page(
        context,
        tags.map(({ tag }) => tag),
        n,
        path,
      ),
    })
  })
  return app
}

// One more than asked for tells whether there is a next page.
const page = (context: Context, items: readonly string[], n: number, path: string): string[] => {
  const some = items.slice(0, n)
  if (items.length > n && n > 0)
    context.header('Link', `<${path}?last=${encodeURIComponent(some.at(-1) ?? '')}&n=${n}>; rel="next"`)
  return some
}
