// What of the registry protocol the index answers in the registry's stead.

import { Hono } from 'hono'
import { DISTRIBUTION } from '../names.ts'
import { signedIn } from './access.ts'
import { HttpError } from './errors.ts'
import { wholeNumber } from './parameters.ts'
import type { IndexPorts } from './ports.ts'

/** Default and greatest page of the catalog, as in distribution (`catalog.maxentries`). */
const CATALOG_MOST = 1000

const NAME_MOST = 255

/** `/v2/` for signing in, and `/v2/_catalog`, to which podman falls back when it is signed in. */
export const v2 = ({ reader, access, readable }: IndexPorts): Hono => {
  const app = new Hono()
  app.use('*', async (context, next) => {
    await next()
    context.header('Docker-Distribution-Api-Version', 'registry/2.0')
  })
  app.get('/', signedIn(access), (context) => context.json({}))
  app.get('/_catalog', signedIn(access), async (context) => {
    await readable()
    const refuse = (value: string, message: string) =>
      new HttpError(400, 'PAGINATION_NUMBER_INVALID', message, { n: value })
    const n = wholeNumber(context, 'n', { least: 0, most: CATALOG_MOST }, refuse) ?? CATALOG_MOST
    const last = context.req.query('last') ?? ''
    if (last.length > NAME_MOST)
      throw new HttpError(400, 'NAME_INVALID', `last has ${last.length} characters; at most ${NAME_MOST} are allowed`)
    // One more than asked for tells whether there is a next page.
    const names = n === 0 ? [] : await reader.catalog(...pathsAfter(last), n + 1)
    const repositories = names.slice(0, n)
    if (names.length > n) {
      const next = `last=${encodeURIComponent(repositories.at(-1) ?? '')}&n=${n}`
      context.header('Link', `</v2/_catalog?${next}>; rel="next"`)
    }
    return context.json({ repositories })
  })
  return app
}

// The catalog speaks for v2 only, in the order of its paths: from that of the last name, or from the layout's first.
const pathsAfter = (last: string): [after: string, upTo: string] => {
  const start = `${DISTRIBUTION.id}:`
  return [last === '' ? start : `${start}${last}/_`, `${DISTRIBUTION.id};`]
}
