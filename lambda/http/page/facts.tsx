// The list of facts beside a repository or a tag.

import type { Child, FC } from 'hono/jsx'
import type { TagAnswer } from '../repository-answers.ts'
import { Foreign, Outside, Platforms, Size } from './parts.tsx'

/** A fact with its name. Nothing where it is not known. */
export const Fact: FC<{ name: string; children?: Child }> = ({ name, children }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)

type Described = Pick<TagAnswer, 'size' | 'licenses' | 'vendor' | 'source' | 'version'> & {
  readonly platforms?: readonly string[] | undefined
}

/** What repositories and tags both say of an image. */
export const CommonFacts: FC<{ of: Described }> = ({
  of: { version, size, platforms = [], licenses, vendor, source },
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
  </>
)
