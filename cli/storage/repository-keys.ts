// Parses all keys of a distribution registry's repositories (indexing needs only those of tags). Old registries and
// other programs leave keys of other forms (signatures below revisions, tarsum layers, directories): these are skipped.

import { isDigest } from '../../lambda/registry/content/json/digest.ts'
import { isRepositoryName } from '../../lambda/registry/layouts/distribution.ts'
import type { Layout } from '../../lambda/registry/layouts/layout.ts'
import { isTagName } from '../../lambda/registry/layouts/name-grammar.ts'

/** What one key of a repository says. Digests are `algorithm:hex`. */
export type RepositoryKey = { readonly repository: string } & (
  | { readonly kind: 'layer' | 'revision'; readonly digest: string }
  | { readonly kind: 'current'; readonly tag: string }
  /** A digest that the tag points to or once pointed to. */
  | { readonly kind: 'history'; readonly tag: string; readonly digest: string }
  | { readonly kind: 'upload'; readonly upload: string }
)

// No component of a name starts with an underscore, so the first match separates the name from the rest.
const SEPARATOR = /\/_(layers|manifests|uploads)\//

/** Parses a complete S3 key. Returns undefined for every key of another form, and never throws. */
export const parseRepositoryKey = ({ prefix }: Pick<Layout, 'prefix'>, key: string): RepositoryKey | undefined => {
  if (!key.startsWith(prefix)) return undefined
  const path = key.slice(prefix.length)
  const separator = SEPARATOR.exec(path)
  if (separator === null) return undefined
  const repository = path.slice(0, separator.index)
  const parsed = PARSERS.get(separator[1] ?? '')?.(path.slice(separator.index + separator[0].length).split('/'))
  return parsed !== undefined && isRepositoryName(repository) ? { repository, ...parsed } : undefined
}

type Parsed = RepositoryKey extends infer K ? (K extends RepositoryKey ? Omit<K, 'repository'> : never) : never

const digestOf = ([algorithm, hex, link, more]: readonly (string | undefined)[]): string | undefined => {
  const digest = `${algorithm}:${hex}`
  return link === 'link' && more === undefined && isDigest(digest) ? digest : undefined
}

const manifests = (parts: readonly string[]): Parsed | undefined => {
  const [what, tag = '', part, ...rest] = parts
  if (what === 'revisions') {
    const digest = digestOf(parts.slice(1))
    return digest === undefined ? undefined : { kind: 'revision', digest }
  }
  if (what !== 'tags' || !isTagName(tag)) return undefined
  if (part === 'current' && rest.length === 1 && rest[0] === 'link') return { kind: 'current', tag }
  const digest = part === 'index' ? digestOf(rest) : undefined
  return digest === undefined ? undefined : { kind: 'history', tag, digest }
}

const PARSERS: ReadonlyMap<string, (parts: readonly string[]) => Parsed | undefined> = new Map(
  Object.entries<(parts: readonly string[]) => Parsed | undefined>({
    layers: (parts) => {
      const digest = digestOf(parts)
      return digest === undefined ? undefined : { kind: 'layer', digest }
    },
    manifests,
    // A key that ends with a slash stands for a directory.
    uploads: ([upload, ...rest]) =>
      upload && rest.length > 0 && rest.at(-1) !== '' ? { kind: 'upload', upload } : undefined,
  }),
)
