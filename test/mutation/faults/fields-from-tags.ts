// Faults of `lambda/indexing/fields-from-tags.ts`.

import type { Fault } from '../fault.ts'

export const FIELDS_FROM_TAGS: readonly Fault[] = [
  ['the layout is not recorded', 'layout: layout.id,', "layout: '',"],
  ['the registry is not recorded', '    registry,\n', "    registry: '',\n"],
  ['nothing is private', '    isPrivate,\n', '    isPrivate: false,\n'],
  ['nothing is shown', '    shown,\n', '    shown: undefined,\n'],
  [
    'the newest tag is not shown',
    'newest: newest === undefined ? undefined : parseNewestKey(newest)',
    'newest: undefined',
  ],
  ['the row has no rank', '    rank,\n', ''],
  ['the row has no newest key', '    newest,\n', ''],
  ['the row has no document', '    document,\n', ''],
  ['the row is not in the index of changes', 'changes: REPOSITORY.all,', "changes: '2',"],
  ['a repository is not in the catalog', '    catalog: document && REPOSITORY.all,\n', ''],
  ['a repository without tags is in the catalog', 'document && REPOSITORY.all', 'REPOSITORY.all'],
  ['a repository has no path', '    path: document && layout.catalogPath(name),\n', ''],
  ['a repository without tags has a path', 'document && layout.catalogPath(name)', 'layout.catalogPath(name)'],
]
