// What one pulls, and its address on the page: after `/r/` stands `name`, `name:tag` or `name@sha256:…`.

import { DOCKER_V1 } from '../../../names/layouts.ts'

/** A repository, or something in it. */
export interface Reference {
  readonly name: string
  readonly tag?: string
  readonly digest?: string
}

/** Returns what a text refers to. Of `name:tag@digest` the digest counts. Whether it exists is not known. */
export const parseReference = (text: string): Reference => {
  const [, before = text, digest] = /^([^@]*)@(.*)$/s.exec(text) ?? []
  const [, name = before, tag] = /^(.*):([^:/]*)$/s.exec(before) ?? []
  const plain = name.replace(/\/+$/, '')
  if (digest !== undefined) return { name: plain, digest: digest.replace(/\/+$/, '') }
  return tag === undefined ? { name: plain } : { name: plain, tag }
}

/** Returns the text of a reference. */
export const referenceText = ({ name, tag, digest }: Reference): string => {
  if (digest !== undefined) return `${name}@${digest}`
  return tag === undefined ? name : `${name}:${tag}`
}

const encoded = (path: string): string => path.toWellFormed().split('/').map(encodeURIComponent).join('/')

type Query = Readonly<Record<string, string | undefined>>

const withQuery = (path: string, query: Query): string => {
  const given = Object.entries(query).filter((one): one is [string, string] => one[1] !== undefined && one[1] !== '')
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given)}`
}

/**
 * Returns the address of a repository, a tag or a manifest on the page.
 * @param layout where the repository lies; without it, the first layout that has the name is meant
 */
export const referenceUrl = (reference: Reference, layout?: string, query: Query = {}): string => {
  const { name, tag, digest } = reference
  const end = digest !== undefined ? `@${digest}` : tag === undefined ? '' : `:${encoded(tag)}`
  return withQuery(`/r/${encoded(name)}${end}`, { ...query, layout: layout === DOCKER_V1.id ? layout : undefined })
}

/** Returns the address of a search. */
export const searchUrl = (q: string, query: Query = {}): string => withQuery('/', { q, ...query })

/** Returns the address of a comparison. */
export const compareUrl = (a: Reference, b: Reference, layout?: string): string =>
  withQuery('/compare', {
    a: referenceText(a),
    b: referenceText(b),
    layout: layout === DOCKER_V1.id ? layout : undefined,
  })

/** Returns the address of what the API says of a repository, a tag or a manifest. */
export const apiUrl = ({ name, tag, digest }: Reference, layout?: string): string => {
  const end = digest !== undefined ? `/manifests/${digest}` : tag === undefined ? '' : `/tags/${encoded(tag)}`
  return withQuery(`/api/repositories/${encoded(name)}${end}`, { layout: layout === DOCKER_V1.id ? layout : undefined })
}
