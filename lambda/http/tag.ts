// A tag, with all that is known of it.

import { type Context, Hono } from 'hono'
import type { StoredTag } from '../index/records.ts'
import { LAYOUTS } from '../names.ts'
import { tagHistory } from '../registry/history.ts'
import { repositoryName } from '../registry/repository-id.ts'
import { readReferrers } from '../search/referrers.ts'
import { signedIn } from './access.ts'
import { HttpError } from './errors.ts'
import type { IndexPorts } from './ports.ts'
import { visibleRepository } from './repository.ts'

/** As in the distribution spec, and before it. */
const TAG = /^\w[\w.-]{0,127}$/
const PATH = '/repositories/:name{.+}/tags/:tag'

/** `/api/repositories/<name>/tags/<tag>`, and its `/history`. */
export const tag = (ports: IndexPorts): Hono => {
  const { access, store, bucket, layouts, readable } = ports
  const app = new Hono()
  app.get(`${PATH}/history`, signedIn(access), async (context) => {
    await readable()
    const { repository, stored } = await wanted(ports, context)
    const { history, isWhole } = await tagHistory(bucket, layouts, { repository, tag: stored.brief?.tag ?? '' })
    return context.json({ history, ...(isWhole ? {} : { truncated: true }) })
  })
  app.get(PATH, signedIn(access), async (context) => {
    await readable()
    const { repository, layout, stored } = await wanted(ports, context)
    const { digest } = stored.brief ?? {}
    const around = digest === undefined ? {} : await readReferrers(store, repository, digest, stored.detail)
    return context.json({ repository: repositoryName(repository), layout, ...shown(stored), ...around })
  })
  return app
}

const wanted = async (ports: IndexPorts, context: Context) => {
  const { name = '', tag: wantedTag = '' } = context.req.param()
  const layout = context.req.query('layout')
  if (layout !== undefined && !LAYOUTS.some(({ id }) => id === layout)) {
    const allowed = LAYOUTS.map(({ id }) => id).join(', ')
    throw new HttpError(400, 'UNSUPPORTED', `layout is "${layout.slice(0, 40)}"; allowed are ${allowed}`)
  }
  const row = await visibleRepository(ports, name, layout)
  if (row === undefined)
    throw new HttpError(404, 'NAME_UNKNOWN', `the index has no repository "${name.slice(0, 255)}"; search for it`)
  const stored = TAG.test(wantedTag) ? (await ports.store.tags(row.name, [wantedTag])).get(wantedTag) : undefined
  if (stored?.brief === undefined)
    throw new HttpError(404, 'MANIFEST_UNKNOWN', `${repositoryName(row.name)} has no tag "${wantedTag.slice(0, 128)}"`)
  return { repository: row.name, layout: row.layout, stored }
}

// What rows hold for the index alone is left out.
const shown = ({ brief, detail }: StoredTag) => {
  const {
    repository,
    tag: name,
    rev,
    detailRev,
    rebuilt,
    etag,
    hidden,
    tries,
    retryAt,
    facts,
    rank,
    newest,
    ...known
  } = {
    ...brief,
  }
  const { repository: _, tag: key, rev: written, lookups, lookupsLeft, ...more } = { ...detail }
  return { tag: name, hidden: hidden ?? false, ...known, ...more }
}
