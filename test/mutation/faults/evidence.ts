// Faults of `lambda/registry/content/evidence/evidence.ts`.

import type { Fault } from '../fault.ts'

export const EVIDENCE: readonly Fault[] = [
  ['five kinds', 'MAX_KINDS = 4', 'MAX_KINDS = 5'],
  ['kinds have 101 bytes', 'KIND_MAX_BYTES = 100', 'KIND_MAX_BYTES = 101'],
  ['a media type may be longer', 'mediaType.length > MEDIA_TYPE_MAX_CHARS', 'false'],
  ['empty predicate types count', 'find((text) => text?.trim())', 'find((text) => text !== undefined)'],
  ['what wrappers say always counts', 'filter(({ isOpen }) => !isOpen)', 'filter(() => true)'],
  [
    'wrappers say nothing',
    'evidence: distinct(all.flatMap(({ evidence }) => evidence)), isOpen',
    'evidence: [], isOpen',
  ],
  ['nothing is open', 'isOpen: all.some(({ isOpen }) => isOpen)', 'isOpen: false'],
  ['every wrapper is a bundle', 'type.isBundle && bundleContent', 'bundleContent'],
  ['every bundle is a signature', 'type.isBundle && bundleContent === PLAIN_SIGNATURE', 'type.isBundle'],
  ['no bundle is a plain signature', 'type.isBundle && bundleContent === PLAIN_SIGNATURE', 'false'],
  ['predicates of everything count', 'type.isWrapper && predicate)', 'predicate)'],
  ['predicates do not count', 'if (type.isWrapper && predicate)', 'if (false)'],
  ['versions of predicates count', "predicateType.replace(PREDICATE_VERSION, '')", 'predicateType'],
  ['predicate types end anywhere', '){0,2}$/', '){0,2}/'],
  ['other predicate types are nothing', "{ is: ['attestation'], ...(kind", '{ is: [], ...(kind'],
  ['other predicate types have no kind', 'const kind = clean(predicateType, KIND_MAX_BYTES)', 'const kind = undefined'],
  ['versions of media types count', ".replace(VERSION, '')", ''],
  ['versions stand anywhere', '){0,2}(?=$|\\+)/', '){0,2}/'],
  ['parameters count', "mediaType.split(';')[0] ?? ''", 'mediaType'],
  ['case counts', '.toLowerCase()', ''],
  [
    'kinds are not distinct',
    '[...new Set(some.flatMap(({ kind }) => kind ?? []))]',
    'some.flatMap(({ kind }) => kind ?? [])',
  ],
  ['what has no kind is nothing', 'some.length > 0 ? [{ is }] : []', '[]'],
]
