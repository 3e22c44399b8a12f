// What words behind the numbers of a version say. Tags are written by people and their tools, so these are lists; what they
// don't have is a variant, such as `-alpine`. All are in lower case, and Sets and Maps: of an object `constructor` would be
// a word too.

import { isCommit } from './commit-like.ts'

/** Words of pre-releases, wherever they stand. */
const UNRELEASED = new Set(
  (
    'alpha beta rc candidate pre preview prerelease milestone snapshot nightly canary develop development unstable ' +
    'experimental insider insiders feature pullrequest dirty wip draft'
  ).split(' '),
)
/** Words of pre-releases right behind the numbers. Elsewhere they say something else: `-alpine-edge`, `-debian12-dev`. */
const UNRELEASED_FIRST = new Set(
  'dev next ea ec edge cr daily weekly ci pr mr test testing main master trunk branch feat bugfix'.split(' '),
)
/** Short forms before a number, by what they are short for; with a separator before it `b` is a build. */
const SHORT = new Map([
  ['a', 'alpha'],
  ['b', 'beta'],
  ['c', 'rc'],
])
/** Words before the number of a later build or fix of the same version. */
const REVISIONS = new Set('r rev b build p patch pl post sp fix hotfix ls u update cu security'.split(' '))
/** Systems, platforms and kits that variants are of, as far as they stand behind one number or a build's plus. */
const VARIANTS = new Set(
  (
    'alpine slim bookworm bullseye buster stretch trixie debian ubuntu noble jammy focal bionic lunar mantic ubi fedora ' +
    'centos rockylinux almalinux amazonlinux al oraclelinux oracle photon mariner azurelinux wolfi distroless scratch ' +
    'busybox musl glibc gnu linux windows windowsservercore nanoserver servercore ltsc amd arm x i aarch ppc s riscv armhf ' +
    'jdk jre java temurin corretto openjdk openj graal jlink headless fpm apache cli zts php perl python node nodejs go ' +
    'lts latest stable ce ee community enterprise developer oss full fat minimal mini tiny lite light base core ' +
    'common rootless nonroot root debug chiseled extra management onbuild browsers dind git cuda cudnn gpu cpu rocm runtime ' +
    'devel builder aspnet sdk fips hardened buildpack gnupg uclibc'
  ).split(' '),
)

/** A part of what stands behind the numbers of a version: digits or letters, and the separators before them. */
export interface Token {
  readonly separator: string
  /** Letters are in lower case. */
  readonly text: string
  readonly isNumber: boolean
}

/** Takes a text apart into runs of digits and of letters. A commit is one word, whatever digits and letters it has. */
export const tokensOf = (text: string): Token[] => {
  let separator = ''
  return (text.match(/[a-z\d]+|[^a-z\d]+/gi) ?? []).flatMap((part) => {
    if (!/^[a-z\d]/i.test(part)) {
      separator = part
      return []
    }
    if (isCommit(part.replace(/^g/i, ''))) return { separator, text: part.toLowerCase(), isNumber: false }
    return (part.match(/\d+|[a-z]+/gi) ?? []).map((run, at) => ({
      separator: at === 0 ? separator : '',
      text: run.toLowerCase(),
      isNumber: /^\d/.test(run),
    }))
  })
}

/** Returns what kind of pre-release the token at this place says; undefined if it says none. */
export const phaseAt = (tokens: readonly Token[], at: number): string | undefined => {
  const { text = '', separator = '', isNumber = true } = tokens[at] ?? {}
  if (isNumber) return undefined
  const next = tokens[at + 1]
  const isCounted = next?.isNumber === true
  // PEP 440: `1.0.dev1` comes before `1.0a1`. Behind a hyphen it is an identifier of semver, which compares by letters.
  if (text === 'dev' && at === 0 && separator !== '-') return ''
  if (UNRELEASED.has(text)) return text
  if (at > 0) return undefined
  if (UNRELEASED_FIRST.has(text)) return text === 'cr' ? 'rc' : text
  if (text === 'm' && isCounted) return 'milestone'
  return separator === '' && isCounted && next.separator === '' ? SHORT.get(text) : undefined
}

/** True if the token at this place says that a number follows which counts builds or fixes of one version. */
export const isRevision = (tokens: readonly Token[], at: number): boolean =>
  REVISIONS.has(tokens[at]?.text ?? '') && tokens[at + 1]?.isNumber === true

/** True if a token is the beginning of a known variant. */
export const isVariant = ({ text }: Token): boolean => VARIANTS.has(text)
