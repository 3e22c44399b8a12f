// A repository and its tags.

import type { FC } from 'hono/jsx'
import { DOCKER_V1 } from '../../../names/layouts.ts'
import type { TagOrder } from '../../../search/tag-pages.ts'
import type { RepositoryAnswer, TagsAnswer } from '../../answers/repository-answers.ts'
import { unreadText } from '../../answers/unread.ts'
import { Bar, Crumbs, Digest, KindBadge, Platforms, SameTags, Size } from '../parts/image.tsx'
import { Empty, Scroll, Warning } from '../parts/notes.tsx'
import { Pull, RowPull } from '../parts/pull.tsx'
import { Lead, Time } from '../parts/text.tsx'
import { CommonFacts, Fact } from '../sections/facts.tsx'
import { apiUrl, referenceUrl, searchUrl } from '../words/reference.ts'
import type { Site } from '../words/site.ts'
import { count, number } from '../words/text.ts'

const ORDER_NAMES: ReadonlyMap<TagOrder, string> = new Map([
  ['newest', 'Newest'],
  ['version', 'Version'],
  ['name', 'Name'],
])
/** Bars of sizes say something only if the smallest is below this share of the greatest. */
const BARS_BELOW = 0.8

export interface RepositoryProps {
  readonly site: Site
  readonly repository: RepositoryAnswer
  readonly page: TagsAnswer
  readonly order: TagOrder
  /** What the tags begin with. */
  readonly start: string
}

/** How many tags there are, where only some are asked for. */
export const tagsStatus = ({ tags, cursor }: TagsAnswer, start: string): string => {
  if (start === '') return ''
  if (tags.length === 0) return cursor === undefined ? 'No such tag' : 'No such tag so far'
  return `${count(tags.length, 'tag')}${cursor === undefined ? '' : ' and more'} beginning with ${start}`
}

export const Repository: FC<RepositoryProps> = ({ site, repository, page, order, start }) => {
  const { name, layout, description, kind, dangling = 0, pushedAt, tag } = repository
  const here = referenceUrl({ name }, layout)
  return (
    <>
      <Crumbs name={name} layout={layout} />
      <h1>
        <bdi>{name}</bdi>
      </h1>
      <p class="badges">
        <KindBadge kind={kind} />
        {repository.private && <span class="badge">private</span>}
        {layout === DOCKER_V1.id && <span class="badge">registry v1</span>}
        {dangling > 0 && (
          <a href={searchUrl(`is:dangling ${name}`)}>
            <Warning>
              {count(dangling, 'tag')} {dangling === 1 ? 'points' : 'point'} to something missing
            </Warning>
          </a>
        )}
      </p>
      <Lead text={description} />
      <div class="columns">
        <div>
          {tag !== undefined && <Pull site={site} of={{ name, layout, tag, kind }} />}
          <div class="bar-row">
            <h2 id="tags">
              Tags{' '}
              <span class="n">
                {number(repository.tags)}
                {unreadText(repository)}
              </span>
            </h2>
            <form class="inline" action={here} method="get">
              {order !== 'newest' && <input type="hidden" name="order" value={order} />}
              {layout === DOCKER_V1.id && <input type="hidden" name="layout" value={layout} />}
              <input
                type="search"
                name="start"
                value={start}
                placeholder="Begins with"
                aria-label="Tags that begin with"
                autocomplete="off"
                spellcheck={false}
                data-live
              />
            </form>
            <nav class="segments" aria-label="Order">
              {[...ORDER_NAMES].map(([id, text]) => (
                <a
                  href={referenceUrl({ name }, layout, { start, order: id === 'newest' ? undefined : id })}
                  aria-current={id === order ? 'true' : undefined}
                >
                  {text}
                </a>
              ))}
            </nav>
          </div>
          {page.tags.length === 0 && page.cursor === undefined && repository.unread !== undefined ? (
            <Empty title="Not read yet">
              <p>
                The index reads this registry for the first time. It knows how many tags this repository has, and will
                soon know what they are. <a href={here}>Look again</a>
              </p>
            </Empty>
          ) : page.tags.length === 0 && page.cursor === undefined ? (
            <Empty title="No such tag">
              <p>
                No tag begins with “<bdi>{start}</bdi>”. <a href={here}>Show all</a>
              </p>
            </Empty>
          ) : (
            <TagTable site={site} page={page} order={order} start={start} />
          )}
        </div>
        <aside aria-label="About this repository">
          <dl class="facts">
            {pushedAt !== undefined && (
              <Fact name="Newest push">
                <Time at={pushedAt} />
              </Fact>
            )}
            <CommonFacts of={repository} />
          </dl>
          <p class="links">
            <a href={`/feed.atom?repository=${encodeURIComponent(name)}`}>Feed of pushes</a>
            <a href={apiUrl({ name }, layout)}>JSON</a>
          </p>
        </aside>
      </div>
    </>
  )
}

