// Gives every field that is read every type of value that is invalid there. Only the facts of this field may be lost.

import { isLong } from '../../../effort.ts'
import type { Case } from './case.ts'
import {
  CHART_CONFIG,
  config,
  configOf,
  image,
  index,
  labelled,
  ofImage,
  ofIndex,
  ofManifest,
  without,
} from './pieces.ts'

type Takes = 'a string' | 'a digest' | 'a size' | 'an object' | 'an array'

interface Field {
  /** Path in the document: names of fields, and positions in arrays. */
  readonly path: readonly (string | number)[]
  readonly takes: Takes
  /** The facts without this field. */
  readonly facts: Case['facts']
}

const LONG_TEXT = 'z'.repeat(50_000)
/** Values, how messages show them, and for which fields they are valid. */
const VALUES: readonly (readonly [name: string, value: unknown, shown: string, is: readonly Takes[]])[] = [
  ['null', null, '', []],
  ['a boolean', true, 'true', []],
  ['a number', -7.5, '-7.5', []],
  ['a huge number', 1e300, '1e+300', []],
  ['a string', 'no', '"no"', ['a string']],
  ['a huge string', LONG_TEXT, `"${LONG_TEXT.slice(0, 40)}"`, ['a string']],
  ['an array', [[]], 'an array', ['an array']],
  ['an object', { a: {} }, 'an object', ['an object']],
]

const wrongFor = (takes: Takes, at: number) => {
  const wrong = VALUES.filter(([, , , is]) => !is.includes(takes))
  return wrong.filter((_, which) => isLong || which === at % wrong.length)
}

const placed = (document: unknown, [step, ...rest]: readonly (string | number)[], value: unknown): unknown => {
  if (step === undefined) return value
  if (Array.isArray(document)) return document.map((one, at) => (at === step ? placed(one, rest, value) : one))
  const fields = document as Record<string, unknown>
  const changed = placed(fields[step], rest, value)
  return changed === undefined ? without(fields, String(step)) : { ...fields, [step]: changed }
}

const pathName = (path: readonly (string | number)[]): string =>
  path.map((step, at) => (typeof step === 'number' ? `[${step}]` : at === 0 ? step : `.${step}`)).join('')

/**
 * Returns the cases for the fields of a document. `blobs` returns the blobs for a document with one field changed. Each
 * field is tried with one invalid value, the next field with another; npm run test:long tries each field with all values.
 */
const grid = (
  what: string,
  document: object,
  fields: readonly Field[],
  blobs: (changed: unknown) => Case['blobs'] & object,
): Case[] =>
  fields.flatMap(({ path, takes, facts }, at) => [
    { name: `${what} whose ${pathName(path)} is absent`, blobs: blobs(placed(document, path, undefined)), facts },
    ...wrongFor(takes, at).map(([name, value, shown]) => ({
      name: `${what} whose ${pathName(path)} is ${name}`,
      blobs: blobs(placed(document, path, value)),
      facts,
      ...(value === null ? {} : { problem: `invalid: ${pathName(path)} is ${shown}, not ${takes}` }),
    })),
  ])

const field = (path: readonly (string | number)[], takes: Takes, facts: Case['facts']): Field => ({
  path,
  takes,
  facts,
})

