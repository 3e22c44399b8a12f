// A repository, its tags, and a tag with all that is known of it.

import { type Context, Hono } from 'hono'
import { LAYOUTS } from '../../names/layouts.ts'
import { TAG_NAME_MAX, tagWritten } from '../../registry/layouts/name-grammar.ts'
import { TAG_ORDERS } from '../../search/tag-pages.ts'
import { manifestAnswer, wantedDigest } from '../answers/manifest-answer.ts'
import { historyAnswer, tagAnswer, tagsAnswer, wantedRepository, wantedTag } from '../answers/repository-answers.ts'
import { history, manifest, repository, tag, tags } from '../answers/response-schemas.ts'
import { shownRepository } from '../answers/serialize.ts'
import type { IndexPorts } from '../api-ports.ts'
import { operation, serve } from '../operation.ts'
import { oneOf, text, wholeAtMost } from '../parameters.ts'

const layouts = LAYOUTS.map(({ id }) => id)
const layout = oneOf(layouts, 'Of two repositories of that name the one of this layout.')
const PAGE_SIZE = 100
const MAX_PAGE_SIZE = 1000

export const REPOSITORY = operation({
  path: '/api/repositories/{name}',
  summary: 'A repository',
  about:
    'What lists show of it, from the tag that represents it: `latest`, else the highest version, else the newest. Ask for its tags by themselves',
  parameters: { layout },
  answer: repository,
})

export const TAGS = operation({
  path: '/api/repositories/{name}/tags',
  summary: 'The tags of a repository that are shown, in one of their orders',
  about:
    'Page by page: ask again with `cursor` until there is none. Signatures, attestations and build caches have tags that are not shown',
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
  about:
    'What its manifest, config and labels say; which signatures, attestations and SBOMs name it, of which nothing is verified; and other tags with the same digest or built on it',
  parameters: { layout },
  answer: tag,
})

export const HISTORY = operation({
  path: '/api/repositories/{name}/tags/{tag}/history',
  summary: 'What a tag pointed to, the newest first, as far as the bucket still tells',
  about:
    'From the objects that the registry keeps of each digest that a tag had, so it goes back as far as nobody has cleaned up',
  parameters: { layout },
  answer: history,
})

export const MANIFEST = operation({
  path: '/api/repositories/{name}/manifests/{digest}',
  summary:
    'A manifest that the repository has, by its digest: layers and the commands that made them, how it runs, children',
  about:
    'Read from the bucket when it is asked for, whether or not a tag points to it. What a setting of the deployment withholds is left out, and `withheld` says so',
  parameters: { layout },
  answer: manifest,
})

/** `/api/repositories/<name>` and what is below it. */
export const apiRepository = (index: IndexPorts): Hono => {
  const app = new Hono()
  serve(app, index, HISTORY, async ({ layout }, context, ports) =>
    context.json(await historyAnswer(ports, await wantedTag(ports, { ...tagOf(context), layout }))),
  )
  serve(app, index, TAG, async ({ layout }, context, ports) =>
    context.json(await tagAnswer(ports, await wantedTag(ports, { ...tagOf(context), layout }))),
  )
  serve(
    app,
    index,
    TAGS,
    async ({ order = 'newest', start = '', limit = PAGE_SIZE, cursor, layout }, context, ports) => {
      const found = await wantedRepository(ports, { name: nameOf(context), layout })
      return context.json(await tagsAnswer(ports, found, { order, start: tagWritten(start), limit, cursor }))
    },
  )
  serve(app, index, MANIFEST, async ({ layout }, context, ports) => {
    const digest = wantedDigest(context.req.param('digest') ?? '')
    const found = await wantedRepository(ports, { name: nameOf(context), layout })
    return context.json(await manifestAnswer(ports, found, digest))
  })
  serve(app, index, REPOSITORY, async ({ layout }, context, ports) =>
    context.json(shownRepository(await wantedRepository(ports, { name: nameOf(context), layout }))),
  )
  return app
}

// What ends a name is a part of it where its slashes came encoded.
const nameOf = (context: Context): string => context.req.param('name')?.replace(/\/-$/, '') ?? ''
const tagOf = (context: Context) => ({ name: nameOf(context), tag: context.req.param('tag') ?? '' })
