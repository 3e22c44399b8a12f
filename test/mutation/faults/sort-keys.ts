// Faults of `lambda/model/sort-keys.ts`.

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of the source have such strings

import type { Fault } from '../fault.ts'

export const SORT_KEYS: readonly Fault[] = [
  ['attestations of cosign are visible', 'sig|att|sbom', 'sig|sbom'],
  ['digests alone are visible', '(?:sig|att|sbom))?$/', '(?:sig|att|sbom))$/'],
  ['what starts like a digest is hidden', '(?:sig|att|sbom))?$/', '(?:sig|att|sbom))?/'],
  ['what ends like a digest is hidden', '/^(?:(?:sha256|', '/(?:(?:sha256|'],
  ['build caches are visible', "kind === 'cache' || ", ''],
  ['a number is a version', '{1,9}){1,3})$/', '{1,9}){0,3})$/'],
  ['four numbers are no version', '{1,9}){1,3})$/', '{1,9}){1,2})$/'],
  ['five numbers are a version', '{1,9}){1,3})$/', '{1,9}){1,4})$/'],
  ['ten digits are a version', '(\\d{1,9}(?:', '(\\d{1,10}(?:'],
  ['a v makes no version', '/^v?(', '/^('],
  ['anything before a version is one', '/^v?(', '/v?('],
  ['a version with a suffix is one', '{1,9}){1,3})$/', '{1,9}){1,3})/'],
  ['a time has 19 characters', 'TIME_LENGTH = 20', 'TIME_LENGTH = 19'],
  ['missing numbers do not count', '[0, 1, 2, 3].map', '[0, 1, 2].map'],
  ['numbers are not padded', ".padStart(9, '0')", ''],
  ['numbers are padded to eight', ".padStart(9, '0')", ".padStart(8, '0')"],
  ['missing numbers have no digits', "(numbers[at] ?? '')", "(numbers[at] ?? '1')"],
  ['hidden tags rank with others', 'if (hidden) return `0${pushedAt}${tag}`', ''],
  ['hidden tags rank highest', 'return `0${pushedAt}${tag}`', 'return `4${pushedAt}${tag}`'],
  ['latest is a tag like others', "if (tag === 'latest') return `3${pushedAt}${tag}`", ''],
  ['versions rank below other tags', '`1${pushedAt}${tag}` : `2${version}', '`2${pushedAt}${tag}` : `1${version}'],
  ['equal versions rank by name before time', '`2${version}${pushedAt}${tag}`', '`2${version}${tag}${pushedAt}`'],
  ['hidden tags are the newest', "hidden ? '0' : '1'", "hidden ? '1' : '0'"],
  ['hidden tags are as new as others', "hidden ? '0' : '1'", "'1'"],
  ['the time of a key begins one too early', 'key.slice(1, 1 + TIME_LENGTH)', 'key.slice(0, TIME_LENGTH)'],
  ['the tag of a key begins one too early', 'tag: key.slice(1 + TIME_LENGTH)', 'tag: key.slice(TIME_LENGTH)'],
  ['hidden tags are ranked as others', 'rank: rankKey(tag, pushedAt, hidden)', 'rank: rankKey(tag, pushedAt, false)'],
  [
    'hidden tags are sorted by time as others',
    'newest: newestKey(tag, pushedAt, hidden)',
    'newest: newestKey(tag, pushedAt, false)',
  ],
]
