// Faults of `lambda/indexing/recount.ts`.

import type { Fault } from '../fault.ts'

export const RECOUNT: readonly Fault[] = [
  ['the rev of the tally is that of the last brief', 'to.rev = Math.max(to.rev, brief.rev)', 'to.rev = brief.rev'],
  ['hidden tags are counted as visible too', 'to.hidden++\n    return', 'to.hidden++'],
  ['hidden tags are not counted', 'to.hidden++\n', ''],
  ['visible tags are not counted', 'to.visible++\n', ''],
  ['every tag is dangling', 'if (isDangling(brief)) to.dangling++', 'to.dangling++'],
  ['no tag is dangling', 'if (isDangling(brief)) to.dangling++', ''],
  ['the newest tag is not tallied', "of ['rank', 'newest'] as const", "of ['rank'] as const"],
  ['the least tag is tallied', 'best[order] < brief[order]', 'best[order] > brief[order]'],
  ['the last tag is tallied', 'best === undefined || best[order] < brief[order]', 'true'],
  ['nothing is expected to represent a repository', 'rank && representation(rank, shownDetail)', 'undefined'],
  ['no newest tag is expected', ', newest?.newest)', ', undefined)'],
  ['an expiry of a row with tags is not compared', ', ...(fields.document && { expires: undefined })', ''],
  [
    'an expiry of a row without tags contradicts it',
    '...(fields.document && { expires: undefined })',
    'expires: undefined',
  ],
  [
    'the description of a document is expected to be none',
    'defined({ description, title, version, source, keywords })',
    'defined({ title, version, source, keywords })',
  ],
  [
    'the source of a document is expected to be none',
    'defined({ description, title, version, source, keywords })',
    'defined({ description, title, version, keywords })',
  ],
  [
    'the keywords of a document are expected to be none',
    'defined({ description, title, version, source, keywords })',
    'defined({ description, title, version, source })',
  ],
  ['what details say is expected to be none', 'counted, shownDetailOf(row.document), row', 'counted, {}, row'],
  [
    'a lost row is not recounted',
    'row === undefined || row.rev < counted.rev',
    'row === undefined ? false : row.rev < counted.rev',
  ],
  ['a row behind its tags is right', 'row.rev < counted.rev || ', ''],
  ['a row as old as its tags is recounted', 'row.rev < counted.rev', 'row.rev <= counted.rev'],
  ['tags of the last commit of another rev are right', ' || lastRevs.some((rev) => rev !== row.rev)', ''],
  ['a row is contradicted only in all fields', 'Object.entries(expected).some(', 'Object.entries(expected).every('],
  ['a row that is gone is written', 'if (row === undefined) return\n    if', 'if'],
  ['the last commit is not waited for', 'if (!rowsCorrupt) await checkLastCommit', 'if (false) await checkLastCommit'],
  ['the last commit is waited for in vain', 'if (!rowsCorrupt) await checkLastCommit', 'await checkLastCommit'],
  ['replicas are recounted', '{ consistent: true }', '{ consistent: false }'],
  ['counts of the row are kept', '        recounted: { visible, hidden, dangling },\n', ''],
  [
    'hidden tags are recounted as none',
    'recounted: { visible, hidden, dangling }',
    'recounted: { visible, hidden: 0, dangling }',
  ],
  [
    'dangling tags are recounted as none',
    'recounted: { visible, hidden, dangling }',
    'recounted: { visible, hidden, dangling: 0 }',
  ],
  ['a recount forgets the registry', 'registry: ports.bucketName,', "registry: '',"],
  ['the successor by rank is not given', 'rank: await readBothRows(store, repository, counted.rank, rowsCorrupt),', ''],
  ['the successor by time is not given', 'newest: counted.newest,\n    }', '}'],
  ['a recount forgets who may see the repository', 'isPrivate: hides,', 'isPrivate: false,'],
]