const TagTable: FC<Omit<RepositoryProps, 'repository'>> = ({ site, page, order, start }) => {
  const { repository: name, layout, tags, cursor } = page
  const sizes = tags.flatMap(({ size }) => size ?? [])
  const greatest = Math.max(1, ...sizes)
  const hasBars = sizes.length > 1 && Math.min(...sizes) < BARS_BELOW * greatest
  const next = { start, order: order === 'newest' ? undefined : order, cursor }
  return (
    <form action="/compare" method="get">
      <input type="hidden" name="repository" value={name} />
      {layout === DOCKER_V1.id && <input type="hidden" name="layout" value={layout} />}
      <Scroll by="tags">
        <table class="tags">
          <thead>
            <tr>
              <th scope="col">
                <span class="sr">Compare</span>
              </th>
              <th scope="col">Tag</th>
              <th scope="col">Platforms</th>
              <th scope="col" class="num">
                Size
              </th>
              <th scope="col">Digest</th>
              <th scope="col">Pushed</th>
              <th scope="col">Pull</th>
            </tr>
          </thead>
          <tbody data-list>
            {tags.map((one) => (
              <tr>
                <td>
                  <label class="tick">
                    <input type="checkbox" name="t" value={one.tag} aria-label={`Compare ${one.tag}`} />
                  </label>
                </td>
                <th scope="row">
                  <a href={referenceUrl({ name, tag: one.tag }, layout)}>{one.tag}</a>
                  <KindBadge kind={one.kind} />
                  {one.problem !== undefined && one.kind !== 'unknown' && one.dangling === undefined && (
                    <Warning title={one.problem}>problem</Warning>
                  )}
                  {(one.dangling ?? 0) > 0 && <Warning>broken</Warning>}
                  <Same of={one} page={page} />
                </th>
                <td>
                  <Platforms all={one.platforms} />
                </td>
                <td class="num">
                  <Size bytes={one.size} />
                  {hasBars && one.size !== undefined && <Bar share={one.size / greatest} />}
                </td>
                <td>{one.digest !== undefined && <Digest digest={one.digest} name={name} layout={layout} />}</td>
                <td>
                  <Time at={one.pushedAt} />
                </td>
                <td>
                  <RowPull site={site} of={{ name, layout, tag: one.tag, kind: one.kind }} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <p class="more">
        {cursor !== undefined && (
          <a class="button" rel="next" href={referenceUrl({ name }, layout, next)}>
            Load more
          </a>
        )}
        {tags.length > 1 && (
          <button type="submit" class="button quiet" data-compare>
            Compare two
          </button>
        )}
      </p>
    </form>
  )
}

// Other tags of this page that point to the same image.
const Same: FC<{ of: TagsAnswer['tags'][number]; page: TagsAnswer }> = ({ of, page }) => {
  const { repository: name, layout, tags } = page
  const others = tags.filter(({ tag, digest }) => tag !== of.tag && digest !== undefined && digest === of.digest)
  return <SameTags name={name} layout={layout} tags={others.map(({ tag }) => tag)} />
}
