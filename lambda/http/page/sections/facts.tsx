// The list of facts beside a repository or a tag.

import type { Child, FC } from 'hono/jsx'
import { commitIn } from '../../../model/git-revision.ts'
import type { TagAnswer } from '../../answers/repository-answers.ts'
import { Copy } from '../parts/copy.tsx'
import { Platforms, Size } from '../parts/image.tsx'
import { Foreign, Outside, Time } from '../parts/text.tsx'
import { qualifier } from '../words/query-words.ts'
import { searchUrl } from '../words/reference.ts'
import { shortened } from '../words/text.ts'

/** A fact with its name. Nothing where it is not known. */
export const Fact: FC<{ name: string; children?: Child }> = ({ name, children }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)

// A link to all that has the same value; none where a query can't say it.
const Asked: FC<{ name: string; value: string; title: string; children?: Child }> = (one) => {
  const query = qualifier(one.name, one.value)
  return query === undefined ? (
    <span>{one.children}</span>
  ) : (
    <a href={searchUrl(query)} title={one.title}>
      {one.children}
    </a>
  )
}

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
          <Asked name="revision" value={commitIn(revision) ?? revision} title="All images of this commit">
            <code title={revision}>
              <bdi>{commitIn(revision)?.slice(0, 12) ?? shortened(revision)}</bdi>
            </code>
          </Asked>
        </Fact>
      )}
      {baseName !== undefined && (
        <Fact name="Built on">
          <Asked name="base" value={baseName} title="All images that name this base">
            <Foreign text={baseName} />
          </Asked>
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
