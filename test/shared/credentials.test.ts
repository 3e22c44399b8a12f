import { describe, expect, it } from 'vitest'
import { withoutCredentials } from '../../lambda/shared/credentials.ts'

const ENCODED = encodeURIComponent('https://ann:s3cret@git.example.com/a/b')

describe('credentials are taken out of a URL', () => {
  it.each([
    ['https://ann:s3cret@git.example.com/a/b.git', 'https://git.example.com/a/b.git'],
    ['https://s3cret@git.example.com/a', 'https://git.example.com/a'],
    ['https://:s3cret@git.example.com/a', 'https://git.example.com/a'],
    ['HTTPS://ann:s3cret@git.example.com:8443/a', 'HTTPS://git.example.com:8443/a'],
    ['https://ann@corp.example:s3cret@git.example.com/a', 'https://git.example.com/a'],
    ['https://ann:s3%40cret%2F@git.example.com/a', 'https://git.example.com/a'],
    ['https://ann:s3cret%40git.example.com/a', 'https://git.example.com/a'],
    ['https://ann:s3cret%EF%BC%A0git.example.com/a', 'https://git.example.com/a'],
    ['https://ann:s3/cr+et=@git.example.com/a', 'https://git.example.com/a'],
    ['https://ann:s3#cret@git.example.com/a', 'https://git.example.com/a'],
    ['https://ann:s3"cret@git.example.com/a', 'https://git.example.com/a'],
    ['https://ann:s3cret\n@git.example.com/a', 'https://git.example.com/a'],
    ['https://ann:s3\u200bcret@git.example.com/a', 'https://git.example.com/a'],
    ['https://ann:s3@cret:s3/cret@git.example.com/a', 'https://git.example.com/a'],
    ['https://ann\t:s3cret\r@git.example.com/a', 'https://git.example.com/a'],
    ['https://ann:s3cret@[::1]:8443/a', 'https://[::1]:8443/a'],
    ['https:/ann:s3cret@git.example.com/a', 'https:/git.example.com/a'],
    ['https:\\\\ann:s3cret@git.example.com\\a', 'https:\\\\git.example.com\\a'],
    ['//ann:s3cret@git.example.com/a', '//git.example.com/a'],
    ['git+https://ann:s3cret@git.example.com/a', 'git+https://git.example.com/a'],
    ['git::https://ann:s3cret@git.example.com/a//b', 'git::https://git.example.com/a//b'],
    ['scm:git:https://ann:s3cret@git.example.com/a', 'scm:git:https://git.example.com/a'],
    ['jdbc:postgresql://ann:s3cret@db.example.com/a', 'jdbc:postgresql://db.example.com/a'],
    ['mongodb+srv://ann:s3cret@db1,db2/a', 'mongodb+srv://db1,db2/a'],
    ['amqp://ann:s3cret@host', 'amqp://host'],
    ['ssh://git:s3cret@git.example.com/a', 'ssh://git.example.com/a'],
    ['ann:s3cret@git.example.com/a/b', 'git.example.com/a/b'],
    ['ann:s3cret@git.example.com:a/b', 'git.example.com:a/b'],
    ['ann:s3cret@gitserver:3000/a/b', 'gitserver:3000/a/b'],
    ['scm:git:ann:s3cret@git.example.com:a/b', 'scm:git:git.example.com:a/b'],
    ['https:ann:s3cret@git.example.com/a', 'https:git.example.com/a'],
    [ENCODED, encodeURIComponent('https://git.example.com/a/b')],
    [encodeURIComponent(ENCODED), encodeURIComponent(encodeURIComponent('https://git.example.com/a/b'))],
    [
      `https://ci.example.com/?url=${ENCODED}&x=1`,
      'https://ci.example.com/?url=https%3A%2F%2Fgit.example.com%2Fa%2Fb&x=1',
    ],
    ['https%3a//ann%3as3cret%40git.example.com/a', 'https%3a//git.example.com/a'],
    ['https://ann:s3cret@https://ben:s3cret@git.example.com/a', 'https://https://git.example.com/a'],
    ['{"url":"https:\\/\\/ann:s3cret@git.example.com\\/a"}', '{"url":"https:\\/\\/git.example.com\\/a"}'],
    [
      'see <https://ann:s3cret@git.example.com/a>, and (http://s3cret@b.example).',
      'see <https://git.example.com/a>, and (http://b.example).',
    ],
    ['https://git.example.com/a?private_token=s3cret&ref=main', 'https://git.example.com/a?private_token=&ref=main'],
    [
      'https://git.example.com/a?ref=main&amp;access_token=s3cret',
      'https://git.example.com/a?ref=main&amp;access_token=',
    ],
    ...[
      'auth',
      'authorization',
      'pass',
      'passphrase',
      'key',
      'subscription-key',
      'private_key',
      'AccountKey',
      'api.key',
    ].map((name): [string, string] => [`https://a.example/p?${name}=s3cret&b=1`, `https://a.example/p?${name}=&b=1`]),
    ...['code', 'sig', 'sid', 'otp', 'pw', 'session', 'token[]', 'auth[token]', 'auth%5Bkey%5D', 'a[pass][]'].map(
      (name): [string, string] => [`https://a.example/p?b=1&${name}=s3cret`, `https://a.example/p?b=1&${name}=`],
    ),
    [`https://github.com/a/b?ghp_${'s3cret'.repeat(6)}&c`, 'https://github.com/a/b?&c'],
    [`https://git.example.com/glpat-${'s3cret'.repeat(4)}/a`, 'https://git.example.com//a'],
    [`revision github_pat_${'s3_cret'.repeat(11)}`, 'revision '],
    ['see https://a.example/#id_token=s3cret now', 'see https://a.example/#id_token= now'],
    [
      'https://b.s3.amazonaws.com/k?X-Amz-Credential=s3cret&X-Amz-Date=1&X-Amz-Signature=s3cret',
      'https://b.s3.amazonaws.com/k?X-Amz-Credential=&X-Amz-Date=1&X-Amz-Signature=',
    ],
    ['https://a.blob.core.windows.net/c?sv=2024&sig=s3%2Bcret%3D', 'https://a.blob.core.windows.net/c?sv=2024&sig='],
    [
      `https://ci.example.com/?url=${encodeURIComponent('https://git.example.com/a?token=s3cret&b=1')}`,
      `https://ci.example.com/?url=${encodeURIComponent('https://git.example.com/a?token=&b=1')}`,
    ],
    ['ghp_s3crets3cret@github.com/a/b', 'github.com/a/b'],
    ['git:glpat-s3cret_s3cret@gitlab.com:a/b', 'git:gitlab.com:a/b'],
    ['a=https://ann:s3cret@a.example,b=https://ann:s3cret@b.example', 'a=https://a.example,b=https://b.example'],
  ])('%j', (text, without) => {
    expect(withoutCredentials(text)).toBe(without)
    expect(withoutCredentials(without)).toBe(without)
  })
})

