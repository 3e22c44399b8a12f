// Two images beside each other: what only one has.

import type { Child, FC } from 'hono/jsx'
import type { ManifestAnswer } from '../../answers/manifest-answer.ts'
import type { TagAnswer } from '../../answers/repository-answers.ts'
import { Platforms } from '../parts/image.tsx'
import { Scroll } from '../parts/notes.tsx'
import { Foreign, Time } from '../parts/text.tsx'
import { type Difference, difference } from '../words/difference.ts'
import { type Reference, referenceText, referenceUrl } from '../words/reference.ts'
import { bytes, count, short } from '../words/text.ts'

/** What is known of either: that of a tag, or of a manifest that no tag points to. */
type Compared = TagAnswer | ManifestAnswer

/** One of the two. */
export interface Side {
  /** As it was asked for. */
  readonly reference: Reference
  readonly image: Compared
}

/** `4.11.2`, or a digest in short. */
const shortName = ({ tag, digest }: Reference): string => (digest === undefined ? `:${tag}` : `@${short(digest)}`)

/** The title of the view. */
export const compareTitle = (a: Reference, b: Reference): string =>
  a.name === b.name
    ? `${a.name} ${shortName(a).slice(1)} → ${shortName(b).slice(1)}`
    : `${a.name}${shortName(a)} → ${b.name}${shortName(b)}`

export const Compare: FC<{ a: Side; b: Side }> = ({ a, b }) => {
  const changed = difference(a.image, b.image)
  const rows = rowsOf(a.image, b.image)
  return (
    <>
      <h1>
        <bdi>{a.reference.name}</bdi>
        {shortName(a.reference)} <span class="slash">→</span>{' '}
        {b.reference.name !== a.reference.name && <bdi>{b.reference.name}</bdi>}
        {shortName(b.reference)}
      </h1>
      <p class="lead">{summaryOf(a.image, b.image, changed)}</p>
      {rows.length > 0 && (
        <Scroll label="What differs">
          <table class="compare">
            <thead>
              <tr>
                <th scope="col">
                  <span class="sr">What</span>
                </th>
                {[a, b].map(({ reference, image }) => (
                  <th scope="col">
                    <a href={referenceUrl(reference, image.layout)} title={referenceText(reference)}>
                      {shortName(reference).slice(1)}
                    </a>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ name, of }) => (
                <tr>
                  <th scope="row">
                    <bdi>{name}</bdi>
                  </th>
                  <td>{of(a.image) ?? '–'}</td>
                  <td>{of(b.image) ?? '–'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      )}
      {changed !== undefined && a.image.digest !== b.image.digest && (
        <div class="three">
          <Parts title="Gone" all={changed.gone} />
          <Parts title="New" all={changed.added} />
          <Parts title="Shared" all={changed.shared} />
        </div>
      )}
    </>
  )
}

const Parts: FC<{ title: string; all: Difference['shared'] }> = ({ title, all }) => (
  <section aria-labelledby={title.toLowerCase()}>
    <h2 id={title.toLowerCase()}>{title}</h2>
    {all.length === 0 ? (
      <p class="note">nothing</p>
    ) : (
      <ul class="plain-list">
        {all.map(({ digest, size, platform }) => (
          <li>
            <code title={digest}>{short(digest)}</code> {size !== undefined && bytes(size)}{' '}
            <span class="note">
              <Foreign text={platform} />
            </span>
          </li>
        ))}
      </ul>
    )}
  </section>
)

const summaryOf = (a: Compared, b: Compared, changed: Difference | undefined): string => {
  if (a.digest !== undefined && a.digest === b.digest) return 'Both are the same image.'
  if (changed === undefined) return 'Their layers can’t be compared.'
  const { what, shared, gone, added } = changed
  // An image index that no tag points to does not tell the sizes of its images.
  const sum = (all: Difference['shared']) =>
    all.some(({ size }) => size === undefined)
      ? ''
      : ` (${bytes(all.reduce((total, { size = 0 }) => total + size, 0))})`
  const parts = [
    `${count(shared.length, what)} shared${sum(shared)}`,
    `${count(gone.length, what)} gone${sum(gone)}`,
    `${count(added.length, what)} new${sum(added)}`,
  ]
  if (a.size === undefined || b.size === undefined) return `${parts.join(', ')}.`
  const more = b.size - a.size
  return `${parts.join(', ')}; ${more < 0 ? '−' : '+'}${bytes(Math.abs(more))} in all.`
}

interface Row {
  readonly name: string
  readonly of: (image: Compared) => Child
}

// Only what differs; and always when both were pushed.
const rowsOf = (a: Compared, b: Compared): Row[] => {
  const fields: (Row & { readonly text: (image: Compared) => string | undefined })[] = [
    ...(['kind', 'digest'] as const).map((field) => ({
      name: field === 'kind' ? 'Kind' : 'Digest',
      text: (image: Compared) => image[field],
      of: (image: Compared) => (image[field] === undefined ? undefined : short(image[field])),
    })),
    ...(
      [
        ['Pushed', 'pushedAt'],
        ['Built', 'created'],
      ] as const
    ).map(([name, field]) => ({
      name,
      text: (image: Compared) => image[field],
      of: (image: Compared) => (image[field] === undefined ? undefined : <Time at={image[field]} />),
    })),
    {
      name: 'Size',
      text: ({ size }) => size?.toString(),
      of: ({ size }) => (size === undefined ? undefined : bytes(size)),
    },
    {
      name: 'Platforms',
      text: ({ platforms }) => [...platforms].sort().join(' '),
      of: ({ platforms }) => (platforms.length === 0 ? undefined : <Platforms all={platforms} most={20} />),
    },
    { name: 'Built on', text: ({ baseName }) => baseName, of: ({ baseName }) => foreign(baseName) },
  ]
  const keys = new Set([a, b].flatMap(({ labels = {} }) => Object.keys(labels)))
  const labels = [...keys].sort().map((key): (typeof fields)[number] => {
    const text = ({ labels: all = {} }: Compared) => (Object.hasOwn(all, key) ? all[key] : undefined)
    return { name: key.replace(/^org\.opencontainers\.image\./, ''), text, of: (tag) => foreign(text(tag)) }
  })
  return [...fields, ...labels].filter(({ name, text }) => text(a) !== text(b) || name === 'Pushed')
}

const foreign = (text: string | undefined) => (text === undefined ? undefined : <Foreign text={text} />)
