// The index of a list of repositories, in memory: documents and lookups as the deployed plan makes them of one tag of each
// repository, and the search that runs on AWS over both.

import { planChange } from '../../lambda/indexing/plan.ts'
import type { Entry } from '../../lambda/model/search-entries.ts'
import type { Facts } from '../../lambda/registry/content/facts.ts'
import { distribution } from '../../lambda/registry/layouts/distribution.ts'
import { openDocuments } from '../../lambda/search/memory/overlays.ts'
import { packSegment } from '../../lambda/search/memory/pack-segment.ts'
import type { SearchPorts } from '../../lambda/search/ports.ts'
import { indexedEntries } from '../../test/fakes/indexed-entries.ts'
import { plainLookups } from '../../test/fakes/plain-lookups.ts'
import { sha256 } from '../world/chance.ts'
import { NOW } from './ask.ts'

const LAYOUT = distribution('')

/** A repository with the tag that represents it. */
export interface Listing {
  readonly name: string
  readonly tag: string
  /** How many tags there are. */
  readonly tags: number
  /** ISO 8601 in UTC. */
  readonly pushedAt: string
  readonly facts: Facts
}

/** Returns what a search of these repositories works with. */
export const indexOf = (repositories: readonly Listing[]): SearchPorts => {
  const changes = repositories.map(planned)
  const entries: Entry[] = changes.flatMap(({ added, tags }) => [
    ...added,
    ...tags.flatMap(({ detail }) => (typeof detail === 'object' ? indexedEntries(detail) : [])),
  ])
  const states = changes.map(({ repository: { name, changedAt, document } }, at) => {
    const visible = repositories[at]?.tags ?? 1
    return { id: name, changedAt, document: document && { ...document, visible } }
  })
  return { documents: openDocuments([packSegment(states)]), lookups: plainLookups(entries).lookups }
}

const planned = ({ name, tag, pushedAt, facts }: Listing) => {
  const hash = sha256(name)
  const digests = { digest: `sha256:${hash}`, configDigest: `sha256:${sha256(hash)}` }
  const observed = {
    etag: hash.slice(0, 32),
    pushedAt: pushedAt.replace('.000Z', 'Z'),
    facts: { ...digests, created: pushedAt, ...facts },
  }
  return planChange({
    repository: name,
    registry: 'bench',
    layout: LAYOUT,
    isPrivate: false,
    row: undefined,
    tags: [{ tag, stored: {}, observed }],
    successors: {},
    rewrites: false,
    now: NOW,
  })
}
