// What a manifest's config tells. Which form it has, the kind of the manifest says.

import { instant } from './created-time.ts'
import { type Fields, type Notes, parseFields, type Texts } from './json-fields.ts'
import { type Kind, type Platform, platformOf } from './manifest.ts'

/** What a config says, as much of it as is sound. */
export interface Config {
  readonly platform?: Platform | undefined
  /** ISO 8601, whole seconds. */
  readonly created?: string | undefined
  readonly labels?: Texts | undefined
  /** What it says of what it is in fields of its own, by the names of the facts. */
  readonly says?: Readonly<Record<string, string | undefined>> | undefined
}

/** Sources of a chart that are looked at; the first is taken. */
const SOURCES = 20

const READERS: Partial<Record<Kind, (document: Fields) => Config>> = {
  image: (document) => ({
    platform: platformOf(document),
    created: instant(document.text('created')),
    labels: document.object('config')?.texts('Labels'),
    says: { authors: document.text('author') },
  }),
  // Chart.yaml as JSON (helm, pkg/registry/chart.go).
  chart: (document) => ({
    says: {
      title: document.text('name'),
      version: document.text('version'),
      description: document.text('description'),
      source: document.strings('sources', SOURCES)?.find((source) => source.trim() !== ''),
      appVersion: document.text('appVersion'),
      icon: document.text('icon'),
      home: document.text('home'),
    },
  }),
  plugin: (document) => ({
    says: { description: document.text('description'), documentation: document.text('documentation') },
  }),
}

/** Whether configs of this kind say anything that is looked at; those of artifacts may be anything, of any size. */
export const isTelling = (kind: Kind): boolean => kind === 'wasm' || READERS[kind] !== undefined

/**
 * Parses the config of a manifest of this kind.
 * @throws Problem where it is no JSON object
 */
export const parseConfig = (content: Uint8Array, kind: Kind, what: string, notes: Notes): Config => {
  const document = parseFields(content, what, notes)
  // WebAssembly has an image's config, or one like it.
  return (READERS[kind] ?? READERS.image)?.(document) ?? {}
}
