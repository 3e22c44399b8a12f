// A tag with all that is known of it.

import type { Child, FC } from 'hono/jsx'
import { defined } from '../../../shared/defined.ts'
import type { ManifestAnswer } from '../../answers/manifest-answer.ts'
import type { HistoryAnswer, TagAnswer } from '../../answers/repository-answers.ts'
import { Icon } from '../parts/icons.tsx'
import { Crumbs, KindBadge } from '../parts/image.tsx'
import { ProblemBanner, Warning } from '../parts/notes.tsx'
import { Pull } from '../parts/pull.tsx'
import { Lead } from '../parts/text.tsx'
import { KnownFacts } from '../sections/facts.tsx'
import { Layers } from '../sections/layers.tsx'
import { Run, tellsRun } from '../sections/run.tsx'
import { type Section, Sections } from '../sections/sections.tsx'
import { Children, Labels, labelsOf, NamedTags, Past, Referrers } from '../sections/tag-sections.tsx'
import { imagesOf } from '../words/entries.ts'
import { apiUrl, compareUrl, referenceUrl } from '../words/reference.ts'
import { withKinds } from '../words/referrer-words.ts'
import type { Site } from '../words/site.ts'
import { count, short } from '../words/text.ts'

export interface TagProps {
  readonly site: Site
  readonly tag: TagAnswer
  /** What it pointed to; undefined where that can't be asked, and of a digest. */
  readonly past: HistoryAnswer | undefined
  /** How its image was made and how it runs; undefined where nothing tells, or it can't be read. */
  readonly manifest: ManifestAnswer | undefined
  /** True if the address has the digest, not the tag. */
  readonly isByDigest: boolean
}

export const Tag: FC<TagProps> = (props) => {
  const { site, tag, isByDigest } = props
  const { repository: name, layout, kind, digest, dangling = 0 } = tag
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
      <ProblemBanner text={tag.problem} />
      <Lead text={tag.description} />
      <div class="columns">
        <div>
          <Pull site={site} of={pulled} />
          <Sections all={sectionsOf(props)} />
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

const TagFacts: FC<TagProps> = ({ tag, past, isByDigest }) => {
  const { repository: name, layout, digest } = tag
  const previous = past?.history.find((one) => one.digest !== digest)
  return (
    <aside aria-label={isByDigest ? 'About this image' : 'About this tag'}>
      <KnownFacts of={tag} />
      <p class="links">
        {previous !== undefined && digest !== undefined && (
          <a href={compareUrl({ name, digest: previous.digest }, { name, tag: tag.tag }, layout)}>
            Compare with what it was before
          </a>
        )}
        {digest !== undefined && !isByDigest && (
          <a href={referenceUrl({ name, digest }, layout)}>Link to this digest</a>
        )}
        <a href={apiUrl(isByDigest && digest !== undefined ? { name, digest } : { name, tag: tag.tag }, layout)}>
          JSON
        </a>
      </p>
    </aside>
  )
}

const sectionsOf = (props: TagProps): (Section | false)[] => {
  const { tag, past, manifest, isByDigest } = props
  const { sameDigest = [], derived = [], referrers = [] } = tag
  const { repository, layout } = tag
  // The view of a digest is of no tag: that by which it was found is one of those that point to it.
  const pointing = isByDigest ? [{ repository, layout, tag: tag.tag }, ...sameDigest] : sameDigest
  // What is wrong with the tag is said above.
  const { problem, ...told } = manifest ?? {}
  const running = problem === tag.problem ? told : { ...told, ...defined({ problem }) }
  const { layers = [], layersLeft }: Pick<ManifestAnswer, 'layers' | 'layersLeft'> =
    manifest?.layers === undefined ? tag : manifest
  const images = imagesOf(tag.children ?? [])
  const labels = labelsOf(tag)
  return [
    images.length > 0 && { id: 'platforms', title: 'Platforms', body: <Children of={tag} /> },
    layers.length > 0 && {
      id: 'layers',
      title: 'Layers',
      body: <Layers layers={layers} left={layersLeft} gone={tag.gone} />,
    },
    tellsRun(running) && { id: 'run', title: 'How it runs', body: <Run of={running} /> },
    past !== undefined &&
      past.history.length > 0 && { id: 'history', title: 'What it pointed to', body: <Past tag={tag} past={past} /> },
    pointing.length > 0 && {
      id: 'same',
      title: isByDigest ? 'Tags that point to it' : 'The same image',
      body: <NamedTags name={repository} tags={pointing} />,
    },
    derived.length > 0 && {
      id: 'derived',
      title: 'Built on this',
      body: <NamedTags name={tag.repository} tags={derived} />,
    },
    referrers.length > 0 && { id: 'referrers', title: 'Refers to this', body: <Referrers tag={tag} /> },
    labels.length > 0 && { id: 'labels', title: 'Labels', body: <Labels labels={labels} cut={tag.cut} /> },
  ]
}
