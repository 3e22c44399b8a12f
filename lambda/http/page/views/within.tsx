// What no tag points to and no manifest tells, but which is a part of what a tag points to: a config, an image that was not
// read.

import type { FC } from 'hono/jsx'
import { Copy } from '../parts/copy.tsx'
import { Crumbs } from '../parts/image.tsx'
import { type Containing, ContainingTags } from '../sections/containing-tags.tsx'
import type { Reference } from '../words/reference.ts'
import { short } from '../words/text.ts'

interface WithinProps {
  readonly reference: Required<Pick<Reference, 'name' | 'digest'>>
  readonly layout: string
  readonly tags: readonly Containing[]
  /** True if it may be a manifest, which could not be read. */
  readonly isUnread: boolean
}

export const Within: FC<WithinProps> = ({ reference: { name, digest }, layout, tags, isUnread }) => (
  <>
    <Crumbs name={name} layout={layout} isLink />
    <h1>
      <bdi>{name.split('/').at(-1)}</bdi>
      <span class="tagname">@{short(digest)}</span>
    </h1>
    <p class="lead">No tag points to it, but it is a part of these:</p>
    <ContainingTags name={name} layout={layout} tags={tags} />
    {isUnread && <p class="note">Just now it can’t be read what it is.</p>}
    <p>
      <span class="digest">
        <code class="cut">{digest}</code>
        <Copy text={digest} what="digest" />
      </span>
    </p>
  </>
)
