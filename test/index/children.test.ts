import { describe, expect, it } from 'vitest'
import { childrenOf } from '../../lambda/index/children.ts'
import { digestOf } from '../fakes/links.ts'

const [one, two] = [digestOf('one'), digestOf('two')]
const of = (...rows: unknown[]) =>
  childrenOf(
    {
      async *tagRows() {
        yield* rows
      },
    },
    'a',
  )

describe('the children that the index knows', () => {
  it('are those in the details of tags', async () => {
    const children = [{ digest: one, platform: 'linux/amd64' }, { digest: two }]
    expect(await of({ tag: '#v1', children }, { tag: 'v1', kind: 'index' }, { tag: 'v2', kind: 'image' })).toEqual({
      digests: [one, two],
      complete: true,
    })
  })

  it('are not complete where it knows nothing of the repository', async () => {
    expect(await of()).toEqual({ digests: [], complete: false })
  })

  it('are not complete where the detail of an index has none', async () => {
    const rows = [{ tag: '#v1', children: [{ digest: one }] }, { tag: '#v2' }]
    const briefs = ['v1', 'v2'].map((tag) => ({ tag, kind: 'index' }))
    expect(await of(...rows, ...briefs)).toEqual({ digests: [one], complete: false })
  })

  it('are what is sound of damaged rows', async () => {
    const children = [null, 7, {}, { digest: 7 }, { digest: 'sha256:short' }, { digest: two }]
    const damaged = [
      null,
      'text',
      {},
      { tag: 7, children: [{ digest: one }] },
      { tag: 'v1', children: [{ digest: one }] },
    ]
    expect(await of(...damaged, { tag: '#v1', children: 'none' }, { tag: '#v2', children })).toEqual({
      digests: [two],
      complete: true,
    })
  })
})
