// The web page: a repository, a tag, a manifest, and two of them compared.

import { Hono } from 'hono'
import { LAYOUTS } from '../../names/layouts.ts'
import { REPOSITORY_NAME_MAX, TAG_NAME_MAX } from '../../registry/layouts/name-grammar.ts'
import { TAG_ORDERS } from '../../search/tag-pages.ts'
import { askedOnce } from '../answers/asked-once.ts'
import {
  type FoundTag,
  historyAnswer,
  knownTag,
  tagAnswer,
  tagsAnswer,
  wantedRepository,
  wantedTag,
} from '../answers/repository-answers.ts'
import { shownRepository } from '../answers/serialize.ts'
import type { CallerPorts } from '../api-ports.ts'
import { HttpError } from '../http-error.ts'
import { operation, serve } from '../operation.ts'
import type { View } from '../page/frame/frame.tsx'
import { Compare, compareTitle, type Side } from '../page/views/compare.tsx'
import { Manifest } from '../page/views/manifest.tsx'
import { Repository, tagsStatus } from '../page/views/repository.tsx'
import { Tag } from '../page/views/tag.tsx'
import { Within } from '../page/views/within.tsx'
import { compareUrl, parseReference, type Reference, referenceText } from '../page/words/reference.ts'
import { short } from '../page/words/text.ts'
import { foundByDigest, madeAndRun } from '../page-manifest.ts'
import type { PagePorts, Viewer } from '../page-viewer.ts'
import { oneOf, text } from '../parameters.ts'

const TAGS = 50
const REFERENCE_MAX_LENGTH = REPOSITORY_NAME_MAX + TAG_NAME_MAX + 150
const TAG_CURSOR_MAX_LENGTH = 2000

const types = ['text/html']
const layout = oneOf(
  LAYOUTS.map(({ id }) => id),
  'Of two repositories of that name the one of this layout.',
)

const REFERENCE = operation({
  path: '/r/{name}',
  summary: 'A repository, a tag, a manifest: what stands behind `/r/` is what one pulls',
  parameters: {
    order: oneOf(TAG_ORDERS, 'The order of tags.'),
    start: text(TAG_NAME_MAX, 'Only tags that start so.'),
    cursor: text(TAG_CURSOR_MAX_LENGTH, 'Where to go on.'),
    layout,
  },
  types,
})

const COMPARE = operation({
  path: '/compare',
  summary: 'Two tags or manifests beside each other; or those that were ticked, as `t` of a repository',
  parameters: {
    a: text(REFERENCE_MAX_LENGTH, 'The one that came before.'),
    b: text(REFERENCE_MAX_LENGTH, 'The other.'),
    repository: text(REPOSITORY_NAME_MAX, 'The repository of the tags that were ticked.'),
    layout,
  },
  types,
})

/** `/r/…` and `/compare`. */
export const pageReference = (index: PagePorts, viewer: Viewer): Hono => {
  const app = new Hono()
  serve(app, index, REFERENCE, async ({ order = 'newest', start = '', cursor, layout: wanted }, context, given) => {
    const ports = askedOnce(given)
    const site = viewer.siteOf(context)
    const reference = parseReference(context.req.param('name') ?? '')
    const { name, tag, digest } = reference
    const asked = { name, layout: wanted }
    if (digest !== undefined) return viewer.show(context, ports.scope, manifestView(asked, digest))
    if (tag !== undefined) {
      const found = wantedTag(ports, { ...asked, tag })
      return viewer.show(
        context,
        ports.scope,
        found.then((one) => tagView(one, reference)),
      )
    }
    const view = async (): Promise<View> => {
      const found = await wantedRepository(ports, asked)
      const tags = await tagsAnswer(ports, found, { order, start, limit: TAGS, cursor })
      return {
        title: name,
        status: tagsStatus(tags, start),
        feed: `/feed.atom?${new URLSearchParams({ repository: name })}`,
        main: <Repository site={site} repository={shownRepository(found)} page={tags} order={order} start={start} />,
      }
    }
    return viewer.show(context, ports.scope, view())

    async function tagView(found: FoundTag, shown: Reference): Promise<View> {
      const isByDigest = shown.digest !== undefined
      // A digest has no past: it is a tag that pointed to others.
      const read = isByDigest ? undefined : pastOf(ports, found)
      const [known, past, manifest] = await Promise.all([tagAnswer(ports, found), read, madeAndRun(ports, found)])
      return {
        title: isByDigest ? `${shown.name}@${short(shown.digest ?? '')}` : referenceText(shown),
        main: <Tag site={site} tag={known} past={past} manifest={manifest} isByDigest={isByDigest} />,
      }
    }

    async function manifestView(of: typeof asked, wantedDigest: string): Promise<View> {
      const repository = await wantedRepository(ports, of)
      const found = await foundByDigest(ports, repository, wantedDigest)
      if (found.pointing !== undefined) return tagView(found.pointing, reference)
      const title = `${name}@${short(wantedDigest)}`
      const containing = found.within.map(({ brief, detail }) => ({
        tag: brief.tag,
        platform: detail?.children?.find((child) => child.digest === wantedDigest)?.platform,
      }))
      if (found.manifest !== undefined)
        return { title, main: <Manifest site={site} manifest={found.manifest} within={containing} /> }
      return {
        title,
        main: (
          <Within
            reference={{ name, digest: wantedDigest }}
            layout={repository.document.layout}
            tags={containing}
            isUnread={!(found.failed instanceof HttpError)}
          />
        ),
      }
    }
  })
  serve(app, index, COMPARE, async ({ a, b, repository, layout: wanted }, context, given) => {
    const ports = askedOnce(given)
    const ticked = context.req.queries('t') ?? []
    const [newer, older] = ticked
    if (repository !== undefined && ticked.length === 2 && newer !== undefined && older !== undefined)
      return context.redirect(compareUrl({ name: repository, tag: older }, { name: repository, tag: newer }, wanted))
    if (a === undefined || b === undefined)
      throw new HttpError(400, 'UNSUPPORTED', `two tags can be compared; ${ticked.length} are chosen`)
    const [from, to] = [parseReference(a), parseReference(b)]
    const view = Promise.all([sideOf(ports, from, wanted), sideOf(ports, to, wanted)]).then(
      ([left, right]): View => ({
        title: compareTitle(from, to),
        main: <Compare a={left} b={right} />,
      }),
    )
    return viewer.show(context, ports.scope, view)
  })
  return app
}

const sideOf = async (
  ports: PagePorts & CallerPorts,
  reference: Reference,
  wanted: string | undefined,
): Promise<Side> => {
  const { name, tag, digest } = reference
  if (digest === undefined)
    return { reference, image: knownTag(await wantedTag(ports, { name, tag: tag ?? '', layout: wanted })) }
  const repository = await wantedRepository(ports, { name, layout: wanted })
  const found = await foundByDigest(ports, repository, digest)
  if (found.pointing !== undefined) return { reference, image: knownTag(found.pointing) }
  if (found.manifest === undefined) throw found.failed
  return { reference, image: found.manifest }
}

// A tag is shown without its past where the bucket can't be asked. Which tags point to the same image as it is told beside.
const pastOf = async (ports: PagePorts, found: FoundTag) => {
  try {
    return await historyAnswer(ports, found, found.brief.digest)
  } catch (error) {
    ports.log.warn('the history of a tag was not read', { error })
    return undefined
  }
}
