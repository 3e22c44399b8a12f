// Links and blobs whose bytes are wrong already: no digest, no JSON, or content of another digest.

import type { Case } from './case.ts'
import { config, image, NOTHING, ofImage, ofManifest } from './pieces.ts'

const HEX = 'ab'.repeat(32)
const notADigest = (bytes: number) => `the tag's link has ${bytes} bytes that are not a digest`
const link = (name: string, content: string | Buffer, bytes = Buffer.byteLength(content)): Case => ({
  name: `a link of ${name}`,
  link: content,
  facts: NOTHING,
  problem: notADigest(bytes),
})

const links: Case[] = [
  link('no bytes', ''),
  link('white space', ' \r\n'),
  link('NULs', '\0'.repeat(71)),
  link('upper-case hex', `sha256:${HEX.toUpperCase()}`),
  link('an upper-case algorithm', `SHA256:${HEX}`),
  link('truncated hex', `sha256:${HEX.slice(1)}`),
  link('hex that is too long', `sha256:${HEX}0`),
  link('a letter that is not hex', `sha256:${HEX.slice(1)}g`),
  link('hex alone', HEX),
  link('an algorithm alone', 'sha256:'),
  link('an unsupported algorithm', `md5:${'ab'.repeat(16)}`),
  link('sha512 with the length of sha256', `sha512:${HEX}`),
  link('__proto__ as algorithm', `__proto__:${HEX}`),
  link('a relative path', `sha256:../../../../${'a'.repeat(52)}`),
  link('two digests', `sha256:${HEX}\nsha256:${HEX}`),
  link('a digest in quotes', `"sha256:${HEX}"`),
  link('a digest behind a byte order mark', `\ufeffsha256:${HEX}`),
  link('UTF-16', Buffer.from(`sha256:${HEX}`, 'utf16le')),
  link('full-width digits', `sha256:${'\uff10'.repeat(64)}`),
  link('JSON', JSON.stringify({ digest: `sha256:${HEX}` })),
  link('an error page', '<html><body>503 Service Unavailable</body></html>'),
  link('more bytes than any digest', 'x'.repeat(513)),
  link('very many bytes', 'sha256:'.repeat(100_000)),
  link('a digest followed by white space beyond the bytes that are read', `sha256:${HEX}${' '.repeat(500)}`),
]

/** A case of a manifest with these bytes. */
const broken = (name: string, manifest: Case['blobs'] & object, problem: string): Case => ({
  name: `a manifest of ${name}`,
  blobs: manifest,
  facts: NOTHING,
  problem,
})
const notJson = (name: string, content: string | Buffer) =>
  broken(name, { manifest: content }, 'manifest digest:manifest is not JSON in UTF-8')
const notAnObject = (name: string, content: string) =>
  broken(name, { manifest: content }, 'manifest digest:manifest is not a JSON object')

const manifests: Case[] = [
  notJson('no bytes', ''),
  notJson('one byte', '{'),
  notJson('white space', '\n\n'),
  notJson('truncated JSON', JSON.stringify(image).slice(0, -1)),
  notJson('two JSON documents', '{}{}'),
  notJson('JSON with a trailing comma', '{"layers":[],}'),
  notJson('JSON with a comment', '{"layers":[]/* none */}'),
  notJson('JSON with a raw newline in a string', '{"mediaType":"a\nb"}'),
  notJson('JavaScript', '{layers:[]}'),
  notJson('NaN', '{"layers":[{"size":NaN}]}'),
  notJson('YAML', 'schemaVersion: 2\nlayers: []\n'),
  notJson('gzip', Buffer.from('1f8b08000000000000034bcb2f02001165 8c73'.replace(' ', ''), 'hex')),
  notJson('a byte that is not UTF-8', Buffer.from('{"layers":[],"a":"\xff"}', 'latin1')),
  notJson('a surrogate in UTF-8', Buffer.from('{"layers":[],"a":"\xed\xa0\x80"}', 'latin1')),
  notJson('an overlong UTF-8 encoding of a slash', Buffer.from('{"layers":[],"a":"\xc0\xaf"}', 'latin1')),
  notJson('UTF-16', Buffer.from(JSON.stringify(image), 'utf16le')),
  notJson('brackets that never close', '['.repeat(500_000)),
  notAnObject('an array', '[]'),
  notAnObject('null', 'null'),
  notAnObject('a string', '"sha256"'),
  notAnObject('a number', '1e999'),
  notAnObject('a very deeply nested array', '['.repeat(100_000) + ']'.repeat(100_000)),
  broken('an empty object', { manifest: {} }, 'manifest digest:manifest has neither manifests nor config nor layers'),
  broken(
    'an error response of a registry',
    { manifest: { errors: [{ code: 'MANIFEST_UNKNOWN' }] } },
    'manifest digest:manifest has neither manifests nor config nor layers',
  ),
  broken(
    'more than 4 MiB',
    { manifest: `{"layers":[],"x":"${'x'.repeat(4 * 1024 * 1024)}"}` },
    'blob digest:manifest has 4194324 bytes, more than 4194304',
  ),
]

