import type { FC } from 'hono/jsx'
import { Foreign } from '../parts/text.tsx'
import { referenceUrl } from '../words/reference.ts'

/** A tag that leads to the manifest, and for which platform it is. */
export interface Containing {
  readonly tag: string
  readonly platform?: string | undefined
}

interface ContainingProps {
  readonly name: string
  readonly layout: string
  readonly tags: readonly Containing[]
}

/** Tags of one repository that have a manifest for a part. */
export const ContainingTags: FC<ContainingProps> = ({ name, layout, tags }) => (
  <ul class="plain-list">
    {tags.map(({ tag, platform }) => (
      <li>
        <a href={referenceUrl({ name, tag }, layout)}>:{tag}</a>{' '}
        <span class="note">
          <Foreign text={platform} />
        </span>
      </li>
    ))}
  </ul>
)
