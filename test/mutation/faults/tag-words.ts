// Faults of `lambda/model/tag-order/version-words.ts`, `tag-date.ts` and `commit-like.ts`.

import type { Fault } from '../fault.ts'

export const VERSION_WORDS: readonly Fault[] = [
  ['a commit is numbers and words', "if (isCommit(part.replace(/^g/i, '')))", 'if (false)'],
  ['a g before a commit is a word', "part.replace(/^g/i, '')", 'part'],
  ['letters are as they are written', 'text: run.toLowerCase()', 'text: run'],
  ['runs of one part have its separator', "at === 0 ? separator : ''", 'separator'],
  ['1.0.dev1 comes after 1.0a1', "separator !== '-') return ''", "separator !== '-') return text"],
  ['-dev comes before -alpha', " && separator !== '-') return ''", ") return ''"],
  [
    'words of pre-releases are read at the front only',
    'if (UNRELEASED.has(text)) return text',
    'if (at === 0 && UNRELEASED.has(text)) return text',
  ],
  ['-alpine-edge is a pre-release', 'if (at > 0) return undefined', ''],
  ['CR1 comes before RC1', "text === 'cr' ? 'rc' : text", 'text'],
  ['M1 is no milestone', "if (text === 'm' && isCounted) return 'milestone'", ''],
  ['any m is a milestone', "text === 'm' && isCounted", "text === 'm'"],
  ['-b1 is a beta', "separator === '' && isCounted", 'isCounted'],
  ['a and b without a number are phases', "separator === '' && isCounted && next.separator === ''", "separator === ''"],
  ['any word counts builds', "REVISIONS.has(tokens[at]?.text ?? '') && ", ''],
  ['a word counts builds without a number', ' && tokens[at + 1]?.isNumber === true', ''],
]

export const TAG_DATE: readonly Fault[] = [
  ['there is a 13th month', '1[0-2])', '1[0-3])'],
  ['there is a 32nd day', '3[01])`', '3[012])`'],
  ['a month alone is no date', '(?!\\d))?(?!\\d)', '(?!\\d))(?!\\d)'],
  ['separators may differ', '(?:\\2(', '(?:[-_]('],
  ['any digits follow a day', '((?:\\d\\d){0,3})', '(\\d*)'],
  ['times have no seconds', 'hour + minute + second)', 'hour + minute)'],
  ['what is no time is one', 'z?(?![\\da-z])', 'z?'],
  ['a day is not filled up', 'TIME_DIGITS = 17', 'TIME_DIGITS = 8'],
  ['a month has times', "day === '' ? [] : TIME.exec(behind)", 'TIME.exec(behind)'],
  ['times behind a hyphen are not read', "time === '' ? TIME.exec(rest) :", "time === '' ? [] :"],
]

export const COMMIT_LIKE: readonly Fault[] = [
  ['six digits are a commit', '{7,}', '{6,}'],
  ['eight digits at least are a commit', '{7,}', '{8,}'],
  ['letters are no commit', '(/[a-f]/i.test(text) || ', '('],
  ['thirteen digits are a commit', 'length <= 12', 'length <= 13'],
  ['a sha1 of digits is a number', 'length === 40 || ', ''],
  ['a sha256 of digits is a number', ' || length === 64', ''],
  ['seconds are a commit', '!EPOCH.test(text) && ', ''],
  ['a day is a commit', " && dateOf(text)?.rest !== ''", ''],
]
