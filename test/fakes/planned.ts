// Changes planned from tags as they might be in a bucket, without one.

import { type PlanInput, planChange, type TagToIndex } from '../../lambda/indexing/plan.ts'
import type { Change } from '../../lambda/model/index-store.ts'
import type { StoredTag } from '../../lambda/model/row-schemas.ts'
import type { Facts } from '../../lambda/registry/content/facts.ts'
import { distribution } from '../../lambda/registry/layouts/distribution.ts'

export const NOW = Date.parse('2026-11-24T12:00:00.700Z')
export const SIGNATURE = `sha256-${'a'.repeat(64)}.sig`

/** The time of a minute of one hour. */
export const pushedAt = (minute: number) => `2026-11-01T10:${String(minute).padStart(2, '0')}:00Z`

export const plan = (input: Partial<PlanInput>): Change =>
  planChange({
    repository: 'team/app',
    registry: 'registry',
    layout: distribution(''),
    isPrivate: false,
    row: undefined,
    tags: [],
    successors: {},
    rewrites: false,
    now: NOW,
    ...input,
  })

/** A tag as it is in the bucket, pushed at this minute. */
export const pushed = (tag: string, facts: Partial<Facts> = {}, minute = 1, stored: StoredTag = {}): TagToIndex => ({
  tag,
  stored,
  observed: {
    etag: `etag ${minute}`,
    pushedAt: pushedAt(minute),
    facts: { kind: 'image', digest: `sha256:${tag}`, platforms: ['linux/amd64'], ...facts },
  },
})

/** A tag that is not in the bucket any more. */
export const gone = (tag: string, stored: StoredTag): TagToIndex => ({ tag, stored, observed: undefined })

/** The rows of a tag that a change wrote. */
export const rowsOf = ({ tags }: Change, tag: string): StoredTag => {
  const { brief, detail } = tags.find((one) => one.tag === tag) ?? {}
  return { brief, detail: detail === 'keep' ? undefined : detail, existing: brief && { rev: brief.rev } }
}
