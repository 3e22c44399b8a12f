// The sections of a tag's view.

import type { FC } from 'hono/jsx'
import type { HistoryAnswer, TagAnswer } from '../../answers/repository-answers.ts'
import { Bar, Digest, SameTags } from '../parts/image.tsx'
import { Scroll, Warning } from '../parts/notes.tsx'
import { Foreign, Outside, Time } from '../parts/text.tsx'
import { imagesOf } from '../words/entries.ts'
import { compareUrl, referenceUrl } from '../words/reference.ts'
import { referrerWords } from '../words/referrer-words.ts'
import { bytes, count, short } from '../words/text.ts'

/** What the tag pointed to that is shown. */
const MAX_PAST = 20

/** The images of an image index, also those of image indexes in it. */
export const Children: FC<{ of: Pick<TagAnswer, 'repository' | 'layout' | 'children' | 'childrenLeft' | 'cut'> }> = ({
  of: { repository: name, layout, children = [], childrenLeft = 0, cut },
}) => {
  const shown = imagesOf(children)
  const greatest = Math.max(1, ...shown.map(({ size = 0 }) => size))
  // The manifest of an image index does not tell them.
  const hasSizes = shown.some(({ size, layers }) => size !== undefined || layers !== undefined)
  return (
    <>
      <Scroll by="platforms">
        <table>
          <thead>
            <tr>
              <th scope="col">Platform</th>
              {hasSizes && (
                <>
                  <th scope="col" class="num">
                    Size
                  </th>
                  <th scope="col">
                    <span class="sr">Share</span>
                  </th>
                  <th scope="col" class="num">
                    Layers
                  </th>
                </>
              )}
              <th scope="col">Digest</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((one) => (
              <tr>
                <th scope="row">
                  <Foreign text={one.platform ?? one.artifactType ?? one.mediaType} />
                  {one.missing && <Warning>missing</Warning>}
                </th>
                {hasSizes && (
                  <>
                    <td class="num">{one.size !== undefined && bytes(one.size)}</td>
                    <td class="wide">
                      <Bar share={(one.size ?? 0) / greatest} />
                    </td>
                    <td class="num">{one.layers}</td>
                  </>
                )}
                <td>
                  <Digest digest={one.digest} name={name} layout={layout} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {childrenLeft > 0 && <p class="note">and {count(childrenLeft, 'more', 'more')}</p>}
      {cut?.includes('children') && <p class="note">There are more, which are too many to be kept.</p>}
    </>
  )
}

interface PastProps {
  readonly tag: TagAnswer
  readonly past: HistoryAnswer
}

/** What a tag pointed to, the newest first, to be compared with what it points to now. */
export const Past: FC<PastProps> = ({ tag, past }) => {
  const { repository: name, layout, sameDigest = [] } = tag
  const same = sameDigest.filter((one) => one.repository === name && one.layout === layout).map((one) => one.tag)
  return (
    <>
      <ol class="history">
        {past.history.slice(0, MAX_PAST).map((one) => {
          const isNow = one.digest === tag.digest
          const others = (isNow ? same : (one.tags ?? [])).filter((other) => other !== tag.tag)
          return (
            <li>
              <span>
                <Time at={one.at} />
              </span>
              <Digest digest={one.digest} name={name} layout={layout} />
              {isNow && <span class="badge good">now</span>}
              <SameTags name={name} layout={layout} tags={others} />
              {!isNow && (
                <a href={compareUrl({ name, digest: one.digest }, { name, tag: tag.tag }, layout)}>
                  compare<span class="sr"> {short(one.digest)} with now</span>
                </a>
              )}
            </li>
          )
        })}
      </ol>
      {(past.truncated || past.history.length > MAX_PAST) && <p class="note">There are more, older ones too.</p>}
    </>
  )
}

/** Tags of any repository. */
export const NamedTags: FC<{ name: string; tags: NonNullable<TagAnswer['sameDigest']> }> = ({ name, tags }) => (
  <ul class="plain-list">
    {tags.map((one) => (
      <li>
        <a href={referenceUrl({ name: one.repository, tag: one.tag }, one.layout)}>
          <bdi>{one.repository === name ? '' : one.repository}</bdi>:{one.tag}
        </a>
      </li>
    ))}
  </ul>
)

/** Signatures, SBOMs, attestations. */
export const Referrers: FC<{ tag: TagAnswer }> = ({ tag: { repository: name, layout, referrers = [] } }) => (
  <ul class="plain-list">
    {referrers.map((one) => (
      <li>
        <Foreign text={referrerWords(one)} />{' '}
        {one.digest !== undefined && <Digest digest={one.digest} name={name} layout={layout} />}
      </li>
    ))}
  </ul>
)

/** A label, or an annotation that is not only a label once more. */
interface Label {
  readonly key: string
  readonly value: string
  readonly isAnnotation: boolean
}

/** Returns labels and annotations by their keys. An annotation that only repeats a label is left out. */
export const labelsOf = ({ labels = {}, annotations = {} }: Pick<TagAnswer, 'labels' | 'annotations'>): Label[] => {
  const known = new Map(Object.entries(labels))
  const more = Object.entries(annotations).filter(([key, value]) => known.get(key) !== value)
  return [
    ...[...known].map(([key, value]) => ({ key, value, isAnnotation: false })),
    ...more.map(([key, value]) => ({ key, value, isAnnotation: true })),
  ].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
}

export const Labels: FC<{ labels: readonly Label[]; cut: readonly string[] | undefined }> = ({ labels, cut = [] }) => (
  <>
    <dl class="labels">
      {labels.map(({ key, value, isAnnotation }) => (
        <div>
          <dt title={key}>
            <Foreign text={key.replace(/^org\.opencontainers\.image\./, '')} />
            {isAnnotation && <span class="note"> annotation</span>}
          </dt>
          <dd>
            <Outside text={value} />
          </dd>
        </div>
      ))}
    </dl>
    {(cut.includes('labels') || cut.includes('annotations')) && (
      <p class="note">Some are too many or too long to be kept.</p>
    )}
  </>
)
