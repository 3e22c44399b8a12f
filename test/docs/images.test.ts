// docs/images.md has one table of what is read of an image. It must name everything that the code reads, and nothing else:
// labels and annotations are compared with what is asked for while images are read, media types with the texts of the
// sources.

import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import {
  EVIDENCE_MEDIA_TYPES,
  EVIDENCE_PREDICATES,
  type EvidenceType,
} from '../../lambda/registry/content/evidence/evidence-types.ts'
import { memorySystem } from '../fakes/system.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const ROW = /^\| `([^`]+)` \| (label|annotation|media type|predicate type) \| (.*) \|$/gm

const DOCUMENT = readFileSync(join(ROOT, 'docs/images.md'), 'utf8')

/** Rows of the table by what they are of: name, and where it ends. */
const rowsOf = (what: string): [name: string, end: string][] =>
  [...DOCUMENT.matchAll(ROW)].flatMap(([, name = '', of, end = '']) =>
    of === what ? [[name, end] as [string, string]] : [],
  )
const namesOf = (what: string) => rowsOf(what).map(([name]) => name)
const KEYS = [...namesOf('label'), ...namesOf('annotation')]

/** The fact that a label ends in: what the table says first, if it is the name of one. */
const factOf = (end: string) => /^`(\w+)`/.exec(end)?.[1]

const SOURCES = globSync('lambda/registry/content/**/*.ts', { cwd: ROOT }).map((file) =>
  readFileSync(join(ROOT, file), 'utf8'),
)

/** A label that nobody reads. It is in all labels and annotations, and tells them from other maps. */
const MARK = 'org.example.mark'
const STATEMENT = 'application/vnd.in-toto+json'
/** A value that each fact accepts. */
const VALUES: Readonly<Record<string, string>> = {
  created: '2026-01-02T03:04:05Z',
  baseDigest: `sha256:${'b'.repeat(64)}`,
  source: 'https://github.com/team/app',
  url: 'https://app.example',
  revision: '0123456789abcdef0123456789abcdef01234567',
  baseName: 'docker.io/library/alpine:3.20',
}
const exampleOf = (fact: string) => VALUES[fact] ?? 'a text'

/** The facts of what `push` pushes as app:v1. */
const factsOf = async (push: (registry: ReturnType<typeof memorySystem>['registry']) => string) => {
  const { registry, ports } = memorySystem()
  registry.tag('app', 'v1', push(registry))
  return new Map<string, unknown>(Object.entries((await ports.readTag({ repository: 'app', tag: 'v1' }))?.facts ?? {}))
}

/** Returns the keys that are asked of labels and annotations while this is done. */
const keysAsked = async (work: () => Promise<unknown>): Promise<Set<string>> => {
  const asked = new Set<string>()
  const { get, has } = Map.prototype
  // Of the annotations of entries only those are kept that are used. Keys without a dot may be names of facts.
  const marks = [MARK, ...KEYS.filter((key) => key.includes('.'))]
  const isTexts = (map: Map<unknown, unknown>) => marks.some((key) => has.call(map, key) && get.call(map, key) === MARK)
  const note = (map: Map<unknown, unknown>, key: unknown) => {
    if (typeof key === 'string' && isTexts(map)) asked.add(key)
  }
  try {
    Map.prototype.get = function (key) {
      note(this, key)
      return get.call(this, key)
    }
    Map.prototype.has = function (key) {
      note(this, key)
      return has.call(this, key)
    }
    await work()
  } finally {
    Object.assign(Map.prototype, { get, has })
  }
  return asked
}

it('names all labels and annotations that are read', async () => {
  // Without a time of its own, whose label would not be read.
  const marked = { labels: { [MARK]: MARK }, annotations: { [MARK]: MARK }, created: '' }
  const annotations = Object.fromEntries([MARK, ...KEYS].map((key) => [key, MARK]))
  const asked = await keysAsked(async () => {
    await factsOf((registry) => registry.manifest(marked).digest)
    await factsOf((registry) => {
      const manifest = { annotations: { [MARK]: MARK }, artifactType: STATEMENT }
      const artifact = registry.artifact('', [[STATEMENT, { [MARK]: MARK }]], manifest)
      const image = registry.manifest(marked)
      const reference = { 'vnd.docker.reference.type': 'attestation-manifest' }
      const manifests = [
        { digest: image.digest, annotations },
        { digest: artifact, annotations },
        { digest: artifact, artifactType: STATEMENT, annotations },
        { digest: artifact, annotations: { ...annotations, ...reference } },
      ]
      const inner = registry.blob(JSON.stringify({ manifests, annotations: { [MARK]: MARK } }))
      return registry.blob(
        JSON.stringify({ manifests: [{ digest: inner, annotations }], annotations: { [MARK]: MARK } }),
      )
    })
  })
  expect([...asked].filter((key) => !KEYS.includes(key))).toEqual([])
  // So the test sees what is read.
  expect(asked.size).toBeGreaterThanOrEqual(52)
})

it.each(rowsOf('label').filter(([, end]) => factOf(end) !== undefined))('the label %s ends in %s', async (key, end) => {
  const fact = factOf(end) ?? ''
  const texts = { [key]: exampleOf(fact) }
  const created = ''
  for (const options of [{ labels: texts }, { annotations: texts }]) {
    const facts = await factsOf((registry) => registry.manifest({ created, ...options }).digest)
    expect(facts.get(fact)).toBe(exampleOf(fact))
  }
})

it('names no other label or annotation that no fact comes from', () => {
  const others = [...rowsOf('label').filter(([, end]) => factOf(end) === undefined), ...rowsOf('annotation')]
  expect(others.filter(([name]) => !SOURCES.some((source) => source.includes(`'${name}'`)))).toEqual([])
})

it('names the media types that stand in the sources', () => {
  const types = SOURCES.flatMap((source) =>
    [...source.matchAll(/'((?:application|text|sbom)\/[^']*)'/g)].map(([, type]) => type),
  )
  expect(namesOf('media type').sort()).toEqual([...new Set(types)].sort())
})

/** What the table says of a type in evidence-types.ts. */
const endOf = ({ is, kind, isWrapper, isBundle }: EvidenceType): string => {
  if (isBundle) return 'it has a signature, an attestation, an SBOM: what the bundle holds'
  if (isWrapper)
    return is.includes('sbom')
      ? 'it has an SBOM: of the type of its layer'
      : 'it has an attestation: of the predicate type that it holds'
  const names = { signature: 'a signature', attestation: 'an attestation', sbom: 'an SBOM' }
  return `it has ${is.map((one) => names[one]).join(' and ')}${kind === undefined ? '' : `: ${kind}`}`
}

it('tells of signatures, attestations and SBOMs what evidence-types.ts says', () => {
  const told = (types: ReadonlyMap<string, EvidenceType>) => [...types].map(([name, type]) => [name, endOf(type)])
  expect(rowsOf('predicate type')).toEqual(told(EVIDENCE_PREDICATES))
  expect(rowsOf('media type').filter(([, end]) => end.startsWith('it has'))).toEqual(told(EVIDENCE_MEDIA_TYPES))
})
