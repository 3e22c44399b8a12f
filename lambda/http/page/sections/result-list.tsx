// Repositories and tags that were found, or pushed last.

import type { FC } from 'hono/jsx'
import { DOCKER_V1 } from '../../../names/layouts.ts'
import type { SearchAnswer } from '../../answers/search-answer.ts'
import { unreadText } from '../../answers/unread.ts'
import { KindBadge, Platforms, Size } from '../parts/image.tsx'
import { Warning } from '../parts/notes.tsx'
import { RowPull } from '../parts/pull.tsx'
import { Foreign, Time } from '../parts/text.tsx'
import { markedWords } from '../words/query-words.ts'
import { referenceUrl, searchUrl } from '../words/reference.ts'
import type { Site } from '../words/site.ts'
import { count } from '../words/text.ts'

type Found = SearchAnswer['items'][number]

interface ListProps {
  readonly site: Site
  readonly answer: SearchAnswer
  /** Where the next page is; absent at the end. */
  readonly next: string | undefined
}

/** A page of results. */
export const ResultList: FC<ListProps> = ({ site, answer, next }) => {
  const words = markedWords(answer.corrected ?? answer.query)
  return (
    <>
      <ol class="results" data-list>
        {answer.items.map((found) => (
          <Result site={site} found={found} words={words} />
        ))}
      </ol>
      {next !== undefined && (
        <p class="more">
          <a class="button" rel="next" href={next}>
            {answer.complete ? 'Load more' : 'Look further'}
          </a>
        </p>
      )}
    </>
  )
}

const Result: FC<{ site: Site; found: Found; words: readonly string[] }> = ({ site, found, words }) => {
  const { name, layout, match, kind, dangling = 0, description, title, platforms, pushedAt } = found
  const tag = match ?? found.tag
  // Kind and platforms are those of the tag that stands for the repository, which is not always the one that was found.
  const pulled = tag === undefined ? undefined : { name, layout, tag, kind }
  return (
    <li class="result">
      <h2>
        <a href={referenceUrl(match === undefined ? { name } : { name, tag: match }, layout)}>
          <Marked text={name} words={words} />
          {match !== undefined && <span class="tagname">:{match}</span>}
        </a>
        <KindBadge kind={kind} />
        {found.private && <span class="badge">private</span>}
        {layout === DOCKER_V1.id && <span class="badge">registry v1</span>}
        {dangling > 0 && <Warning>{count(dangling, 'broken tag')}</Warning>}
      </h2>
      {(description ?? title) !== undefined && (
        <p class="about">
          <Foreign text={description ?? title} />
        </p>
      )}
      <p class="meta">
        {(found.version ?? found.tag) !== undefined && (
          <span class="version">
            <Foreign text={found.version ?? found.tag} />
          </span>
        )}
        <a href={referenceUrl({ name }, layout)}>
          {count(found.tags, 'tag')}
          {unreadText(found)}
        </a>
        <Platforms all={platforms} />
        {found.size !== undefined && (
          <span>
            <Size bytes={found.size} />
          </span>
        )}
        {pushedAt !== undefined && (
          <span>
            pushed <Time at={pushedAt} />
          </span>
        )}
        {pulled !== undefined && <RowPull site={site} of={pulled} label="pull" />}
      </p>
    </li>
  )
}

// A name with what was typed marked in it.
const Marked: FC<{ text: string; words: readonly string[] }> = ({ text, words }) => {
  const spans = spansOf(text, words)
  return (
    <bdi>
      {spans.map(({ start, end }, at) => (
        <>
          {text.slice(spans[at - 1]?.end ?? 0, start)}
          <mark>{text.slice(start, end)}</mark>
        </>
      ))}
      {text.slice(spans.at(-1)?.end ?? 0)}
    </bdi>
  )
}

interface Span {
  readonly start: number
  readonly end: number
}

const spansOf = (text: string, words: readonly string[]): Span[] => {
  const lower = text.toLowerCase()
  // Where lower case is longer, places differ: such a name is shown without marks.
  if (lower.length !== text.length) return []
  const spans: Span[] = []
  for (const word of words) {
    const start = lower.indexOf(word.toLowerCase())
    const end = start + word.length
    if (start >= 0 && !spans.some((other) => start < other.end && end > other.start)) spans.push({ start, end })
  }
  return spans.sort((a, b) => a.start - b.start)
}

/** Queries that find something, made from what there is. */
export const Examples: FC<{ known: readonly Found[] }> = ({ known }) => (
  <>
    <ul class="examples">
      {examplesOf(known).map(([q, about]) => (
        <li>
          <a href={searchUrl(q)}>
            <code>{q}</code>
          </a>{' '}
          {about}
        </li>
      ))}
    </ul>
    <p class="note">
      Also digests, commits, addresses of sources, <code>-word</code>.
    </p>
  </>
)

const examplesOf = (known: readonly Found[]): (readonly [q: string, about: string])[] => {
  const tagged = known.find(({ tag }) => tag !== undefined)
  const many = known.find(({ platforms = [] }) => platforms.length > 1)
  const platform = many?.platforms?.find((one) => one.startsWith('linux/') && one !== 'linux/amd64')
  const space = known.find(({ name }) => name.includes('/'))?.name.split('/')[0]
  const large = roundBelow(Math.max(0, ...known.map(({ size = 0 }) => size)))
  const chart = known.find(({ kind }) => kind === 'chart')
  return [
    ...(tagged === undefined ? [] : [[`${tagged.name}:${tagged.tag}`, 'a repository with a tag'] as const]),
    ...(tagged === undefined ? [] : [[`:${tagged.tag}`, 'a tag anywhere'] as const]),
    ...(platform === undefined ? [] : [[`arch:${platform.slice('linux/'.length)}`, 'by platform'] as const]),
    ...(space === undefined ? [] : [[`namespace:${space}`, 'below a namespace'] as const]),
    ...(chart === undefined ? [] : [['kind:chart', 'Helm charts'] as const]),
    ...(large === 0
      ? []
      : [[`size:>${large >= 1e9 ? `${large / 1e9}GB` : `${large / 1e6}MB`}`, 'the large ones'] as const]),
  ]
}

// The greatest of 1, 2, 5, 10, 20 … megabytes below this size, in bytes; 0 if there is none.
const roundBelow = (size: number): number => {
  let round = 0
  for (let power = 1e6; power < size; power *= 10)
    for (const digit of [1, 2, 5]) if (digit * power < size) round = digit * power
  return round
}
