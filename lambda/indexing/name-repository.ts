// Makes a repository findable by its name before anything of it is read: a first load lists the bucket in minutes, and
// reads it in hours. What is known then is its name, how many tags it has, and whether it is private.

import { hasHiddenName } from '../model/sort-keys.ts'
import type { ListedRepository } from '../registry/listing.ts'
import { defined } from '../shared/defined.ts'
import { fieldsFromTags } from './fields-from-tags.ts'
import type { ObservingPorts } from './observe.ts'

/**
 * Writes the row of a repository that was listed but not read. Returns false where there is a row already: whoever wrote it
 * has read the bucket, and knows more. Costs three write units: the row, and its items in two indexes.
 */
export const nameRepository = (
  { store, bucketName, layouts, clock }: Pick<ObservingPorts, 'store' | 'bucketName' | 'layouts' | 'clock'>,
  { name, isPrivate, tags }: ListedRepository,
): Promise<boolean> => {
  const hidden = [...tags.keys()].filter(hasHiddenName).length
  const visible = tags.size - hidden
  const repository = { name, registry: bucketName, layout: layouts.of(name), isPrivate }
  const counts = { visible, hidden, dangling: 0, unread: visible, unreadHidden: hidden }
  const { changes, ...fields } = fieldsFromTags(repository, counts, undefined, undefined)
  return store.create({
    name,
    rev: 1,
    changedAt: Math.floor(clock.now()),
    last: { tags: [], removed: [] },
    changes,
    ...defined(fields),
  })
}
