// Addresses of sources, which tools write in many ways: those of git and of ssh, of Maven, Go, npm, pip and Terraform, and
// of pages of a forge (source-forges.ts). hosted-git-info knows five hosts only; git-url-parse reads `host:path`,
// `scm:git:…`, `git::…` and `github:org/repo` wrongly and loses parts of hosts; so this is our own.

import { withoutCredentials } from '../../../shared/credentials.ts'
import { decoded, projectPath, repositoryAddress, usualForm } from './source-forges.ts'

/** What an address says, in whatever form. */
export interface SourceUrl {
  /** In lower case, without a port: one repository has several, for several protocols. */
  readonly host: string
  /** Of the repository, decoded, without slashes at its ends. Empty if the address is a host only. */
  readonly path: string
  /** Of the address, in lower case, without what tools put before it: `https` of `git+https`. */
  readonly scheme: string | undefined
}

/** What some tools write for a host. Tables of words are Maps: of an object `constructor` would be a word too. */
const SHORTCUTS: ReadonlyMap<string, string> = new Map([
  ['github', 'github.com'],
  ['gh', 'github.com'],
  ['gitlab', 'gitlab.com'],
  ['gl', 'gitlab.com'],
  ['bitbucket', 'bitbucket.org'],
  ['bb', 'bitbucket.org'],
  ['gist', 'gist.github.com'],
  ['sourcehut', 'git.sr.ht'],
  ['codeberg', 'codeberg.org'],
])
/** Maven's `scm:git:`, `git::` of Terraform, `git+https://` of npm and pip, and quotes or brackets around all of it. */
const BEFORE =
  /^[<"'\s]*(?:scm[:|][a-z]+[:|])?(?:[a-z]+::)?(?:(?:git|hg|svn|vcs)\+)?(?:git:(?=https?:|ssh:|[^/:\s]+@))?/i
/** `ssh://git@host:org/repo` has a path where a port should be. */
const HOST = /^(\[[^\]]*\]|[^:]*)(?::(?!\d*$)(.+))?/
const WITH_SCHEME = /^([a-z][a-z0-9+.-]*):\/\/+([^/?#\s]*)([^\s]*)/i
/** `host:path` of scp, `host/path`, or a host alone. What stands behind the colon as a number is a port. */
const WITHOUT_SCHEME =
  /^(?:\/\/)?(?:[^@/\s?#]*@)?(\[[^\]\s]*\]|[^/:\s?#]+)(?::\d*(?=[/?#]|$)|:(?:\d+:)?(?!\/\/))?([^\s]*)/
const SHORTCUT = /^([a-z]+):(?!\/)([^\s]*)/i

/**
 * Parses the address of a source, or how one begins. Undefined for a text of several words, which is none. Of other texts
 * that are none the beginning is taken for the host.
 * @example parseSource('scm:git:ssh://git@host.org:22/a/b.git') // { host: 'host.org', path: 'a/b', scheme: 'ssh' }
 */
export const parseSource = (text: string): SourceUrl | undefined => {
  const said = usualForm(withoutCredentials(text.trim())).replace(BEFORE, '')
  const [, scheme, authority = '', rest = ''] = WITH_SCHEME.exec(said) ?? []
  if (scheme !== undefined) {
    const [, host = '', behind] = HOST.exec(authority.replace(/^.*@/, '')) ?? []
    return sourceUrl(host, behind === undefined ? rest : `/${behind}${rest}`, scheme)
  }
  if (/\s/.test(said)) return undefined
  const [, name = '', short = ''] = SHORTCUT.exec(said) ?? []
  const known = SHORTCUTS.get(name.toLowerCase())
  if (known !== undefined && short.includes('/')) return sourceUrl(known, short, undefined)
  const [, host = '', path = ''] = WITHOUT_SCHEME.exec(said) ?? []
  return sourceUrl(host, path, undefined)
}

const sourceUrl = (host: string, path: string, scheme: string | undefined): SourceUrl | undefined => {
  const name = host.toLowerCase().replace(/\.$/, '')
  const place = placeIn(path)
  const [repositoryHost = '', ...parts] = repositoryAddress(place === '' ? name : `${name}/${place}`).split('/')
  const repository = parts.join('/').replace(REF, '')
  if (repositoryHost === '' && repository === '') return undefined
  return { host: repositoryHost, path: repository, scheme: scheme?.toLowerCase() }
}

/** A git revision behind a path, of which it is not all: `repo@v1`, but not `@scope`. */
const REF = /(?<=[^/])@[^/@]*$/
/** gitweb names the repository behind the question mark. */
const GITWEB = /[?&;]p=([^&;#\s]+)/
/** `.git`, and what may stand behind it: a folder, a git revision. */
const GIT_SUFFIX = /\.git(?:[/@].*)?$/i
/** Of `https://host/org/repo//modules/one` the repository. */
const FOLDER = /^([^/]+\/[^/]+.*?)\/\/.*$/

// The path in what stands behind the host, decoded, without slashes at its ends.
const placeIn = (rest: string): string => {
  const [, gitweb] = GITWEB.exec(rest) ?? []
  const [place = ''] = rest.split(/[?#]/)
  const path = decoded(gitweb === undefined ? projectPath(place) : `${place}/${gitweb}`)
  const trimmed = resolved(path.replace(/\p{Cc}+/gu, '').replace(/^\/+|[/\s>"']+$/g, ''))
  return trimmed
    .replace(FOLDER, '$1')
    .replace(GIT_SUFFIX, '')
    .replace(/\/+/g, '/')
    .replace(/^\/|\/$/g, '')
}

// Resolves `.` and `..`, as browsers do: nothing is above the host.
const resolved = (path: string): string => {
  if (!/(?:^|\/)\.\.?(?:\/|$)/.test(path)) return path
  const kept: string[] = []
  for (const part of path.split('/'))
    if (part === '..') kept.pop()
    else if (part !== '.') kept.push(part)
  return kept.join('/')
}

/**
 * Returns a link to a source that a browser opens, if its address is of another form and one can be made:
 * `https://host/org/repo` of `git@host:org/repo.git`. Otherwise the text as it is.
 */
export const sourceLink = (text: string): string => {
  if (/^https?:\/\/\S*$/i.test(text)) return text
  const usual = withoutCredentials(usualForm(text))
  const [, web] = /^(?:scm[:|][a-z]+[:|]|[a-z]+::|[a-z]+\+|git:)*(https?:\/\/\S+)$/i.exec(usual) ?? []
  if (web !== undefined) return web
  if (/\s/.test(text)) return text
  const { host = '', path = '', scheme } = parseSource(text) ?? {}
  const isGit = scheme === undefined || /^(?:ssh|git|git\+ssh|ssh\+git)$/.test(scheme)
  const isHost = /^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:[a-z]{2,}|xn--[a-z0-9-]+)$/.test(host)
  return isGit && isHost && path.includes('/')
    ? `https://${host}/${path.split('/').map(encodeURIComponent).join('/')}`
    : text
}
