// Reads the config of a manifest. Its media type decides how it is read.

import type { ConfigFields } from './annotations/annotations.ts'
import { parseTime } from './annotations/created-time.ts'
import { type Fields, type Notes, parseFields, type Texts } from './json/json-fields.ts'
import { IMAGE_CONFIGS } from './manifests/kinds.ts'
import { type Manifest, type Platform, platformOf } from './manifests/manifest.ts'

/** What a config says. Invalid fields are left out. */
export interface Config {
  readonly platform?: Platform | undefined
  /** ISO 8601, whole seconds. */
  readonly created?: string | undefined
  readonly labels?: Texts | undefined
  readonly fields?: ConfigFields | undefined
  /** True if it is the config of an image, and says nothing of how that runs: no command, no variables, no labels. */
  readonly isBlank?: boolean
  /** Of `MAINTAINER` in a Dockerfile; images inherit it. */
  readonly author?: string | undefined
}

/** Sources of a chart that are read; the first that is not empty is taken. */
const MAX_SOURCES = 20
/** Keywords of a chart that are read. */
const MAX_KEYWORDS = 100
/** Authors and licenses of a model that are read. */
const MAX_NAMES = 20

/** Forms of configs. */
export type ConfigForm = 'image' | 'chart' | 'plugin' | 'modelpack' | 'docker-model'

const READERS: Readonly<Record<ConfigForm, (document: Fields) => Config>> = {
  image: (document) => {
    const run = document.object('config')
    return {
      platform: platformOf(document),
      created: parseTime(document.text('created')),
      labels: run?.texts('Labels'),
      author: document.text('author'),
      isBlank: run?.isAnyFilled() !== true,
    }
  },
  // Chart.yaml as JSON (helm, pkg/registry/chart.go).
  chart: (document) => ({
    fields: {
      title: document.text('name'),
      version: document.text('version'),
      description: document.text('description'),
      source: document.strings('sources', MAX_SOURCES)?.find((source) => source.trim() !== ''),
      keywords: document.strings('keywords', MAX_KEYWORDS)?.join(','),
      appVersion: document.text('appVersion'),
      icon: document.text('icon'),
      home: document.text('home'),
    },
  }),
  plugin: (document) => ({
    fields: { description: document.text('description'), documentation: document.text('documentation') },
  }),
  // modelpack/model-spec, specs-go/v1/config.go.
  modelpack: (document) => {
    const about = document.object('descriptor')
    return {
      created: parseTime(about?.text('createdAt')),
      fields: {
        title: about?.text('title') || about?.text('name'),
        description: about?.text('description'),
        version: about?.text('version'),
        authors: about?.strings('authors', MAX_NAMES)?.join(', '),
        vendor: about?.text('vendor'),
        licenses: about?.strings('licenses', MAX_NAMES)?.join(' AND '),
        documentation: about?.text('docURL'),
        source: about?.text('sourceURL'),
        revision: about?.text('revision'),
      },
    }
  },
  // docker/model-runner, pkg/distribution/types/config.go.
  'docker-model': (document) => ({ created: parseTime(document.object('descriptor')?.text('created')) }),
}

const FORMS: readonly (readonly [RegExp, ConfigForm])[] = [
  [/^application\/vnd\.cncf\.helm\.config\.v1\+/, 'chart'],
  [/^application\/vnd\.docker\.plugin\.v1\+/, 'plugin'],
  [/^application\/vnd\.(cncf|cnai)\.model\.config\./, 'modelpack'],
  [/^application\/vnd\.docker\.ai\.model\.config\./, 'docker-model'],
]

/**
 * Returns the form of the config; undefined if it is not read, because the config of an artifact may be anything, of any
 * size. WebAssembly has the config of an image, or a similar one.
 */
export const configForm = ({ kind, config }: Pick<Manifest, 'kind' | 'config'>): ConfigForm | undefined => {
  if (kind === 'artifact' || kind === 'cache') return undefined
  const type = config?.mediaType ?? ''
  if (kind === 'wasm' || IMAGE_CONFIGS.includes(type)) return 'image'
  return FORMS.find(([pattern]) => pattern.test(type))?.[1]
}

/**
 * Parses a config of this form.
 * @param what names the config in messages
 * @throws Problem if the config is not a JSON object
 */
export const parseConfig = (content: Uint8Array, form: ConfigForm, what: string, notes: Notes): Config =>
  READERS[form](parseFields(content, what, notes))
