// A repository, its tags, and a tag with all that is known of it.

import { type Context, Hono } from 'hono'
import { LAYOUTS } from '../../names.ts'
import { isTagName, REPOSITORY_NAME_MAX, TAG_NAME_MAX, tagWritten } from '../../registry/layouts/name-grammar.ts'
import { repositoryName } from '../../registry/layouts/repository-id.ts'
import { tagHistory } from '../../registry/tag-history.ts'
import { readReferrers } from '../../search/referrers.ts'
import { readRelatives } from '../../search/relatives.ts'
import { UnavailableError } from '../../search/snapshot/unavailable-error.ts'
import { TAG_ORDERS, tagPage } from '../../search/tag-pages.ts'
import { defined } from '../../shared/defined.ts'
import { type IndexPorts, searchPorts } from '../api-ports.ts'
import { HttpError } from '../http-error.ts'
import { operation, serve } from '../operation.ts'
import { oneOf, text, wholeAtMost } from '../parameters.ts'
import { history, repository, tag, tags } from '../response-schemas.ts'
import { shownBrief, shownRepository, shownTag } from '../serialize.ts'
import { type VisibleRepository, visibleRepository } from '../visible-repository.ts'

const layouts = LAYOUTS.map(({ id }) => id)
const layout = oneOf(layouts, 'Of two repositories of that name the one of this layout.')
const PAGE_SIZE = 100
const MAX_PAGE_SIZE = 1000

export const REPOSITORY = operation({
  path: '/api/repositories/{name}',
  summary: 'A repository',
  parameters: { layout },
  answer: repository,
})

export const TAGS = operation({
  path: '/api/repositories/{name}/tags',
  summary: 'The tags of a repository that are shown, in one of their orders',
  parameters: {
    order: oneOf(
      TAG_ORDERS,
      'By time, by version (both from the greatest down, releases before pre-releases), or by name; newest if not given.',
    ),
    start: text(TAG_NAME_MAX, 'Only tags that start so; a plus stands for an underscore.'),
    limit: wholeAtMost(1, MAX_PAGE_SIZE, `How many; ${PAGE_SIZE} if not given, ${MAX_PAGE_SIZE} at most.`),
    cursor: text(2000, 'Where to go on: the cursor of the last page.'),
    layout,
  },
  answer: tags,
})

export const TAG = operation({
  path: '/api/repositories/{name}/tags/{tag}',
  summary: 'A tag with all that is known of it',
  parameters: { layout },
  answer: tag,
})

export const HISTORY = operation({
  path: '/api/repositories/{name}/tags/{tag}/history',
  summary: 'What a tag pointed to, the newest first, as far as the bucket still tells',
  parameters: { layout },
  answer: history,
})

/** `/api/repositories/<name>` and what is below it. */
export const apiRepository = (ports: IndexPorts): Hono => {
  const app = new Hono()
  const { store, bucket } = ports
  serve(app, ports, HISTORY, async (values, context) => {
    const { repository: found, brief } = await wantedTag(ports, context, values.layout)
    const told = await tagHistory(bucket, ports.layouts, { repository: found.id, tag: brief.tag })
    return context.json({ history: told.history, ...(told.isWhole ? {} : { truncated: true }) })
  })
  serve(app, ports, TAG, async (values, context) => {
    const { repository, brief, detail } = await wantedTag(ports, context, values.layout)
    const { digest } = brief
    const known = { ...namesOf(repository), ...shownTag(brief, detail) }
    if (digest === undefined) return context.json(known)
    const around = await Promise.all([
      readReferrers(store, repository.id, digest, { brief, detail }),
      relativesOf(ports, { repository: repository.id, tag: brief.tag, digest }),
    ])
    return context.json({ ...known, ...around[0], ...around[1] })
  })
  serve(app, ports, TAGS, async ({ order = 'newest', start = '', limit = PAGE_SIZE, cursor, ...values }, context) => {
    const found = await wantedRepository(ports, context, values.layout)
    const page = await tagPage(ports.tags, found.id, { order, start: tagWritten(start), limit, cursor })
    return context.json({ ...namesOf(found), tags: page.tags.map(shownBrief), ...defined({ cursor: page.cursor }) })
  })
  serve(app, ports, REPOSITORY, async (values, context) =>
    context.json(shownRepository(await wantedRepository(ports, context, values.layout))),
  )
  return app
}

// A tag is known without its relatives too. Which of those the caller may see only documents tell.
const relativesOf = async (ports: IndexPorts, of: Parameters<typeof readRelatives>[2]) => {
  try {
    const { search, scope } = await searchPorts(ports)
    return await readRelatives(search, scope, of)
  } catch (error) {
    if (error instanceof UnavailableError) return {}
    throw error
  }
}

const namesOf = ({ id, document }: VisibleRepository) => ({ repository: repositoryName(id), layout: document.layout })

const wantedRepository = async (ports: IndexPorts, context: Context, wanted?: string): Promise<VisibleRepository> => {
  // What ends a name is a part of it where its slashes came encoded.
  const name = context.req.param('name')?.replace(/\/-$/, '') ?? ''
  const found = await visibleRepository(ports, name, wanted)
  if (found !== undefined) return found
  throw new HttpError(
    404,
    'NAME_UNKNOWN',
    `the index has no repository "${name.slice(0, REPOSITORY_NAME_MAX)}"; search for it`,
  )
}

const wantedTag = async (ports: IndexPorts, context: Context, wanted?: string) => {
  const repository = await wantedRepository(ports, context, wanted)
  const { tag: written = '' } = context.req.param()
  const name = tagWritten(written)
  const stored = isTagName(name) ? (await ports.store.tags(repository.id, [name])).get(name) : undefined
  if (stored?.brief !== undefined) return { repository, brief: stored.brief, detail: stored.detail }
  throw new HttpError(
    404,
    'MANIFEST_UNKNOWN',
    `${repositoryName(repository.id)} has no tag "${name.slice(0, TAG_NAME_MAX)}"`,
  )
}
