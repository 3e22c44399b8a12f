// The list of facts beside a repository or a tag.

import type { Child, FC } from 'hono/jsx'
import type { TagAnswer } from '../../repository-answers.ts'
import { Copy } from '../parts/copy.tsx'
import { Platforms, Size } from '../parts/image.tsx'
import { Foreign, Outside, Time } from '../parts/text.tsx'
import { searchUrl } from '../words/reference.ts'

/** A fact with its name. Nothing where it is not known. */
export const Fact: FC<{ name: string; children?: Child }> = ({ name, children }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)

type Described = Pick<TagAnswer, 'size' | 'licenses' | 'vendor' | 'source' | 'version' | 'keywords'> & {
  readonly platforms?: readonly string[] | undefined
}

/** What repositories and tags both say of an image. */
export const CommonFacts: FC<{ of: Described }> = ({
  of: { version, size, platforms = [], licenses, vendor, source, keywords },
}) => (
  <>
    {version !== undefined && (
      <Fact name="Version">
        <Foreign text={version} />
      </Fact>
    )}
    {size !== undefined && (
      <Fact name="Compressed size">
        <Size bytes={size} platforms={platforms} />
      </Fact>
    )}
    {platforms.length > 0 && (
      <Fact name="Platforms">
        <Platforms all={platforms} most={20} />
      </Fact>
    )}
    {source !== undefined && (
      <Fact name="Source">
        <Outside text={source} />
      </Fact>
    )}
    {licenses !== undefined && (
      <Fact name="Licence">
        <Foreign text={licenses} />
      </Fact>
    )}
    {vendor !== undefined && (
      <Fact name="Vendor">
        <Foreign text={vendor} />
      </Fact>
    )}
    {keywords !== undefined && (
      <Fact name="Keywords">
        <Foreign text={keywords} />
      </Fact>
    )}
  </>
)

type Known = Described &
  Pick<TagAnswer, 'digest' | 'pushedAt' | 'created' | 'revision' | 'baseName' | 'authors' | 'documentation'>

/** What is known of an image beside its parts. */
export const KnownFacts: FC<{ of: Known }> = ({ of }) => {
  const { digest, revision, baseName, authors } = of
  return (
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
        <Time at={of.pushedAt} />
      </Fact>
      {of.created !== undefined && (
        <Fact name="Built">
          <Time at={of.created} />
        </Fact>
      )}
      <CommonFacts of={of} />
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
      {of.documentation !== undefined && (
        <Fact name="Documentation">
          <Outside text={of.documentation} />
        </Fact>
      )}
    </dl>
  )
}