describe('credentials are taken out where something hides them', () => {
  const PLAIN = [
    ['https://ann:s3cret@git.example.com/a', 'https://git.example.com/a'],
    ['ann:s3cret@git.example.com/a/b', 'git.example.com/a/b'],
    ['ghp_s3crets3cret@github.com/a/b', 'github.com/a/b'],
    ['https://git.example.com/a?private_token=s3cret', 'https://git.example.com/a?private_token='],
  ] as const

  it.each([
    ['a zero-width space', '\u200b'],
    ['a zero-width joiner', '\u200d'],
    ['a soft hyphen', '\u00ad'],
    ['a mark of direction', '\u202e'],
    ['an isolate', '\u2066'],
    ['a byte order mark', '\ufeff'],
    ['a word joiner', '\u2060'],
    ['a filler of Hangul', '\u3164'],
    ['a variation selector', '\ufe0f'],
    ['a letter of tags', '\u{e0041}'],
    ['a blank of Braille', '\u2800'],
    ['a grapheme joiner', '\u034f'],
    ['an accent', '\u0301'],
    ['a control character', '\u0000'],
    ['a backspace', '\b'],
  ])('by %s, wherever it stands', (_, hidden) => {
    for (const [text, without] of PLAIN)
      for (let at = 0; at <= text.length; at++) {
        const found = withoutCredentials(text.slice(0, at) + hidden.repeat(2) + text.slice(at))
        expect(found.replaceAll(hidden, '')).toBe(without)
        expect(found).not.toContain('s3')
      }
  })

  it.each([
    ['＠', '@'],
    ['﹫', '@'],
    ['：', ':'],
    ['﹕', ':'],
    ['∶', ':'],
    ['／', '/'],
    ['∕', '/'],
    ['＝', '='],
    ['？', '?'],
    ['．', '.'],
    ['。', '.'],
    ['ｐ', 'p'],
    ['𝐬', 's'],
    ['ⓔ', 'e'],
  ])('by %s in place of %s', (form, sign) => {
    for (const [text, without] of PLAIN) {
      const found = withoutCredentials(text.replaceAll(sign, form))
      expect(found.normalize('NFKC').replace('∶', ':').replaceAll('∕', '/').replaceAll('。', '.')).toBe(without)
      expect(withoutCredentials(found)).toBe(found)
    }
  })

  it('by all of it being full-width', () => {
    const wide = [...'https://ann:s3cret@git.example.com/a'].map((sign) =>
      String.fromCodePoint(sign.charCodeAt(0) + 0xfee0),
    )
    expect(withoutCredentials(wide.join(''))).toBe('https://git.example.com/a')
  })
})

