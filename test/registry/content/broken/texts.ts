// Labels and annotations, which anybody may have written. Their texts must be capped and harmless.

import type { Case } from './case.ts'
import { config, image, labelled, ofImage } from './pieces.ts'

const OCI = 'org.opencontainers.image.'
const kept = (bytes: number, character = 'x') =>
  `${character.repeat(Math.floor((bytes - 3) / Buffer.byteLength(character)))}…`

const FAMILY = '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}'
const ASTRONAUT = '\u{1f469}\u{1f3fd}\u200d\u{1f680}'
const FLAG = '\u{1f3f3}\ufe0f\u200d\u{1f308}'
const PERSIAN = '\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645'

/** A case whose description is this label. */
const text = (name: string, label: string, description: string | undefined, value = description ?? ''): Case => ({
  name: `a description ${name}`,
  blobs: { manifest: image, config: labelled({ [`${OCI}description`]: label }) },
  facts: {
    ...ofImage,
    labels: { [`${OCI}description`]: value },
    ...(description === undefined ? {} : { description }),
  },
})
const labels = (
  name: string,
  all: object | string,
  found: object,
  facts: Case['facts'] = {},
  problem?: Case['problem'],
): Case => ({
  name: `labels ${name}`,
  blobs: {
    manifest: image,
    config:
      typeof all === 'string' ? JSON.stringify(config).replace('{', `{"config":{"Labels":${all}},`) : labelled(all),
  },
  facts: {
    ...ofImage,
    ...facts,
    ...(Object.keys(found).length > 0 ? { labels: found as Record<string, string> } : {}),
  },
  ...(problem === undefined ? {} : { problem }),
})
/** A case with a title in a label and in an annotation. */
const both = (name: string, label: string, annotation: string, title: string | undefined): Case => ({
  name: `a title ${name}`,
  blobs: {
    manifest: { ...image, annotations: { [`${OCI}title`]: annotation } },
    config: labelled({ [`${OCI}title`]: label }),
  },
  facts: {
    ...ofImage,
    ...(title === undefined ? {} : { title }),
    labels: { [`${OCI}title`]: label.replace(/[\s\0\u200b\u202e]/g, '') },
    annotations: { [`${OCI}title`]: annotation.trim() },
  },
})

const descriptions: Case[] = [
  text('that is empty', '', undefined),
  text('of white space', ' \t\r\n\u00a0\u3000', undefined),
  text('of invisible characters', '\u200b\u200e\u2060\ufeff\u00ad', undefined),
  text('of control characters', '\u0000\u001b\u007f\u0085', undefined),
  text('with terminal colours', '\u001b[31mred\u001b[0m', '[31mred [0m'),
  text('of several lines', 'one\r\n\ttwo\u2028three', 'one two three'),
  text('with NUL, which separates the parts of an entry', 'a\u0000b', 'a b'),
  text('with a bidirectional override', 'abc\u202egnp.exe\u202c', 'abc gnp.exe'),
  text('with bidirectional isolates', '\u2066a\u2069\u061cb\u200fc', 'a b c'),
  text('with invisible tag characters', 'a\u{e0061}\u{e0062}b', 'a b'),
  text('with a lone surrogate at its end', 'a\ud83d', 'a\ufffd'),
  text('with a lone surrogate at its start', '\udc00a', '\ufffda'),
  text('with two surrogates in the wrong order', '\udc00\ud83d', '\ufffd\ufffd'),
  text('of 1,000 bytes', 'x'.repeat(1000), 'x'.repeat(1000)),
  text('of 1,001 bytes', 'x'.repeat(1001), kept(1000)),
  text('of very many bytes', 'x'.repeat(3_000_000), kept(1000)),
  text('of characters of four bytes', '\u{1f980}'.repeat(400), kept(1000, '\u{1f980}')),
  text('of white space, with a word far behind it', `${' '.repeat(10_000)}far`, 'far'),
  text('of a letter, with an emoji far behind it', `a${' '.repeat(3998)}\u{1f980}`, 'a \u{1f980}'),
  text('of a letter, with a letter far behind it', `a${' '.repeat(4000)}b`, 'a b'),
  text('of invisible characters, with a word far behind them', `${'\u200b'.repeat(5000)}word`, 'word'),
  text('with a family emoji, which joiners combine from three', FAMILY, FAMILY),
  text('with an astronaut emoji that has a skin colour', ASTRONAUT, ASTRONAUT),
  text('with a flag emoji, which a joiner combines from two and a mark', FLAG, FLAG),
  text('in Persian, with joiners in its words', PERSIAN, PERSIAN),
  text('with several joiners in a row', '\u0645\u06cc\u200c\u200d\u200c\u062e', '\u0645\u06cc\u200c\u062e'),
  text('with joiners around it', '\u200da b\u200c', 'a b'),
  text('with joiners that join nothing', 'a\u200d b\u200c, \u200c\u200d 1\u200d2', 'a b , 1 2'),
  text('of joiners', '\u200c\u200d'.repeat(3000), undefined),
  text('that is cut after a joiner', `${'x'.repeat(994)}\u200dyyyy`, `${'x'.repeat(994)}…`),
  text(
    'with deprecated format characters and annotation marks',
    'a\u206a\u206fb\u180ec\ufff9d\ufffae\ufffbf',
    'a b c d e f',
  ),
  text('of two words with much white space between them', `a${' '.repeat(900)}b`, 'a b'),
  text('of very many combining marks', `a${'\u0301'.repeat(5000)}`, `a${'\u0301'.repeat(8)}`),
  text('in markup', '<script>alert(1)</script>', '<script>alert(1)</script>'),
  text('with characters that JSON escapes', '"\\/\b', '"\\/'),
  text('of ligatures that each normalize to eighteen letters', '\ufdfa'.repeat(333), '\ufdfa'.repeat(333)),
]

