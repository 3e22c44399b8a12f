// Atom (RFC 4287): what was pushed, for feed readers. Whatever it is given, the answer is well-formed: rows may have any
// text in any of their fields.

/** What was pushed. */
export interface AtomEntry {
  /** The registry that the repository is in. */
  readonly registry: string
  readonly repository: string
  readonly tag: string
  readonly at: string
  readonly summary: string | undefined
}

/**
 * Returns the feed of these entries.
 * @param self the address that it was asked for by
 */
export const atom = (title: string, self: URL, entries: readonly AtomEntry[]): string =>
  [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    element('title', title),
    element('id', `urn:registry-index:feed:${self.host}:${self.searchParams}`),
    link('self', 'application/atom+xml', self.pathname + self.search),
    element('updated', entries[0]?.at ?? '1970-01-01T00:00:00Z'),
    '<author><name>registry-index</name></author>',
    ...entries.map(entryElement),
    '</feed>',
    '',
  ].join('\n')

const entryElement = ({ registry, repository, tag, at, summary }: AtomEntry): string => {
  const id = `urn:registry-index:${registry}:${encodeURIComponent(repository)}:${tag}:${at}`
  const parts = [
    element('title', `${repository}:${tag}`),
    element('id', id),
    element('updated', at),
    link('alternate', 'application/json', addressOf(repository, tag)),
    ...(summary === undefined ? [] : [element('summary', summary)]),
  ]
  return `<entry>${parts.join('')}</entry>`
}

// `/-` ends a name of which a part is `tags`.
const addressOf = (repository: string, tag: string): string => {
  const parts = repository.split('/')
  const name = parts.map(encodeURIComponent).join('/')
  return `/api/repositories/${name}${parts.includes('tags') ? '/-' : ''}/tags/${encodeURIComponent(tag)}`
}

// All texts go through these two, so that none is forgotten.
const element = (name: string, text: string): string => `<${name}>${escaped(text)}</${name}>`
const link = (rel: string, type: string, href: string): string =>
  `<link rel="${rel}" type="${type}" href="${escaped(href)}"/>`

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
])

// XML can't write control characters and two others at all.
const escaped = (text: string): string =>
  text.replace(/[\p{Cc}\ufffe\uffff]/gu, ' ').replace(/[&<>"]/g, (character) => ENTITIES.get(character) ?? '')
