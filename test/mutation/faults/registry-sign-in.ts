// Faults of `lambda/http/registry-sign-in/`.

import type { Fault } from '../fault.ts'

export const REGISTRY_DOOR: readonly Fault[] = [
  [
    'any host gives tokens',
    'const hosts = [new URL(registry).host',
    'const hosts = ["evil.example", new URL(registry).host',
  ],
  ['a token of nobody lets in', "if (subject === '') return undefined", ''],
  ['a token that the registry refuses lets in', 'if (!(await letsIn(signal, bearer(token)))) return undefined', ''],
  ['the typed name counts first', 'names: [subject, username]', 'names: [username, subject]'],
  ['the typed name does not count', 'names: [subject, username]', 'names: [subject]'],
  ['the name of the token does not count', 'names: [subject, username]', 'names: [username]'],
  ['tokens without a name always let in', '(await givesNobodyTokens(tokens, signal)) ?', 'false ?'],
  [
    'strangers count only if they get a token',
    'return token !== undefined && (await letsIn',
    'return token !== undefined || (await letsIn',
  ],
  ['a brought token needs no name', "|| subject === undefined || subject === ''", '|| subject === undefined'],
  [
    'a brought token is not tried',
    '(await letsIn(signal, bearer(token))) ? { names: [subject], isByToken: true }',
    'true ? { names: [subject], isByToken: true }',
  ],
  ['a brought token passes for a password', 'isByToken: true', 'isByToken: false'],
  ['a forbidden one is a broken registry', 'status === 401 || status === 403', 'status === 401'],
  [
    'a refused one is let in',
    'if (status === 401 || status === 403) return false',
    'if (status === 401 || status === 403) return true',
  ],
  ['every status below 400 lets in', 'if (status === 200) return true', 'if (status < 400) return true'],
  ['any web server is open', 'if (/^registry', 'if (true || /^registry'],
  ['every registry is open', 'if (status === 200) {', 'if (status !== 0) {'],
  ['any status has a challenge', 'if (status !== 401) throw', 'if (status === 0) throw'],
  [
    'wrong addresses of tokens are passed over',
    'if (tokens.includes(undefined))',
    'if (tokens.length === 1 && tokens.includes(undefined))',
  ],
  ['no way to sign in is a way', 'if (!takesPasswords && tokens.length === 0)', 'if (false)'],
  ['passwords go to the registry where a service takes them', 'if (takesPasswords)', 'if (takesPasswords || true)'],
  ['a service that refuses is asked no more', 'if (!isYes(TOKEN_SERVICE, answer)) return undefined', ''],
]

export const TOKENS: readonly Fault[] = [
  ['any host', '!hosts.includes(url.host) ||', ''],
  ['any port', 'hosts.includes(url.host)', 'hosts.includes(url.hostname)'],
  ['without TLS', '|| !isSafeAddress(url)', ''],
  ['a name in the address', " || url.username !== ''", ''],
  ['no service', "['service', 'scope']", "['scope']"],
  ['no scope', "['service', 'scope']", "['service']"],
  ['the address counts more than the challenge', 'searchParams.set', 'searchParams.append'],
  ['only one name of a token', '[data?.token, data?.access_token]', '[data?.token]'],
  ['only the other name of a token', '[data?.token, data?.access_token]', '[data?.access_token]'],
  ['an empty token', " && value !== '')", ')'],
  ['a token as it comes', '&& isToken(given) ? given', '? given'],
  ['a token of any length', 'value.length <= MAX_TOKEN_LENGTH && ', ''],
  ['a token with anything in it', '&& TOKEN.test(value)', ''],
  ['tokens with more parts', ' || more.length > 0', ''],
  ['tokens without a signature', ' || signature === undefined', ''],
]

export const SEEN_BY: readonly Fault[] = [
  ['wrong lines restrict nobody', 'refused.size > 0 ||', ''],
  ['lines without prefixes restrict', 'prefixes !== undefined)', 'true)'],
  ['wrong lines are passed over', 'if (refused.has(found)) return []', ''],
  ['wrong lines are not found', 'lines.has(name) || refused.has(name)', 'lines.has(name)'],
  ['wrong lines are not found by what they mean', '[...lines.keys(), ...refused]', '[...lines.keys()]'],
  ['no line for others', '??\n    OTHERS', "??\n    ''"],
  ['case counts', '.toLowerCase()', ''],
  ['accents count', '\\p{M}', ''],
  ['invisible characters count', '\\p{C}', ''],
  ['forms count', "normalize('NFKD')", "normalize('NFD')"],
  ['spaces count', '\\s]+', ']+'],
]

export const REMEMBERED: readonly Fault[] = [
  ['a minute and more', 'now - found.at < REMEMBERED_MS', 'now - found.at <= REMEMBERED_MS'],
  ['for ever', ' && now - found.at < REMEMBERED_MS', ''],
  ['what is to come', 'now >= found.at && ', ''],
  ['everything', 'if (isKept(value)) ', ''],
  ['nothing', 'if (isKept(value)) ', 'if (false) '],
  ['side by side is not one', 'if (underWay !== undefined) return underWay', ''],
  ['failures stay', '.finally(() => pending.delete(name))', ''],
  ['one more', 'MAX_REMEMBERED = 1000', 'MAX_REMEMBERED = 1001'],
]

export const REGISTRY_ACCESS: readonly Fault[] = [
  ['every path is the base', '/^\\/v2\\/?$/.test(path)', 'true'],
  ['no path is the base', '/^\\/v2\\/?$/.test(path)', 'false'],
  ['whatever begins so is the base', '/^\\/v2\\/?$/', '/^\\/v2\\/?/'],
  ['wrong passwords are remembered', '(known) => known !== undefined', '() => true'],
  [
    'an open registry is asked with passwords',
    'if (now.isOpen) return undefined',
    'if (now.isOpen) return { names: [], isByToken: false }',
  ],
  ['the challenge everywhere', 'isBase ? caller.challenge : undefined', 'caller.challenge'],
  ['nobody is counted', "metrics.count('signInsFailed', 1)", ''],
  ['strangers are counted', "if (given === undefined) throw unauthorized('authentication required', challenge)", ''],
  ['the base shows all', 'lines === undefined ? NOBODY', 'lines === undefined ? { hidesPrivate: false }'],
  ['tokens are a way around lines', 'known?.isByToken && restrictsAnybody(users)', 'false'],
  ['tokens need a line', 'known?.isByToken && restrictsAnybody(users)', 'known?.isByToken'],
  ['passwords need a line', 'known?.isByToken && restrictsAnybody(users)', 'restrictsAnybody(users)'],
  ['strangers see what is private', 'hidesPrivate = known === undefined', 'hidesPrivate = false'],
  ['nobody sees what is private', 'hidesPrivate = known === undefined', 'hidesPrivate = true'],
  ['lines restrict nothing', '{ hidesPrivate, prefixes: seen }', '{ hidesPrivate }'],
  ['every request has a limit of its own', 'TIME_LIMIT_MS = 4000', 'TIME_LIMIT_MS = 5000'],
]
