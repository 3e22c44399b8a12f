// Atom (RFC 4287): what was pushed, for feed readers.

import { element, escaped } from './xml.ts'

/** What was pushed. */
export interface AtomEntry {
  /** The registry that the repository is in. */
  readonly registry: string
  readonly repository: string
  readonly tag: string
  readonly at: string
  readonly summary: string | undefined
  /** Where the page shows the tag. */
  readonly page: string
}

/** What a feed says of itself. */
interface AtomFeed {
  readonly title: string
  /** The address that it was asked for by. */
  readonly self: URL
  /** Where the page shows what the feed is of. */
  readonly page: string
}

/** Returns the feed of these entries. */
export const atom = ({ title, self, page }: AtomFeed, entries: readonly AtomEntry[]): string =>
  [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    element('title', title),
    element('id', `urn:registry-index:feed:${self.host}:${self.searchParams}`),
    link('self', 'application/atom+xml', self.pathname + self.search),
    link('alternate', 'text/html', page),
    element('updated', entries[0]?.at ?? '1970-01-01T00:00:00Z'),
    '<author><name>registry-index</name></author>',
    ...entries.map(entryElement),
    '</feed>',
    '',
  ].join('\n')

const entryElement = ({ registry, repository, tag, at, summary, page }: AtomEntry): string => {
  const id = `urn:registry-index:${registry}:${encodeURIComponent(repository)}:${tag}:${at}`
  const parts = [
    element('title', `${repository}:${tag}`),
    element('id', id),
    element('updated', at),
    link('alternate', 'text/html', page),
    ...(summary === undefined ? [] : [element('summary', summary)]),
  ]
  return `<entry>${parts.join('')}</entry>`
}

const link = (rel: string, type: string, href: string): string =>
  `<link rel="${rel}" type="${type}" href="${escaped(href)}"/>`
