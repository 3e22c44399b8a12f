// Decides what others are told of a change of a row: a push, a tag that is gone, a repository that is gone.

import { parseTagKey } from '../model/tag-keys.ts'
import { EVENTS } from '../names/events.ts'
import { layoutOfId, repositoryName } from '../registry/layouts/repository-id.ts'
import { defined } from '../shared/defined.ts'
import type { RegistryEvent } from './event.ts'
import type { BriefImage, RowChange } from './row-change.ts'

/**
 * The oldest push that is told of, in seconds before the index learned of it. A first load must not tell of all pushes
 * that ever were. An event waits in the queue for four days at most, and what was lost is found by the next run, which may
 * come a week later where `reconcile_days` is 7.
 */
export const MAX_DELAY_S = 7 * 24 * 3600

/**
 * Returns what others are told of this change; undefined if nothing.
 * @param registry name of the bucket
 * @param now epoch milliseconds, for a record that does not say when it was written
 */
export const eventOf = (change: RowChange, registry: string, now: number): RegistryEvent | undefined => {
  const { repository: id } = change
  const about = { registry, repository: repositoryName(id), layout: layoutOfId(id) }
  const at = change.at ?? now
  if (change.row === 'repository') {
    const { before, after } = change
    if (!before?.hasDocument || !after?.expires || after.hasDocument) return undefined
    return { type: EVENTS.repositoryRemoved, at, detail: { ...about, ...defined({ rev: after.rev }) } }
  }
  const { tag, isDetail } = parseTagKey(change.sort)
  if (isDetail) return undefined
  const { before, after } = change
  if (after === undefined)
    return before && { type: EVENTS.tagRemoved, at, detail: { ...about, tag, ...factsOf(before) } }
  const { pushedAt, size, platforms } = after
  if (pushedAt === undefined || (before?.pushedAt === pushedAt && before.digest === after.digest)) return undefined
  const delay = Math.max(0, Math.floor((at - Date.parse(pushedAt)) / 1000))
  // A time such as the 31st of February is no number, and no push.
  if (!(delay <= MAX_DELAY_S)) return undefined
  const detail = { ...about, tag, ...factsOf(after), pushedAt, platforms, delay }
  return { type: EVENTS.tagPushed, at, detail: { ...detail, ...defined({ previousDigest: before?.digest, size }) } }
}

const factsOf = ({ digest, kind, hidden, pushedAt, rev }: BriefImage) =>
  defined({ digest, kind, hidden, pushedAt, rev })
