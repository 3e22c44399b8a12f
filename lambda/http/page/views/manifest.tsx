// A manifest that no tag points to: what a tag pointed to once, or an image for one platform.

import type { FC } from 'hono/jsx'
import type { ManifestAnswer } from '../../answers/manifest-answer.ts'
import { Crumbs, KindBadge } from '../parts/image.tsx'
import { ProblemBanner } from '../parts/notes.tsx'
import { Pull } from '../parts/pull.tsx'
import { Lead } from '../parts/text.tsx'
import { type Containing, ContainingTags } from '../sections/containing-tags.tsx'
import { KnownFacts } from '../sections/facts.tsx'
import { Layers } from '../sections/layers.tsx'
import { Run, tellsRun } from '../sections/run.tsx'
import { type Section, Sections } from '../sections/sections.tsx'
import { Children, Labels, labelsOf } from '../sections/tag-sections.tsx'
import { imagesOf } from '../words/entries.ts'
import { apiUrl } from '../words/reference.ts'
import type { Site } from '../words/site.ts'
import { short } from '../words/text.ts'

interface ManifestProps {
  readonly site: Site
  readonly manifest: ManifestAnswer
  /** Tags that have it for a part. */
  readonly within: readonly Containing[]
}

export const Manifest: FC<ManifestProps> = (props) => {
  const { site, manifest } = props
  const { repository: name, layout, kind, digest } = manifest
  return (
    <>
      <Crumbs name={name} layout={layout} isLink />
      <h1>
        <bdi>{name.split('/').at(-1)}</bdi>
        <span class="tagname">@{short(digest)}</span>
      </h1>
      <p class="badges">
        <KindBadge kind={kind} />
        <span class="note">No tag points to it.</span>
      </p>
      <ProblemBanner text={manifest.problem} />
      <Lead text={manifest.description} />
      <div class="columns">
        <div>
          <Pull site={site} of={{ name, layout, digest, kind }} />
          <Sections all={sectionsOf(props)} />
        </div>
        <aside aria-label="About this manifest">
          <KnownFacts of={manifest} />
          <p class="links">
            <a href={apiUrl({ name, digest }, layout)}>JSON</a>
          </p>
        </aside>
      </div>
    </>
  )
}

const sectionsOf = ({ manifest, within }: ManifestProps): (Section | false)[] => {
  // What is wrong with it is said above.
  const { problem, ...running } = manifest
  const { repository: name, layout, layers = [], layersLeft, children = [] } = running
  const labels = labelsOf(manifest)
  return [
    imagesOf(children).length > 0 && {
      id: 'platforms',
      title: 'Platforms',
      body: <Children of={manifest} />,
    },
    layers.length > 0 && { id: 'layers', title: 'Layers', body: <Layers layers={layers} left={layersLeft} /> },
    tellsRun(running) && { id: 'run', title: 'How it runs', body: <Run of={running} /> },
    within.length > 0 && {
      id: 'within',
      title: 'A part of',
      body: <ContainingTags name={name} layout={layout} tags={within} />,
    },
    labels.length > 0 && { id: 'labels', title: 'Labels', body: <Labels labels={labels} cut={undefined} /> },
  ]
}
