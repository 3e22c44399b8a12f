import { describe, expect, it } from 'vitest'
import { childrenOf } from '../../../cli/storage/indexed-children.ts'
import { digestOf } from '../../fakes/links.ts'

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

describe('childrenOf', () => {
  it('returns the children in the details of tags', async () => {
    const children = [{ digest: one, platform: 'linux/amd64' }, { digest: two }]
    expect(await of({ tag: '#v1', children }, { tag: 'v1', kind: 'index' }, { tag: 'v2', kind: 'image' })).toEqual({
      digests: [one, two],
      complete: true,
    })
  })

  it('is incomplete if the index has no row of the repository', async () => {
    expect(await of()).toEqual({ digests: [], complete: false })
  })

  it('is incomplete if the detail of an image index has no children', async () => {
    const rows = [{ tag: '#v1', children: [{ digest: one }] }, { tag: '#v2' }]
    const briefs = ['v1', 'v2'].map((tag) => ({ tag, kind: 'index' }))
    expect(await of(...rows, ...briefs)).toEqual({ digests: [one], complete: false })
  })

  it.each([
    ['says how many more children there are', { childrenLeft: 1 }],
    ['was cut', { cut: ['labels', 'children'] }],
  ])('is incomplete if the detail of an image index %s', async (_, more) => {
    const children = [{ digest: one }]
    const brief = { tag: 'v1', kind: 'index' }
    expect(await of({ tag: '#v1', children, ...more }, brief)).toEqual({ digests: [one], complete: false })
    expect(await of({ tag: '#v1', children, cut: ['labels'] }, brief)).toEqual({ digests: [one], complete: true })
  })

  it.each([
    ['an image', 'application/vnd.oci.image.manifest.v1+json', true],
    ["an image of Docker's", 'application/vnd.docker.distribution.manifest.v2+json', true],
    ['an image index', 'application/vnd.oci.image.index.v1+json', false],
    ['a manifest list', 'application/vnd.docker.distribution.manifest.list.v2+json', false],
    ['something of no type', undefined, false],
  ])('with %s that is missing is complete or not', async (_, mediaType, complete) => {
    const children = [{ digest: one, ...(mediaType === undefined ? {} : { mediaType }), missing: true }]
    expect(await of({ tag: '#v1', children }, { tag: 'v1', kind: 'index' })).toEqual({ digests: [one], complete })
  })

  it('is complete with a hundred children, if there are no more', async () => {
    const children = Array.from({ length: 100 }, () => ({ digest: one }))
    const known = await of({ tag: '#v1', children }, { tag: 'v1', kind: 'index' })
    expect(known).toMatchObject({ complete: true })
    expect(known.digests).toHaveLength(100)
  })

  it('returns the valid children of corrupt rows', async () => {
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

  it('is incomplete if a build cache has all of its children, but an image index does not', async () => {
    const rows = [
      { tag: '#c', children: [{ digest: one }] },
      { tag: '#v1', children: [{ digest: two }], childrenLeft: 1 },
    ]
    const briefs = [
      { tag: 'c', kind: 'cache' },
      { tag: 'v1', kind: 'index' },
    ]
    expect(await of(...rows, ...briefs)).toMatchObject({ complete: false })
  })
})