const readable: Case[] = [
  {
    name: 'a link with a newline, as editors add it',
    link: 'digest:manifest\n',
    blobs: { manifest: image, config },
    facts: { digest: 'digest:manifest', ...ofImage },
  },
  {
    name: 'a manifest behind a byte order mark',
    blobs: { manifest: `\ufeff${JSON.stringify(image)}`, config },
    facts: ofImage,
  },
  {
    name: 'a manifest with white space around it',
    blobs: { manifest: `\n\t${JSON.stringify(image, undefined, '\t')}\r\n`, config },
    facts: ofImage,
  },
  {
    name: 'a manifest with a very deeply nested value in an unknown field',
    blobs: { manifest: JSON.stringify(image).replace('{', `{"x":${'['.repeat(1e5)}${']'.repeat(1e5)},`), config },
    facts: ofImage,
  },
  {
    name: 'a manifest of exactly 4 MiB',
    blobs: {
      manifest: JSON.stringify(image) + ' '.repeat(4 * 1024 * 1024 - JSON.stringify(image).length - 117),
      config,
    },
    facts: ofImage,
  },
]

const blobs: Case[] = [
  {
    name: 'a link to a missing manifest',
    facts: { ...NOTHING, dangling: 1 },
    problem: 'blob digest:manifest is missing',
    heals: true,
  },
  {
    name: 'a manifest that does not match its digest',
    damaged: { manifest: image },
    facts: NOTHING,
    problem: 'blob digest:manifest does not match its digest',
    heals: true,
  },
  {
    name: 'a manifest that was replaced by an empty object',
    blobs: { manifest: image, config },
    damaged: { manifest: '' },
    facts: NOTHING,
    problem: 'blob digest:manifest does not match its digest',
    heals: true,
  },
  {
    name: 'a manifest with a newline added after the push',
    blobs: { manifest: image, config },
    damaged: { manifest: `${JSON.stringify(image)}\n` },
    facts: NOTHING,
    problem: 'blob digest:manifest does not match its digest',
    heals: true,
  },
  {
    name: 'a link to a sha512 that is missing',
    link: `sha512:${'ab'.repeat(64)}`,
    facts: { digest: `sha512:${'ab'.repeat(64)}`, ...NOTHING, dangling: 1 },
    problem: `blob sha512:${'ab'.repeat(64)} is missing`,
    heals: true,
  },
  {
    name: 'a link to the config instead of the manifest',
    link: 'digest:config',
    blobs: { config },
    facts: { digest: 'digest:config', ...NOTHING },
    problem: 'manifest digest:config has neither manifests nor config nor layers',
  },
  {
    name: 'a manifest whose config is missing',
    blobs: { manifest: image },
    facts: { ...ofManifest, dangling: 1 },
    problem: 'blob digest:config is missing',
    heals: true,
  },
  {
    name: 'a config that does not match its digest',
    blobs: { manifest: image },
    damaged: { config },
    facts: ofManifest,
    problem: 'blob digest:config does not match its digest',
    heals: true,
  },
  {
    name: 'a config of more than 4 MiB',
    blobs: { manifest: image, config: ' '.repeat(4 * 1024 * 1024 + 1) },
    facts: ofManifest,
    problem: 'blob digest:config has 4194305 bytes, more than 4194304',
  },
]

export const bytes: Case[] = [...links, ...manifests, ...readable, ...blobs]
