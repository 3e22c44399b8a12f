// Takes names and passwords out of URLs, wherever in a text they stand. People push them in labels, as CI systems clone by
// URLs with a token in them. Rather too much of a text is taken out than too little.

/** `:` `/` `@` as they are, or percent-encoded, as URLs inside of URLs are; perhaps encoded more than once. */
const ENCODED = '%(?:25)*'
const AT = `@|${ENCODED}40|${ENCODED}ef${ENCODED}bc${ENCODED}a0`
/** A backslash counts as a slash, as in browsers, and JSON may have one before each slash. */
const SLASHES = String.raw`(?:\\?(?:[\\/]|${ENCODED}(?:2f|5c))){2,}`
const SCHEME = `[a-z][a-z0-9+.-]{0,40}(?::|${ENCODED}3a)`
/** Where a URL begins: its scheme and slashes; of a common scheme one slash will do; or two slashes where a word begins. */
const START = new RegExp(
  `${SCHEME}${SLASHES}|\\b(?:https?|ftps?|wss?|ssh|git):\\/|(?<![^\\s"'\`(<=,;|[{>])\\/\\/`,
  'gi',
)

/** Where the part with host and credentials ends; browsers pass over tabs and carriage returns. In a URL that is encoded as a whole its delimiters are encoded too. */
const END = /[^\S\t\r]|[/\\?#"<>`]/g
const ENCODED_END = /[^\S\t\r]|[/\\?#"<>`&]|%(?:25)*(?:2f|5c|3f|23)/gi
const LAST_AT = new RegExp(`^[^]*(?:${AT})`, 'i')
/** The white space of a file that the token was read from may stand before it. */
const NEXT_AT = new RegExp(`^[^ @]*? *(?:${AT})`, 'i')
/** `alpine@sha256:…` names no host. */
const DIGEST = /^sha(?:256|512):[0-9a-f]{32}/i
/** `host`, `host:8080`, `[::1]:8080`. */
const HOST_AND_PORT = /^(?:\[[^\]]*\]|[^:]*)(?::\d*)?$/
/** Users that say nothing: `git@host` is what people clone by. */
const PLAIN_SSH = /^(?:git\+|svn\+|hg\+)?s(?:sh|ftp):\/\//i
const PLAIN_USER = /^[\w.-]*@$/
/** Characters in which the end of credentials is looked for where a slash is one of them. */
const MAX_CREDENTIALS = 512
/** Parts of one password that an @ separates. */
const MAX_PARTS = 8

/** `user:token@host.name/path`, `user:token@host:path`. Others have a colon before a user, too: `scm:git:git@host:path`. */
const NO_SCHEME =
  /(?<![^\s"'`(<=,;|[{>:])(?!(?:scm|git|svn|hg|ssh|mailto|sips?|xmpp|acct|npm|jsr):)[^\s:/@"'`()<>=,;|[{]{1,256}:(?!git@)[^\s:/@]{1,512}@(?=[a-z0-9][a-z0-9.-]*(?:(?::\d+)?\/\S|:[^\s/:@]+\/\S|(?<=\.[a-z0-9-]+):\S))/gi

/** What stands before an @ and has the beginning that a forge gives its tokens, so that nothing else need tell: `ghp_…@github.com/path`. */
const TOKEN =
  /(?<![^\s"'`(<=,;|[{>:])(?:gh[a-z]_|github_pat_|gl[a-z]{1,8}-|ATATT|ATBB|dckr_[a-z]{1,8}_)[\w.=~-]{8,512}@(?=[a-z0-9][a-z0-9.-]*(?::\d+)?[/:]\S)/gi

/** Ends of the names of parameters whose values are secrets, and whole names: `sig` and `code` of Azure, `sid` of sessions. */
const SECRET_ENDS =
  'token|secret|passw(?:or)?d|pass(?:phrase|code)?|pwd|signature|credentials?|key(?:[-_]?id)?|jwt|auth(?:orization)?|bearer|session(?:[-_]?id)?|assertion|hmac'
const SECRET_NAMES = 'sig|code|sid|otp|sas|pw|pat'
/** Before and behind names of arrays, as `auth[token]` and `token[]` have them. */
const [BRACKET, BRACKETS] = [`[[\\]]|${ENCODED}5[bd]`, `(?:[[\\]]|${ENCODED}5[bd]){0,4}`]
/** A parameter whose name says that its value is a secret: `?private_token=…`, `&X-Amz-Signature=…`, `?auth[key]=…`. */
const PARAMETER = new RegExp(
  `((?:[?&;#]|${ENCODED}(?:3f|26|23))(?:(?:[a-z0-9_.-]|${BRACKET}){0,40}(?:${SECRET_ENDS})|${SECRET_NAMES})${BRACKETS}` +
    `(?:=|${ENCODED}3d))(?:(?!${ENCODED}(?:26|23))[^\\s&#"'<>\`])+`,
  'gi',
)

/** Tokens that forges make so that nobody takes them for anything else, wherever they stand: behind a `?`, in a path, alone. */
const PLAIN_TOKEN =
  /(?<![\w-])(?:gh[a-z]_\w{30,512}|github_pat_\w{30,512}|glpat-[\w-]{20,512}|dckr_[a-z]{1,8}_[\w-]{20,512})/g

const HAS_AT = new RegExp(AT, 'i')

/** What a text has in which anything is hidden: more than the visible characters of ASCII. */
const HIDING = /[^\s!-~]|\ufeff/
/** What isn't seen, or changes only the looks of what stands before it. White space ends URLs, and is not among it. */
const INVISIBLE = /(?:[\p{Default_Ignorable_Code_Point}\p{Cf}\p{M}\u{2800}]|(?!\s)\p{Cc})+/gu
/** Where Unicode has other forms of the letters and signs of ASCII: full-width, small, mathematical, raised, in circles. */
const OTHER_FORMS =
  /[\u{a0}-\u{ff}\u{2b0}-\u{2ff}\u{1d00}-\u{1dbf}\u{2000}-\u{33ff}\u{a789}\u{fb00}-\u{fb06}\u{fe10}-\u{fe6f}\u{ff00}-\u{ffef}\u{1d400}-\u{1d7ff}\u{1f100}-\u{1f1ff}]+/gu
/** Signs that look like these, of which Unicode doesn't say so. */
const ALIKE: readonly (readonly [RegExp, string])[] = [
  [/[\u{2d0}\u{2236}\u{a789}]/gu, ':'],
  [/[\u{2044}\u{2215}\u{29f8}]/gu, '/'],
  [/[\u{3002}]/gu, '.'],
]

/**
 * Returns the text without the names and passwords in its URLs: `https://user:token@host/path` becomes
 * `https://host/path`, of whatever scheme, also percent-encoded; and without the values of parameters that are called as
 * secrets are. The user of `ssh://git@host` and `git@host:path` stays. A text that has such only without its invisible
 * characters, or in ASCII (full-width `＠`), is returned so; any other keeps them.
 */
export const withoutCredentials = (text: string): string => {
  if (!HIDING.test(text)) return withoutPlain(text)
  // JavaScript takes a byte order mark for white space.
  const unmarked = text.replaceAll('\ufeff', '')
  const cleaned = withoutPlain(unmarked)
  const without = cleaned === unmarked ? text : cleaned
  const shown = unhidden(without)
  if (shown === without) return without
  const rest = withoutPlain(shown)
  return rest === shown ? without : rest
}

const unhidden = (text: string): string => {
  const forms = text.replace(INVISIBLE, '').replace(OTHER_FORMS, (part) => part.normalize('NFKC'))
  return ALIKE.reduce((rest, [sign, plain]) => rest.replace(sign, plain), forms)
}

const withoutPlain = (text: string): string =>
  (HAS_AT.test(text) ? withoutUsers(text) : text).replace(PARAMETER, '$1').replace(PLAIN_TOKEN, '')

const withoutUsers = (text: string): string => {
  let [kept, done] = ['', 0]
  for (const start of text.matchAll(START)) {
    const from = start.index + start[0].length
    // Inside of what was taken out with the URL before it.
    if (from < done) continue
    let end = from
    // A password with an @ and a slash in it has more of it behind the first @.
    for (let taken = 1, times = 0; taken > 0 && times < MAX_PARTS; times++) {
      taken = credentialsBehind(text, end, start[0])
      end += taken
    }
    if (end === from) continue
    kept += text.slice(done, from)
    done = end
  }
  return (kept + text.slice(done)).replace(NO_SCHEME, '').replace(TOKEN, '')
}

// How many characters of credentials stand at this place.
const credentialsBehind = (text: string, from: number, start: string): number => {
  const end = start.includes('%') ? ENCODED_END : END
  end.lastIndex = from
  const authority = text.slice(from, end.exec(text)?.index)
  const [credentials] = LAST_AT.exec(authority) ?? []
  if (credentials !== undefined) {
    const isPlain = PLAIN_SSH.test(start) && PLAIN_USER.test(credentials)
    return isPlain || DIGEST.test(authority.slice(credentials.length)) ? 0 : credentials.length
  }
  if (HOST_AND_PORT.test(authority)) return 0
  // What stands behind the colon is no port: a password with a slash or the like in it.
  return NEXT_AT.exec(text.slice(from, from + MAX_CREDENTIALS))?.[0].length ?? 0
}
