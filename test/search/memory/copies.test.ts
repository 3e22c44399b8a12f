import { describe, expect, it } from 'vitest'
import { wordsOf } from '../../../lambda/model/tokenizer.ts'
import { openDocuments } from '../../../lambda/search/memory/overlays.ts'
import { packSegment } from '../../../lambda/search/memory/pack-segment.ts'
import { COPY_NAMES, copyNames, copyPoints, copyWords } from '../../../lambda/search/memory/ranking/copies.ts'
import { asked, idsOf, stateOf } from './documents-of.ts'

const isCopy = (name: string, names = COPY_NAMES, words: string[] = []) =>
  copyPoints(copyWords(name.split('/').map(wordsOf)) ?? '', names, words) !== 0

describe('a namespace of copies', () => {
  it.each([
    'dev/redis',
    'a/cache/redis',
    'pr-17/app',
    'ci/pr/17/app',
    'hub-mirror/redis',
    'mirror2/redis',
    'old.2024/x',
  ])('is in %s', (name) => expect(isCopy(name)).toBe(true))
  it.each(['redis', 'dev', 'team/dev', 'cache-tools/redis', 'devices/app', 'a//b', '2024/app'])(
    'is not in %s',
    (name) => expect(isCopy(name)).toBe(false),
  )
  it('is none where it is asked for, by its word or the beginning of that', () => {
    expect(isCopy('sandbox/redis', COPY_NAMES, ['sand', 'redis'])).toBe(false)
    expect(isCopy('sandbox/redis', COPY_NAMES, ['sa', 'redis'])).toBe(true)
    expect(isCopy('pr123/redis', COPY_NAMES, ['pr123'])).toBe(false)
  })
})

describe('the list with changes', () => {
  it('has what was added, and not what was taken away', () => {
    const names = copyNames('staging,-dev')
    expect(['staging/a', 'staging-2/a', 'dev/a', 'ci/a'].map((name) => isCopy(name, names))).toEqual([
      true,
      true,
      false,
      true,
    ])
  })

  it.each(['', 'a,', 'A', '--a', 'a b', 'a/b', `${'a'.repeat(51)}`])('is refused as %j', (changes) => {
    expect(() => copyNames(changes)).toThrow(/COPIES is .*; it must be words/)
  })

  it('decides what comes first, whatever list the build was made with', () => {
    const build = packSegment([stateOf('dev/redis', { visible: 9 }), stateOf('staging/redis', {})])
    const first = (changes?: string) => {
      const documents = openDocuments([build], changes === undefined ? undefined : copyNames(changes))
      documents.apply([stateOf('staging/pushed/redis', {})])
      return idsOf(documents.search(asked(['redis'])))
    }
    expect(first()).toEqual(['staging/redis', 'staging/pushed/redis', 'dev/redis'])
    expect(first('-dev,staging')).toEqual(['dev/redis', 'staging/redis', 'staging/pushed/redis'])
  })
})

describe('a mirror', () => {
  const order = (...states: ReturnType<typeof stateOf>[]) =>
    idsOf(openDocuments([packSegment(states)]).search(asked(['redis'])))
  const others = [stateOf('a/redis-ui'), stateOf('mirror/hub/redis'), stateOf('dev/redis')]

  it('comes before names of which the word is a part, where it has the only image of the name', () => {
    expect(order(...others)).toEqual(['mirror/hub/redis', 'a/redis-ui', 'dev/redis'])
    expect(order(...others, stateOf('charts/redis', { kind: 'chart' }))).toEqual([
      'charts/redis',
      'mirror/hub/redis',
      'a/redis-ui',
      'dev/redis',
    ])
  })

  it('comes last like other copies where there is an original, in whatever segment', () => {
    const real = ['x/redis', 'a/redis-ui']
    expect(order(...others, stateOf('x/redis'))).toEqual([...real, 'dev/redis', 'mirror/hub/redis'])
    const documents = openDocuments([packSegment(others)])
    documents.apply([stateOf('x/redis')])
    expect(idsOf(documents.search(asked(['redis'])))).toEqual([...real, 'dev/redis', 'mirror/hub/redis'])
  })

  it('counts no original that the caller may not see', () => {
    const documents = openDocuments([packSegment([...others, stateOf('x/redis', { private: true })])])
    const found = documents.search(asked(['redis'], { scope: { hidesPrivate: true } }))
    expect(idsOf(found)[0]).toBe('mirror/hub/redis')
  })
})
