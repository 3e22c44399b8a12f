// Faults of `lambda/registry/content/manifests/index-children.ts`.

import type { Fault } from '../fault.ts'

export const INDEX_CHILDREN: readonly Fault[] = [
  ['101 entries', 'MAX_CHILDREN_READ = 100', 'MAX_CHILDREN_READ = 101'],
  ['four image indexes in each other', 'MAX_NESTING = 3', 'MAX_NESTING = 4'],
  ['two image indexes in each other', 'MAX_NESTING = 3', 'MAX_NESTING = 2'],
  ['each level has its own room', 'room -= some.length', ''],
  ['entries that are left are not counted', 'left += children.length - some.length', ''],
  ['image indexes that are too deep are not counted', 'left += entries', ''],
  ['an image index is listed again and again', 'listed.add(read.child.digest)', ''],
  ['the image index itself is listed in a cycle', 'new Set([digest])', 'new Set<string>()'],
  ['notes are dropped', 'notes.push(...childNotes', '[].push(...childNotes'],
  ['notes have no bound', 'childNotes.slice(0, Math.max(0, MAX_NOTES - notes.length))', 'childNotes'],
  ['an image index comes after its entries', '[read, ...inner.flatMap(flat)]', '[...inner.flatMap(flat), read]'],
  ['entries of a cache are read', '    hasManifests &&\n    (attests', '    (attests'],
  ['an entry without digest is no problem', 'hasManifests ? { problem: new', 'false ? { problem: new'],
  [
    'artifacts are on the platform around them',
    'isArtifact ? undefined : outer?.read.platform',
    'outer?.read.platform',
  ],
  ['images are on no platform around them', 'isArtifact ? undefined : outer?.read.platform', 'undefined'],
  ['everything says what it attests', 'attests: attests ? clean', 'attests: true ? clean'],
  ['artifacts that say what they are, are read', 'mayTellMore(declared, descriptor)', 'true'],
  ['artifacts that do not, are not read', 'mayTellMore(declared, descriptor)', 'declared.isOpen'],
  ['attestations are not read', '(attests || declared === undefined', '(declared === undefined && !attests'],
  ['layers are read as manifests', " &&\n    /manifest|index/.test(mediaType ?? 'manifest')", ''],
  ['what is missing is evidence', 'child: { ...known, missing: true }', 'child: { ...child, missing: true }'],
  ['artifacts are images', 'if (isArtifact || evidence !== undefined)', 'if (false)'],
  ['artifacts without evidence are images', 'if (isArtifact || evidence', 'if (read.isAttestation || evidence'],
  ['an image index has a size', 'entries === undefined ? { size', 'true ? { size'],
]
