// Platforms as people write them. Documents have Go's names: `linux/arm/v7`.

import { normalize } from '../../model/tokenizer.ts'
import { starred, starTest } from './stars.ts'

/** Names that others use for an architecture. Tables of words are Maps: of an object `constructor` would be a word too. */
const ARCHITECTURES: ReadonlyMap<string, string> = new Map([
  ['x86_64', 'amd64'],
  ['x86-64', 'amd64'],
  ['x64', 'amd64'],
  ['aarch64', 'arm64'],
  ['arm64v8', 'arm64'],
  // The only variant there is; most images leave it out.
  ['arm64/v8', 'arm64'],
  ['armhf', 'arm/v7'],
  ['armv7', 'arm/v7'],
  ['armv7l', 'arm/v7'],
  ['arm32v7', 'arm/v7'],
  ['armv6', 'arm/v6'],
  ['armv6l', 'arm/v6'],
  ['arm32v6', 'arm/v6'],
  ['armel', 'arm/v5'],
  ['arm32v5', 'arm/v5'],
  ['i386', '386'],
  ['i686', '386'],
  ['x86', '386'],
  ['ppc64el', 'ppc64le'],
])
const SYSTEMS: ReadonlyMap<string, string> = new Map([
  ...['linux', 'windows', 'darwin', 'freebsd', 'netbsd', 'openbsd', 'solaris', 'illumos', 'aix', 'android'].map(
    (system): [string, string] => [system, system],
  ),
  ['macos', 'darwin'],
])

const architecture = (name: string): string => ARCHITECTURES.get(name) ?? name

/** Returns the test of `arch:`. A variant may be left out: `arm` is also `arm/v7`. A system may stand before it. */
export const isArchitecture = (value: string): ((platform: string) => boolean) => {
  const { text, how } = starred(normalize(value))
  const [first = '', ...rest] = text.split('/')
  const system = rest.length === 0 ? undefined : SYSTEMS.get(first)
  const wanted = system === undefined ? architecture(text) : `${system}/${architecture(rest.join('/'))}`
  const test = starTest({ text: wanted, how })
  return (platform) => {
    const [all, ...withoutSystem] = endsOf(platform)
    // A system is no part of an architecture where none may be meant.
    return [...withoutSystem, ...(wanted.includes('/') ? [all ?? ''] : [])].some((end) => beginningsOf(end).some(test))
  }
}

/** Returns the test of `os:`. An architecture may stand behind it. */
export const isSystem = (value: string): ((platform: string) => boolean) => {
  const { text, how } = starred(normalize(value))
  const [first = '', ...rest] = text.split('/')
  const system = SYSTEMS.get(first) ?? first
  const wanted = rest.length === 0 ? system : `${system}/${architecture(rest.join('/'))}`
  const test = starTest({ text: wanted, how })
  return (platform) => {
    const [only = '', ...longer] = beginningsOf(normalize(platform))
    return [only, ...(wanted.includes('/') ? longer : [])].some(test)
  }
}

/** `linux/arm/v7`, `arm/v7`, `v7`. */
const endsOf = (platform: string): string[] => {
  const parts = normalize(platform).split('/')
  return parts.map((_, at) => parts.slice(at).join('/'))
}

/** `linux`, `linux/arm`, `linux/arm/v7`. */
const beginningsOf = (text: string): string[] => {
  const parts = text.split('/')
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'))
}
