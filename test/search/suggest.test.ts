import { describe, expect, it } from 'vitest'
import type { SearchDocument } from '../../lambda/model/search-document.ts'
import { find } from '../../lambda/search/find.ts'
import { openDocuments } from '../../lambda/search/memory/overlays.ts'
import { packSegment } from '../../lambda/search/memory/pack-segment.ts'
import { parseQuery } from '../../lambda/search/query/query.ts'
import { plainLookups } from '../fakes/plain-lookups.ts'
import { stateOf } from './memory/documents-of.ts'

const NOW = Date.parse('2026-11-24T12:00:00Z')

const suggesterOf = (repositories: Record<string, Partial<SearchDocument>>) => {
  const documents = openDocuments([packSegment(Object.entries(repositories).map(([id, more]) => stateOf(id, more)))])
  const ports = { documents, lookups: plainLookups([]).lookups }
  return async (q: string, hidesPrivate = true, skip = 0) =>
    (await find(ports, { hidesPrivate }, parseQuery(q, NOW), { limit: 25, skip, now: NOW })).suggestions
}

describe('where nothing is found', () => {
  const suggested = suggesterOf({
    'team/redis': {},
    kubernetes: {},
    'x/my-cache': {},
    'x/caches': {},
    box: { description: 'database' },
    'x/boxes': {},
    jar: { description: 'boxed' },
    facade: {},
  })

  it.each([
    ['reids', ['redis']],
    ['rdis', ['redis']],
    ['rediss', ['redis']],
    ['Redys', ['redis']],
    ['rdeis arch:amd64', ['redis arch:amd64']],
    ['kubrenettes', ['kubernetes']],
    ['team/reids', ['team/redis']],
    ['chache', ['cache']],
    ['taem/reids', ['team/redis']],
    // A word is put right wherever it stands.
    ['reids/reids', ['redis/redis']],
    ['chache my-chache kind:image', ['cache my-cache kind:image']],
    ['databaes kubrenettes', ['database kubernetes']],
    ['databaes', ['database']],
    ['reids:7', ['redis:7']],
    ['facaed', ['facade']],
    ['rxxxx', []],
    // As near are "boxes" of a name and "boxed" of a description.
    ['boxex', ['boxes', 'boxed']],
    ['re', []],
    // The other word is right.
    ['caches kubernetse', ['caches kubernetes']],
    // Nothing has both words, though each is known: without the one that more have.
    ['caches kubernetes', ['kubernetes']],
    // A word is put right where it stands, and not inside of another one.
    ['red arch:amd64 redi', []],
    // What else was asked for stays as it is.
    ['kind:image straße reids', ['kind:image straße redis']],
    ['vendor:reids reids', ['vendor:reids redis']],
    ['-reids rediss', ['-reids redis']],
    ['ghcr.io/café/redis kind:chart', ['café/redis kind:chart']],
    // What may be the registry's name.
    ['registry.example.com/team/redis:7', ['team/redis:7']],
    ['localhost:5000/team/reids:7', ['localhost:5000/team/redis:7']],
    ['kubxxxxtes', []],
    [':reids', []],
    ['namespace:reids', []],
    ['---', []],
  ])('%s has the suggestions %j', async (q, expected) => {
    expect(await suggested(q)).toEqual(expected)
  })
})

it('nothing is suggested where something is found; a further page of nothing has what the first one has', async () => {
  const suggested = suggesterOf({ redis: {}, redix: {} })
  expect(await suggested('redis')).toEqual([])
  expect(await suggested('redis:7')).toEqual([])
  expect(await suggested('redis', true, 25)).toEqual([])
  expect(await suggested('redus', true, 25)).toEqual(['redis'])
  expect(await suggested('redus')).toEqual(['redis'])
})

it('private repositories are not given away to the anonymous', async () => {
  const suggested = suggesterOf({ 'team/secret': { private: true }, 'a/sacret': {}, gone: { visible: 0, hidden: 1 } })
  expect(await suggested('secrex')).toEqual([])
  expect(await suggested('sxcret')).toEqual(['sacret'])
  expect(await suggested('sxcret', false)).toEqual(['sacret', 'secret'])
  expect(await suggested('goni')).toEqual([])
})

describe('where each word is known, but nothing has all of them', () => {
  const suggested = suggesterOf({
    'library/llvm-13-tools': {},
    'tools/llm': {},
    'library/php-form': { title: 'Symfony' },
    'x/pph': {},
    'infra/cluster-autoscaler': {},
    'tools/k8s-a': {},
    'tools/k8s-b': {},
    'x/y': { description: 'forms and images' },
    'team/hidden-autoscaler-fast': { private: true },
  })

  it.each([
    // A repository that has the others has a word like it.
    ['llm-13-tools', ['llvm-13-tools']],
    ['pph-form', ['php-form']],
    ['pph form kind:image', []],
    // Or it is left out.
    ['k8s autoscaler', ['autoscaler']],
    ['k8s/autoscaler', ['autoscaler']],
    ['tools-k8s-autoscaler -x', ['tools-k8s -x']],
    ['k8s tools/k8s autoscaler', ['k8s tools/k8s']],
    ['k8s/k8s-autoscaler', ['autoscaler']],
    // Repositories have all words; it is the value that none has, and nothing is wrong with the words.
    ['cluster autoscaler :9.9', []],
    ['k8s a label:team=x', []],
    // Descriptions alone are no reason to leave a word out, nor is a reference with a tag.
    ['images autoscalers forms', []],
    ['tools/autoscaler:1', []],
    ['a b c d e f autoscaler', []],
    // What a caller may not see is no help.
    ['fats autoscaler', ['autoscaler']],
  ])('%s has the suggestions %j', async (q, expected) => {
    expect(await suggested(q)).toEqual(expected)
  })
})
