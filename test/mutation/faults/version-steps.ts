// Faults of `lambda/model/tag-order/version-steps.ts`.

import type { Fault } from '../fault.ts'

export const VERSION_STEPS: readonly Fault[] = [
  ['variants come above the version', "variant: '1', end: '2'", "variant: '2', end: '1'"],
  ['builds come below the version', "end: '2', build: '3'", "end: '3', build: '2'"],
  ['numbers come after words', "number: '4', word: '5'", "number: '5', word: '4'"],
  ['a build counts as an identifier', "build: '3', number: '4'", "build: '4', number: '3'"],
  ['further numbers come before builds', "word: '5', release: '6'", "word: '6', release: '0'"],
  ['a variant comes after its variants', "VARIANT_END = '7'", "VARIANT_END = '0'"],
  ['words end like letters', "WORD_END = '!'", "WORD_END = ''"],
  ['patches have no letters', '/^z?[a-wyz]$/', '/^$/'],
  ['x is a patch', '[a-wyz]', '[a-z]'],
  ['two letters are a patch', '/^z?[a-wyz]$/', '/^[a-wyz]+$/'],
  ['zeros before a number count', "text.replace(/^0+/, '')", 'text'],
  ['lengths are not padded', ".padStart(2, '0')", ''],
  ['numbers compare as texts', 'digits.length.toString(36)', "''"],
  ['lengths are decimal', 'toString(36)', 'toString(10)'],
  [
    'the end of a version is not marked',
    'if (first === undefined) return STEP.end\n  if (isR',
    "if (first === undefined) return ''\n  if (isR",
  ],
  ['words before the number of a revision count', 'if (isRevision(tokens, 0)) return suffixSteps(rest)', ''],
  ['builds of releases are variants', 'if (first.separator === PLUS) return identifierSteps(tokens)', ''],
  ['a patch is what a hyphen joins', "first.separator === '' && PATCH", 'PATCH'],
  ['a patch may have a number behind it', " && rest[0]?.separator !== ''", ''],
  ['variants are identifiers', '(isJoined(first) && !isVariant(first))', 'isJoined(first)'],
  ['what a hyphen joins is an identifier', '(isJoined(first) && !isVariant(first))', '!isVariant(first)'],
  ['builds of pre-releases are their identifiers', "(first.separator === PLUS ? STEP.build : '') + ", ''],
  ['variants in front are lost', '[...variants, ...tokens]', '[...tokens]'],
  ['variants behind are lost', '[...variants, ...tokens]', '[...variants]'],
  ['variants in front are lost behind identifiers', 'identifierSteps(rest, variants)', 'identifierSteps(rest)'],
  ['a dot joins no identifiers', "separator === '.' || ", ''],
  ['nothing joins no identifiers', "separator === '' || separator === '.'", "separator === '.'"],
  ['a plus joins no identifiers', ' || separator === PLUS\n', '\n'],
  ['numbers of variants compare as texts', '(isNumber ? numberStep(text) : wordStep(text))', 'wordStep(text)'],
]