describe('a text stays as it is', () => {
  it.each([
    'git@github.com:a/b.git',
    'ssh://git@git.example.com:2222/a/b',
    'git+ssh://git@git.example.com/a/b',
    'scm:git:git@github.com:a/b.git',
    'scm:git:ssh://git@github.com/a/b.git',
    'https://git.example.com:8443/@scope/package@1.2.3',
    'https://medium.example/@ann',
    'https://[::1]:8080/@ann',
    'https://a.example?mail=ann@b.example',
    'docker.io/library/alpine:3.20@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
    'docker-image://alpine@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
    'pkg:npm/%40scope/package@1.2.3',
    'Ann Lee <ann@example.com>',
    'mailto:ann@example.com',
    'Contact:ann@example.com',
    'main@sha1:6c9f1e3b5d7a9c0e2f4a6b8c0d1e3f5a7b9c1d3e',
    'https://a.example\nann@b.example',
    'time: 12:30 @ work',
    'https://a.example/tokens?page=2&sort=signed&keys=a#signature',
    'https://git.example.com/gitweb?p=a/b.git;a=summary',
    'glob-expressions@example.com',
    'glpat-docs ghp_token my-ghp_example',
    // What looks as if it hid something.
    '👩\u200d💻 می\u200cخواهم https://git.example.com/a, ann@example.com',
    '仓库：https://github.com/a/b，作者：ann＠example.com',
    '镜像：git@github.com:a/b.git',
    'https://git.example.com/a\u200b',
    'Größe ½ ﬁne № 5：ok',
    'e\u0301te\u0301 ท\u0e35\u0e48',
  ])('%j', (text) => {
    expect(withoutCredentials(text)).toBe(text)
  })
})

it('takes time in proportion to a text, whatever stands in it', () => {
  // A search that went back over what it has seen would take minutes.
  for (const part of [
    'a://',
    'a:b',
    '%25',
    '\\',
    '//',
    'a%3a%2f%2f',
    'http://a:b',
    '@',
    ':a',
    'a.',
    'x:y@z.',
    '-',
    '?token=',
    '&a',
    '%253f',
    'ghp_',
    `ghp_${'a'.repeat(40)}`,
    '?a[b]',
    '&key',
    '%255b',
    '?token=%25',
    '\u200b',
    '＠',
    '：／／',
    '\ufdfa',
    'a\u0301:',
    '㌀',
  ])
    expect(withoutCredentials(`${part.repeat(64_000 / part.length)} @`).length).toBeGreaterThan(0)
})
