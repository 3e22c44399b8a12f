// Repositories and lookups for tests of what a search costs: 720 repositories, and values that few, many or all tags have.

import type { SearchDocument } from '../../lambda/model/search-document.ts'
import { lookupEntry } from '../../lambda/model/search-entries.ts'
import { find } from '../../lambda/search/find.ts'
import { openDocuments } from '../../lambda/search/memory/overlays.ts'
import { packSegment } from '../../lambda/search/memory/pack-segment.ts'
import type { PageOptions } from '../../lambda/search/page.ts'
import { parseQuery } from '../../lambda/search/query/query.ts'
import { plainLookups } from '../fakes/plain-lookups.ts'

export const NOW = Date.parse('2026-11-24T12:00:00Z')
export const MANY = 720
/** As the issue bounds them. */
export const MAX_REQUESTS = 20
/** Hexadecimal digits that are a digest, a config, a child and a commit of every repository. */
export const HEX = 'abcdef0123'
/** A digest of very many tags and a base of as many, all of private repositories. */
export const SECRET = 'facade99'
/** Tags of one repository that begin alike: 21,600 of all. */
const ALIKE = 30

export const idOf = (at: number) => `team${at % 7}/app${String(at).padStart(4, '0')}`

const documents = new Map(
  Array.from({ length: MANY }, (_, at): [string, SearchDocument] => [
    idOf(at),
    {
      ...{ registry: 'registry', layout: 'distribution', visible: 3, hidden: 0, tag: at % 3 === 0 ? 'latest' : 'v2.0' },
      ...{ newestTag: 'edge', kind: at === 7 ? ('chart' as const) : ('image' as const) },
      pushedAt: new Date(Date.UTC(2026, 0, 1, 0, at)).toISOString().replace('.000', ''),
      ...(at % 2 === 0 ? { private: true as const } : {}),
    },
  ]),
)

const entries = Array.from({ length: MANY }, (_, at) => [
  // Everybody has v1.0, hardly anybody v1.0-rc; a third has latest; few have rare.
  lookupEntry('tv1.0', idOf(at), 'v1.0'),
  ...(at % 360 === 3 ? [lookupEntry('tv1.0-rc', idOf(at), 'v1.0-rc')] : []),
  ...(at % 3 === 0 ? [lookupEntry('tlatest', idOf(at), 'latest')] : []),
  ...(at % 144 === 1 ? [lookupEntry('trare', idOf(at), 'rare')] : []),
  ...(at % 2 === 0 ? [lookupEntry('tsome', idOf(at), 'some')] : []),
  ...['d', 'c', 'h', 'r'].map((kind) => lookupEntry(`${kind}${HEX}`, idOf(at), 'v1.0')),
]).flat()

/** As many tags as no answer reads. */
const alike = Array.from({ length: MANY * ALIKE }, (_, number) => {
  const [at, tag] = [number % MANY, `nightly-${String(number).padStart(5, '0')}`]
  const secret = at % 2 === 0 ? ['d', 'e'].map((kind) => lookupEntry(kind + SECRET, idOf(at), tag)) : []
  return [lookupEntry(`t${tag}`, idOf(at), tag), ...secret]
}).flat()

/** A search over it, whose requests and read units are counted. */
export const costWorld = () => {
  const { lookups, counts } = plainLookups([...entries, ...alike])
  const memory = openDocuments([packSegment([...documents].map(([id, document]) => ({ id, changedAt: 1, document })))])
  const ports = { documents: memory, lookups }
  return {
    ports,
    /** What was counted since the last call. */
    counted() {
      const { requests, units } = counts
      counts.requests = counts.units = 0
      return { requests, units }
    },
    async asked(q: string, options: Partial<PageOptions> = {}) {
      this.counted()
      const page = await find(ports, { hidesPrivate: false }, parseQuery(q, NOW), { limit: 25, now: NOW, ...options })
      return { ...page, ...this.counted(), names: page.hits.map(({ id }) => id) }
    },
  }
}
