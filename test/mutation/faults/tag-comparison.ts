// Faults of `lambda/reconcile/tag-comparison.ts`.

import type { Fault } from '../fault.ts'

export const TAG_COMPARISON: readonly Fault[] = [
  ['events are late at once', 'EVENT_OVERDUE_MS = 10 * 60 * 1000', 'EVENT_OVERDUE_MS = 0'],
  ['events are late after an hour', 'EVENT_OVERDUE_MS = 10 * 60 * 1000', 'EVENT_OVERDUE_MS = 60 * 60 * 1000'],
  [
    'a vanished tag is left',
    'link === undefined ||\n  isMoved',
    'link !== undefined && (isMoved(brief, link)) ||\n  false && isMoved',
  ],
  ['a moved tag is left', '  isMoved(brief, link) ||\n  brief.facts', '  brief.facts'],
  ['facts of another version are left', 'brief.facts !== FACTS_VERSION ||', ''],
  ['facts of a later version are left', 'brief.facts !== FACTS_VERSION ||', 'brief.facts < FACTS_VERSION ||'],
  ['problems are never read again', '  isRetryDue(brief, now) ||\n', ''],
  ['wrong keys are left', ' ||\n  !hasKeys(brief)', ''],
  ['a wrong hidden is left', ' && (hidden ?? false) === right.hidden', ''],
  ['a wrong rank is left', 'rank === right.rank && ', ''],
  ['a wrong newest is left', 'newest === right.newest && ', ''],
  ['another digest is left', 'brief.etag !== link.etag || ', ''],
  ['another time is left', ' || brief.pushedAt !== link.lastModified', ''],
  ['a retry is an hour late', 'Date.parse(retryAt) <= now', 'Date.parse(retryAt) < now - 3_600_000'],
  ['a retry is a moment late', 'Date.parse(retryAt) <= now', 'Date.parse(retryAt) < now'],
  ['an event is late after exactly ten minutes', '< now - EVENT_OVERDUE_MS', '<= now - EVENT_OVERDUE_MS'],
]
