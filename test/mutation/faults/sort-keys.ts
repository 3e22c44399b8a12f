// Faults of `lambda/model/sort-keys.ts`.

// biome-ignore-all lint/suspicious/noTemplateCurlyInString: texts of the source have such strings

import type { Fault } from '../fault.ts'

export const SORT_KEYS: readonly Fault[] = [
  ['attestations of cosign are visible', 'sig|att|sbom', 'sig|sbom'],
  ['digests alone are visible', '(?:sig|att|sbom))?$/', '(?:sig|att|sbom))$/'],
  ['what starts like a digest is hidden', '(?:sig|att|sbom))?$/', '(?:sig|att|sbom))?/'],
  ['what ends like a digest is hidden', '/^(?:(?:sha256|', '/(?:(?:sha256|'],
  ['build caches are visible', "kind === 'cache' || ", ''],
  ['a time has 19 characters', 'TIME_LENGTH = 20', 'TIME_LENGTH = 19'],
  ['hidden tags rank with others', 'if (hidden) return `0${pushedAt}${tag}`', ''],
  ['hidden tags rank highest', 'return `0${pushedAt}${tag}`', 'return `9${pushedAt}${tag}`'],
  ['latest is a tag like others', "if (tag === 'latest') return `5${tag}`", ''],
  ['latest ranks below releases', '`5${tag}`', '`4${tag}`'],
  ['other tags rank above versions', "?? '1'}", "?? '5'}"],
  ['equal versions rank by name before time', '}${pushedAt}${tag}`\n}', '}${tag}${pushedAt}`\n}'],
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
