// A manifest that no tag points to, but which is a part of what one points to: an image for one platform, a config.

import type { FC } from 'hono/jsx'
import { Copy, Crumbs, Foreign } from './parts.tsx'
import { type Reference, referenceUrl } from './reference.ts'
import { short } from './text.ts'

/** A tag that leads to the manifest, and for which platform it is. */
interface Containing {
  readonly tag: string
  readonly platform?: string | undefined
}

interface WithinProps {
  readonly reference: Required<Pick<Reference, 'name' | 'digest'>>
  readonly layout: string
  readonly tags: readonly Containing[]
}

export const Within: FC<WithinProps> = ({ reference: { name, digest }, layout, tags }) => (
  <>
    <Crumbs name={name} layout={layout} isLink />
    <h1>
      <bdi>{name.split('/').at(-1)}</bdi>
      <span class="tagname">@{short(digest)}</span>
    </h1>
    <p class="lead">No tag points to it, but it is a part of these:</p>
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
    <p>
      <span class="digest">
        <code class="cut">{digest}</code>
        <Copy text={digest} what="digest" />
      </span>
    </p>
  </>
)