const OCI = 'org.opencontainers.image.'
const annotated = { ...image, annotations: { [`${OCI}title`]: 'T' }, subject: { digest: 'digest:subject' } }
const ofAnnotated = { ...ofImage, title: 'T', annotations: { [`${OCI}title`]: 'T' }, subject: 'digest:subject' }
const [known] = ofImage.layers
const manifestFields: Field[] = [
  field(['mediaType'], 'a string', ofAnnotated),
  field(['config', 'digest'], 'a digest', {
    ...without(ofAnnotated, 'configDigest', 'created'),
    platforms: [],
    size: 100,
  }),
  field(['config', 'size'], 'a size', without(ofAnnotated, 'size')),
  field(['layers'], 'an array', { ...without(ofAnnotated, 'layers'), size: 10 }),
  field(['layers', 0, 'mediaType'], 'a string', { ...ofAnnotated, layers: [without(known, 'mediaType')] }),
  field(['layers', 0, 'digest'], 'a digest', { ...without(ofAnnotated, 'layers'), size: 10 }),
  field(['layers', 0, 'size'], 'a size', { ...without(ofAnnotated, 'size'), layers: [without(known, 'size')] }),
  field(['annotations'], 'an object', without(ofAnnotated, 'annotations', 'title')),
  field(['annotations', `${OCI}title`], 'a string', without(ofAnnotated, 'annotations', 'title')),
  field(['subject'], 'an object', without(ofAnnotated, 'subject')),
  field(['subject', 'digest'], 'a digest', without(ofAnnotated, 'subject')),
]

const described = { ...labelled({ a: 'b' }), author: 'Ann', variant: 'v8' }
const ofDescribed = { ...ofImage, platforms: ['linux/amd64/v8'], authors: 'Ann', labels: { a: 'b' } }
const configFields: Field[] = [
  field(['os'], 'a string', { ...ofDescribed, platforms: [] }),
  field(['architecture'], 'a string', { ...ofDescribed, platforms: [] }),
  field(['variant'], 'a string', { ...ofDescribed, platforms: ['linux/amd64'] }),
  field(['created'], 'a string', without(ofDescribed, 'created')),
  field(['author'], 'a string', without(ofDescribed, 'authors')),
  field(['config'], 'an object', without(ofDescribed, 'labels')),
  field(['config', 'Labels'], 'an object', without(ofDescribed, 'labels')),
  field(['config', 'Labels', 'a'], 'a string', without(ofDescribed, 'labels')),
]

const [child] = ofIndex.children
const indexFields: Field[] = [
  field(['mediaType'], 'a string', ofIndex),
  field(['manifests', 0, 'mediaType'], 'a string', { ...ofIndex, children: [without(child, 'mediaType')] }),
  field(['manifests', 0, 'artifactType'], 'a string', ofIndex),
  field(['manifests', 0, 'size'], 'a size', ofIndex),
  field(['manifests', 0, 'annotations'], 'an object', ofIndex),
  field(['manifests', 0, 'platform'], 'an object', {
    ...ofIndex,
    platforms: [],
    children: [without(child, 'platform')],
  }),
  field(['manifests', 0, 'platform', 'os'], 'a string', {
    ...ofIndex,
    platforms: [],
    children: [without(child, 'platform')],
  }),
]

const chart = { name: 'N', version: '1.0.0', description: 'D', appVersion: '2', icon: 'I', home: 'H' }
const ofChart = {
  ...ofManifest,
  kind: 'chart',
  title: 'N',
  version: '1.0.0',
  description: 'D',
  appVersion: '2',
  icon: 'I',
  home: 'H',
} as const
const chartFields: Field[] = [
  field(['name'], 'a string', without(ofChart, 'title')),
  field(['description'], 'a string', without(ofChart, 'description')),
  field(['icon'], 'a string', without(ofChart, 'icon')),
  field(['home'], 'a string', without(ofChart, 'home')),
]

export const grids: Record<string, Case[]> = {
  'fields of manifests': grid('a manifest', annotated, manifestFields, (manifest) => ({
    manifest: manifest as object,
    config,
  })),
  'fields of configs': grid('a config', described, configFields, (changed) => ({
    manifest: image,
    config: changed as object,
  })),
  'fields of image indexes': grid('an image index', index, indexFields, (manifest) => ({
    manifest: manifest as object,
    child: image,
    config,
  })),
  'fields of charts': grid('a chart', chart, chartFields, (changed) => ({
    manifest: { ...image, config: configOf(CHART_CONFIG) },
    config: changed as object,
  })),
}
