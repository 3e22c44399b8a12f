// Links and blobs that are not even what they should be as bytes.

import type { Case } from './case.ts'
import { config, image, NOTHING, ofImage, ofManifest } from './pieces.ts'

const HEX = 'ab'.repeat(32)
const noDigest = (bytes: number) => `the tag's link has ${bytes} bytes that are no digest`
const link = (name: string, content: string | Buffer, bytes = Buffer.byteLength(content)): Case => ({
  name: `a link of ${name}`,
  link: content,
  facts: NOTHING,
  problem: noDigest(bytes),
})

const links: Case[] = [
  link('nothing', ''),
  link('white space', ' \r\n'),
  link('NULs', '\0'.repeat(71)),
  link('upper-case hex', `sha256:${HEX.toUpperCase()}`),
  link('an upper-case algorithm', `SHA256:${HEX}`),
  link('hex that is cut', `sha256:${HEX.slice(1)}`),
  link('hex that is too long', `sha256:${HEX}0`),
  link('another letter in the hex', `sha256:${HEX.slice(1)}g`),
  link('hex alone', HEX),
  link('an algorithm alone', 'sha256:'),
  link('an algorithm that no registry uses', `md5:${'ab'.repeat(16)}`),
  link('sha512 as long as sha256', `sha512:${HEX}`),
  link('the name of a field of all objects as algorithm', `__proto__:${HEX}`),
  link('a path that leads elsewhere', `sha256:../../../../${'a'.repeat(52)}`),
  link('two digests', `sha256:${HEX}\nsha256:${HEX}`),
  link('a digest in quotes', `"sha256:${HEX}"`),
  link('a digest behind a byte order mark', `\ufeffsha256:${HEX}`),
  link('UTF-16', Buffer.from(`sha256:${HEX}`, 'utf16le')),
  link('digits that only look like hex', `sha256:${'\uff10'.repeat(64)}`),
  link('JSON', JSON.stringify({ digest: `sha256:${HEX}` })),
  link('an error page', '<html><body>503 Service Unavailable</body></html>'),
  link('more bytes than any digest', 'x'.repeat(513)),
  link('very many bytes', 'sha256:'.repeat(100_000)),
  link('a digest and then white space beyond what is read', `sha256:${HEX}${' '.repeat(500)}`),
]

/** A manifest that has these bytes. */
const broken = (name: string, manifest: Case['blobs'] & object, problem: string): Case => ({
  name: `a manifest of ${name}`,
  blobs: manifest,
  facts: NOTHING,
  problem,
})
const notJson = (name: string, content: string | Buffer) =>
  broken(name, { manifest: content }, 'manifest digest:manifest is not JSON in UTF-8')
const noObject = (name: string, content: string) =>
  broken(name, { manifest: content }, 'manifest digest:manifest is not a JSON object')

const manifests: Case[] = [
  notJson('no bytes', ''),
  notJson('one byte', '{'),
  notJson('white space', '\n\n'),
  notJson('JSON that is cut', JSON.stringify(image).slice(0, -1)),
  notJson('two JSON documents', '{}{}'),
  notJson('JSON with a comma too many', '{"layers":[],}'),
  notJson('JSON with a comment', '{"layers":[]/* none */}'),
  notJson('JSON with a raw newline in a text', '{"mediaType":"a\nb"}'),
  notJson('JavaScript', '{layers:[]}'),
  notJson('NaN', '{"layers":[{"size":NaN}]}'),
  notJson('YAML', 'schemaVersion: 2\nlayers: []\n'),
  notJson('gzip', Buffer.from('1f8b08000000000000034bcb2f02001165 8c73'.replace(' ', ''), 'hex')),
  notJson('a byte that is no UTF-8', Buffer.from('{"layers":[],"a":"\xff"}', 'latin1')),
  notJson('a surrogate in UTF-8', Buffer.from('{"layers":[],"a":"\xed\xa0\x80"}', 'latin1')),
  notJson('a slash in two bytes where one would do', Buffer.from('{"layers":[],"a":"\xc0\xaf"}', 'latin1')),
  notJson('UTF-16', Buffer.from(JSON.stringify(image), 'utf16le')),
  notJson('brackets that never close', '['.repeat(500_000)),
  noObject('an array', '[]'),
  noObject('null', 'null'),
  noObject('a text', '"sha256"'),
  noObject('a number', '1e999'),
  noObject('a very deep array', '['.repeat(100_000) + ']'.repeat(100_000)),
  broken(
    'an object without anything',
    { manifest: {} },
    'manifest digest:manifest has neither manifests nor config nor layers',
  ),
  broken(
    'a registry error',
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
    name: 'a link with a newline, as editors make it',
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
    name: 'a manifest with a very deep value in a field that nobody knows',
    blobs: { manifest: JSON.stringify(image).replace('{', `{"x":${'['.repeat(1e5)}${']'.repeat(1e5)},`), config },
    facts: ofImage,
  },
  {
    name: 'a manifest of just 4 MiB',
    blobs: {
      manifest: JSON.stringify(image) + ' '.repeat(4 * 1024 * 1024 - JSON.stringify(image).length - 117),
      config,
    },
    facts: ofImage,
  },
]

const blobs: Case[] = [
  {
    name: 'no manifest where the link points to',
    facts: NOTHING,
    problem: 'blob digest:manifest is missing',
    heals: true,
  },
  {
    name: 'a manifest of another digest',
    damaged: { manifest: image },
    facts: NOTHING,
    problem: 'blob digest:manifest has another digest than its key says',
    heals: true,
  },
  {
    name: 'an empty object in the place of the manifest',
    blobs: { manifest: image, config },
    damaged: { manifest: '' },
    facts: NOTHING,
    problem: 'blob digest:manifest has another digest than its key says',
    heals: true,
  },
  {
    name: 'the manifest with a newline more than was pushed',
    blobs: { manifest: image, config },
    damaged: { manifest: `${JSON.stringify(image)}\n` },
    facts: NOTHING,
    problem: 'blob digest:manifest has another digest than its key says',
    heals: true,
  },
  {
    name: 'a link to a sha512 that is missing',
    link: `sha512:${'ab'.repeat(64)}`,
    facts: { digest: `sha512:${'ab'.repeat(64)}`, ...NOTHING },
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
    name: 'no config where the manifest points to',
    blobs: { manifest: image },
    facts: ofManifest,
    problem: 'blob digest:config is missing',
    heals: true,
  },
  {
    name: 'a config of another digest',
    blobs: { manifest: image },
    damaged: { config },
    facts: ofManifest,
    problem: 'blob digest:config has another digest than its key says',
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
