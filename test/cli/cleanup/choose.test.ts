import { expect, it } from 'vitest'
import { choose } from '../../../cli/cleanup/choose.ts'
import { digestTable } from '../../../cli/cleanup/digest-table.ts'
import type { Content } from '../../../cli/cleanup/manifests.ts'
import { day, digestOf, EVERYTHING } from './cleanup-world.ts'

// A call takes some hundred thousand arguments at most, and a list that is copied for each element takes minutes.
it('takes 200,000 tags and 100,000 referrers of one manifest', () => {
  const digests = digestTable()
  const target = digests.add(digestOf('app'))
  const content = (subject?: number): Content => ({
    ...{ is: 'manifest', kind: 'artifact', children: [], lostChildren: 0, references: [], lacksBlob: false },
    ...{ subject, hasSubject: subject !== undefined },
  })
  const contents = new Map([[target, content()]])
  for (let at = 0; at < 100_000; at++) contents.set(digests.add(digestOf(`${at}`)), content(target))
  const time = day(2).getTime()
  const tags = Array.from({ length: 200_000 }, (_, at) => ({ name: `v${at}`, time: time + at, etag: '', target }))
  const repository = { name: 'app', tags, manifests: new Map([...contents.keys()].map((id) => [id, time])) }
  const rules = { ...EVERYTHING, isCache: () => false, isBroken: () => false, isLinked: () => false }
  const { deletions } = choose(repository, contents, digests, rules)
  expect(deletions).toHaveLength(100_001)
  expect(deletions[0]).toMatchObject({ reason: 'old', manifest: target, time: time + 199_999 })
  expect(deletions[0]?.tags).toHaveLength(200_000)
  expect(deletions.at(-1)).toMatchObject({ reason: 'follows', tags: [] })
})
