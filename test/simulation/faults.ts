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
]
