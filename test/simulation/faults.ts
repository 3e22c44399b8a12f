// The code with something left out, each by a wrapper around one port: tests of the test.

import type { ObservedTag } from '../../lambda/registry/tag-reader.ts'
import type { Fault } from './memory-seam.ts'

export const FAULTS: Fault[] = [
  {
    name: 'the rev does not grow when nothing changed',
    store: (store) => ({
      ...store,
      async commit(change) {
        const known = await store.tags(
          change.repository.name,
          change.tags.map(({ tag }) => tag),
        )
        const changes = change.tags.some(({ tag, brief }) => known.get(tag)?.brief?.etag !== brief?.etag)
        if (changes || change.tags.length === 0) await store.commit(change)
      },
    }),
  },
  {
    name: 'the rev is read after S3',
    ports: (ports) => {
      // What was seen in a first attempt is taken for true in the next.
      const seen = new Map<string, ObservedTag | undefined>()
      return {
        ...ports,
        async readTag(name) {
          const key = `${name.repository}:${name.tag}`
          if (!seen.has(key)) seen.set(key, await ports.readTag(name))
          return seen.get(key)
        },
      }
    },
  },
  {
    name: 'what may be gone is not looked for',
    ports: (ports) => ({ ...ports, readTag: (name, known) => ports.readTag(name, known) }),
  },
  { name: 'tag rows are written without a condition', tagConditions: false },
  {
    name: 'a query is trusted while a commit is half to be seen',
    store: (store) => ({
      ...store,
      async repository(name) {
        const row = await store.repository(name)
        return row === undefined ? undefined : { ...row, last: { tags: [], removed: [] } }
      },
    }),
  },
  {
    name: 'any refusal of S3 is taken for absence',
    bucket: (bucket) => ({ ...bucket, get: (key, most) => bucket.get(key, most).catch(() => undefined) }),
  },
  {
    name: 'what is said of a repository is forgotten where it is not known yet',
    store: (store) => ({
      ...store,
      async commit(change) {
        if (change.tags.length > 0 || change.expected !== undefined) await store.commit(change)
      },
    }),
  },
  {
    name: 'a fault of our own code is taken for an outage',
    store: (store) => ({
      ...store,
      commit: (change) =>
        store.commit(change).catch((error: unknown) => {
          throw error instanceof TypeError ? Object.assign(error, { $metadata: {} }) : error
        }),
    }),
  },
  {
    name: 'a row that can not be parsed ends the attempt',
    store: (store) => ({
      ...store,
      async repository(name) {
        const row = await store.repository(name)
        if (row?.invalid !== undefined) throw new Error(`the row of ${name} is invalid`)
        return row
      },
    }),
    weather: { damaged: 0.02 },
  },
  {
    name: 'delays do not grow beyond half a minute',
    ports: (ports) => ({ ...ports, delay: (message, seconds) => ports.delay(message, Math.min(seconds, 30)) }),
    weather: { awayHours: 20 },
  },
  {
    name: 'a run that failed keeps its lease',
    ports: (ports) => ({
      ...ports,
      version: {
        ...ports.version,
        async ended(last) {
          if (last.outcome === 'done') await ports.version.ended(last)
        },
      },
    }),
  },
  {
    name: 'an envelope of SNS is not opened',
    // Without its type it is nobody's notification.
    body: (body) => body.replace('"Type":"Notification",', ''),
  },
]

/** The same of what first loads do, which only their schedules notice. */
export const NAMING_FAULTS: Fault[] = [
  {
    name: 'the row of a repository that is named replaces any other',
    store: (store) => ({
      ...store,
      async create(row) {
        const known = await store.repository(row.name)
        if (known === undefined) return store.create(row)
        await store.commit({ repository: row, expected: { rev: known.rev }, tags: [], added: [], removed: [] })
        return true
      },
    }),
  },
  {
    name: 'a tag that is read stays counted as unread',
    store: (store) => ({
      ...store,
      async commit(change) {
        const { document } = (await store.repository(change.repository.name)) ?? {}
        const { unread } = document ?? {}
        const said = change.repository.document
        const isKept = unread !== undefined && said !== undefined && said.unread !== undefined
        const repository = isKept ? { ...change.repository, document: { ...said, unread } } : change.repository
        await store.commit({ ...change, repository })
      },
    }),
  },
]