const many = Object.fromEntries(Array.from({ length: 1001 }, (_, at) => [`k${String(at).padStart(4, '0')}`, 'v']))
const labelCases: Case[] = [
  labels('without entries', {}, {}),
  labels('with an empty name', { '': 'a' }, {}),
  labels('with a name of control characters', { '\u0000\u0001': 'a' }, {}),
  labels('with names that become the same', { 'a\u0000b': '1', 'a b': '2' }, { 'a b': '2' }),
  labels(
    'with names that differ only in invisible characters',
    { 'a\u206ab\u200d': '1', '\u200ca b': '2' },
    { 'a b': '2' },
  ),
  labels('with a name that is very long', { ['n'.repeat(300)]: 'v' }, { [kept(255, 'n')]: 'v' }),
  labels('with a lone surrogate in a name', { 'a\ud83d': 'v' }, { 'a\ufffd': 'v' }),
  labels(
    'with names of members of all objects',
    '{"__proto__":"a","constructor":"b","hasOwnProperty":"c","toString":"d","valueOf":"e"}',
    { constructor: 'b', hasOwnProperty: 'c', toString: 'd', valueOf: 'e' },
  ),
  labels(
    'with a prototype that is an object',
    '{"__proto__":{"polluted":"yes"}}',
    {},
    {},
    'invalid: config.Labels.__proto__ is an object, not a string',
  ),
  labels('with a duplicate name, of which the last counts', '{"a":"1","a":"2"}', { a: '2' }),
  labels('with numeric names', { 2: 'b', 1: 'a' }, { 1: 'a', 2: 'b' }),
  labels('with a null value', { a: null, b: 'c' }, { b: 'c' }),
  labels(
    'with values of other types',
    { a: 1, b: true, c: {}, d: 'e' },
    { d: 'e' },
    {},
    'invalid: config.Labels.a is 1, not a string; config.Labels.b is true, not a string; config.Labels.c is an object, not a string',
  ),
  labels('with one long value', { a: 'x'.repeat(9000), b: 'y' }, { a: kept(1000), b: 'y' }),
  labels(
    'with many long values, which are cut equally',
    Object.fromEntries(Array.from({ length: 16 }, (_, at) => [`k${at}`, 'x'.repeat(1000)])),
    Object.fromEntries(Array.from({ length: 16 }, (_, at) => [`k${at}`, kept(500)])),
  ),
  labels('with very many names, of which the last are left out', many, {
    ...Object.fromEntries(Object.entries(many).slice(0, 1000)),
  }),
  labels(
    'with more names than fit',
    Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`${at + 10}`.padEnd(200, 'n'), 'v'])),
    { ...Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`${at + 10}`.padEnd(200, 'n'), ''])), '…': '' },
  ),
]

const choices: Case[] = [
  both('in a label, which comes before an annotation', 'label', 'annotation', 'label'),
  both('in an annotation if the label is empty', '', 'annotation', 'annotation'),
  both('in an annotation if the label is white space', ' ', 'annotation', 'annotation'),
  both('in an annotation if the label has only invisible characters', '\u200b\u202e', 'annotation', 'annotation'),
  both('in an annotation if the label is a control character', '\u0000', 'annotation', 'annotation'),
]

const values = {
  version: 'ü'.repeat(200),
  source: 'https://user:secret@host/x.git',
  revision: '\u{1f980}a',
  'base.digest': 'a\u{1f980}',
  'base.name': '\ufdfa'.repeat(80),
}
const shown = { ...values, source: 'https://host/x.git' }
const found: Case[] = [
  {
    name: 'labels that are invalid as lookup values',
    blobs: {
      manifest: image,
      config: labelled(Object.fromEntries(Object.entries(values).map(([key, one]) => [OCI + key, one]))),
    },
    facts: {
      ...ofImage,
      version: `${'ü'.repeat(126)}…`,
      source: shown.source,
      revision: values.revision,
      baseDigest: values['base.digest'],
      baseName: values['base.name'],
      labels: Object.fromEntries(Object.entries(shown).map(([key, one]) => [OCI + key, one])),
    },
  },
  {
    name: 'a source that is only a scheme, and a base digest that is only an algorithm',
    blobs: { manifest: image, config: labelled({ [`${OCI}source`]: 'https://', [`${OCI}base.digest`]: 'sha256:' }) },
    facts: {
      ...ofImage,
      source: 'https://',
      baseDigest: 'sha256:',
      labels: { [`${OCI}source`]: 'https://', [`${OCI}base.digest`]: 'sha256:' },
    },
  },
  {
    name: 'annotations that are not strings',
    blobs: {
      manifest: { ...image, annotations: { [`${OCI}title`]: ['a'], [`${OCI}version`]: 1.0, [`${OCI}vendor`]: 'v' } },
      config,
    },
    facts: { ...ofImage, vendor: 'v', annotations: { [`${OCI}vendor`]: 'v' } },
    problem: `invalid: annotations.${OCI}title is an array, not a string; annotations.${OCI}version is 1, not a string`,
  },
  {
    name: 'a time of creation in annotations when the config has none',
    blobs: {
      manifest: { ...image, annotations: { [`${OCI}created`]: '2026-01-02T03:04:05+01:00' } },
      config: { ...config, created: '0001-01-01T00:00:00Z' },
    },
    facts: {
      ...ofImage,
      created: '2026-01-02T02:04:05Z',
      annotations: { [`${OCI}created`]: '2026-01-02T03:04:05+01:00' },
    },
  },
]

export const texts: Case[] = [...descriptions, ...labelCases, ...choices, ...found]
