// A tag with all that is known of it.

import type { Child, FC } from 'hono/jsx'
import type { HistoryAnswer, TagAnswer } from '../repository-answers.ts'
import { CommonFacts, Fact } from './facts.tsx'
import { Icon } from './icons.tsx'
import { Layers } from './layers.tsx'
import { Copy, Crumbs, Foreign, KindBadge, Outside, Pull, Time, Warning } from './parts.tsx'
import { apiUrl, compareUrl, referenceUrl, searchUrl } from './reference.ts'
import { withKinds } from './referrer-words.ts'
import type { Site } from './site.ts'
import { Children, Labels, labelsOf, NamedTags, Past, Referrers } from './tag-sections.tsx'
import { count, short } from './text.ts'

export interface TagProps {
  readonly site: Site
  readonly tag: TagAnswer
  /** What it pointed to; undefined where that can't be asked. */
  readonly past: HistoryAnswer | undefined
  /** Tags of this repository that point to a digest, as far as they are known: by digest. */
  readonly tagsOf: ReadonlyMap<string, readonly string[]>
  /** True if the address has the digest, not the tag. */
  readonly isByDigest: boolean
}

interface Section {
  readonly id: string
  readonly title: string
  readonly body: Child
}

export const Tag: FC<TagProps> = (props) => {
  const { site, tag, isByDigest } = props
  const { repository: name, layout, kind, digest, dangling = 0 } = tag
  const sections = sectionsOf(props)
  const pulled =
    isByDigest && digest !== undefined ? { name, layout, digest, kind } : { name, layout, tag: tag.tag, kind }
  return (
    <>
      <Crumbs name={name} layout={layout} isLink />
      <h1>
        <bdi>{name.split('/').at(-1)}</bdi>
        <span class="tagname">{isByDigest ? `@${short(digest ?? '')}` : `:${tag.tag}`}</span>
      </h1>
      <p class="badges">
        <KindBadge kind={kind} />
        <Mark is={tag.hasSignature}>{withKinds('has a signature', ...(tag.signatures ?? []))}</Mark>
        <Mark is={tag.hasAttestation}>
          {withKinds('has provenance or another attestation', ...(tag.attestations ?? []))}
        </Mark>
        <Mark is={tag.hasSbom}>{withKinds('has an SBOM', ...(tag.sboms ?? []))}</Mark>
        {dangling > 0 && <Warning>{count(dangling, 'part')} missing</Warning>}
      </p>
      {tag.problem !== undefined && (
        <p class="banner bad">
          <Icon name="warn" />
          <Foreign text={tag.problem} />
        </p>
      )}
      {tag.description !== undefined && (
        <p class="lead">
          <Foreign text={tag.description} />
        </p>
      )}
      <div class="columns">
        <div>
          <Pull site={site} of={pulled} />
          {sections.length > 1 && (
            <nav class="jump" aria-label="On this page">
              {sections.map(({ id, title }) => (
                <a href={`#${id}`}>{title}</a>
              ))}
            </nav>
          )}
          {sections.map(({ id, title, body }) => (
            <div class="part">
              <h2 id={id}>{title}</h2>
              {body}
            </div>
          ))}
        </div>
        <TagFacts {...props} />
      </div>
    </>
  )
}

const Mark: FC<{ is: boolean | undefined; children?: Child }> = ({ is = false, children }) =>
  is ? (
    <span class="badge good">
      <Icon name="ok" />
      {children}
    </span>
  ) : null

const TagFacts: FC<TagProps> = ({ tag, past }) => {
  const { repository: name, layout, digest, revision, baseName, authors } = tag
  const previous = past?.history.find((one) => one.digest !== digest)
  return (
    <aside aria-label="About this tag">
      <dl class="facts">
        {digest !== undefined && (
          <Fact name="Digest">
            <span class="digest">
              <code class="cut" title={digest}>
                {digest}
              </code>
              <Copy text={digest} what="digest" />
            </span>
          </Fact>
        )}
        <Fact name="Pushed">
          <Time at={tag.pushedAt} />
        </Fact>
        {tag.created !== undefined && (
          <Fact name="Built">
            <Time at={tag.created} />
          </Fact>
        )}
        <CommonFacts of={tag} />
        {revision !== undefined && (
          <Fact name="Commit">
            <a href={searchUrl(`revision:${revision}`)} title="All images of this commit">
              <code>
                <bdi>{revision.slice(0, 12)}</bdi>
              </code>
            </a>
          </Fact>
        )}
        {baseName !== undefined && (
          <Fact name="Built on">
            <a href={searchUrl(`base:${baseName}`)} title="All images that name this base">
              <Foreign text={baseName} />
            </a>
          </Fact>
        )}
        {authors !== undefined && (
          <Fact name="Authors">
            <Foreign text={authors} />
          </Fact>
        )}
        {tag.documentation !== undefined && (
          <Fact name="Documentation">
            <Outside text={tag.documentation} />
          </Fact>
        )}
      </dl>
      <p class="links">
        {previous !== undefined && digest !== undefined && (
          <a href={compareUrl({ name, digest: previous.digest }, { name, tag: tag.tag }, layout)}>
            Compare with what it was before
          </a>
        )}
        {digest !== undefined && <a href={referenceUrl({ name, digest }, layout)}>Link to this digest</a>}
        <a href={apiUrl({ name, tag: tag.tag }, layout)}>JSON</a>
      </p>
    </aside>
  )
}

const sectionsOf = (props: TagProps): Section[] => {
  const { tag, past } = props
  const { sameDigest = [], derived = [], referrers = [], layers = [] } = tag
  const children = (tag.children ?? []).filter(({ attests }) => attests === undefined)
  const labels = labelsOf(tag)
  const sections: (Section | false)[] = [
    children.length > 0 && { id: 'platforms', title: 'Platforms', body: <Children tag={tag} /> },
    layers.length > 0 && { id: 'layers', title: 'Layers', body: <Layers layers={layers} /> },
    past !== undefined &&
      past.history.length > 0 && { id: 'history', title: 'What it pointed to', body: <Past {...props} past={past} /> },
    sameDigest.length > 0 && {
      id: 'same',
      title: 'The same image',
      body: <NamedTags name={tag.repository} tags={sameDigest} />,
    },
    derived.length > 0 && {
      id: 'derived',
      title: 'Built on this',
      body: <NamedTags name={tag.repository} tags={derived} />,
    },
    referrers.length > 0 && { id: 'referrers', title: 'Refers to this', body: <Referrers tag={tag} /> },
    labels.length > 0 && { id: 'labels', title: 'Labels', body: <Labels labels={labels} cut={tag.cut} /> },
  ]
  return sections.filter((one) => one !== false)
}
