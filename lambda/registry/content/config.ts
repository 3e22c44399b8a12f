// Reads the config of a manifest. The kind of the manifest decides how its config is read.

import type { ConfigFields } from './annotations.ts'
import { parseTime } from './created-time.ts'
import { type Fields, type Notes, parseFields, type Texts } from './json-fields.ts'
import { type Kind, type Platform, platformOf } from './manifest.ts'

/** What a config says. Invalid fields are left out. */
export interface Config {
  readonly platform?: Platform | undefined
  /** ISO 8601, whole seconds. */
  readonly created?: string | undefined
  readonly labels?: Texts | undefined
  readonly fields?: ConfigFields | undefined
  /** Of `MAINTAINER` in a Dockerfile; images inherit it. */
  readonly author?: string | undefined
}

/** Sources of a chart that are read; the first that is not empty is taken. */
const MAX_SOURCES = 20

const READERS: Partial<Record<Kind, (document: Fields) => Config>> = {
  image: (document) => ({
    platform: platformOf(document),
    created: parseTime(document.text('created')),
    labels: document.object('config')?.texts('Labels'),
    author: document.text('author'),
  }),
  // Chart.yaml as JSON (helm, pkg/registry/chart.go).
  chart: (document) => ({
    fields: {
      title: document.text('name'),
      version: document.text('version'),
      description: document.text('description'),
      source: document.strings('sources', MAX_SOURCES)?.find((source) => source.trim() !== ''),
      appVersion: document.text('appVersion'),
      icon: document.text('icon'),
      home: document.text('home'),
    },
  }),
  plugin: (document) => ({
    fields: { description: document.text('description'), documentation: document.text('documentation') },
  }),
}

/** True if configs of this kind are read. The config of an artifact may be anything, of any size. */
export const isConfigRead = (kind: Kind): boolean => kind === 'wasm' || READERS[kind] !== undefined

/**
 * Parses the config of a manifest of this kind.
 * @param what names the config in messages
 * @throws Problem if the config is not a JSON object
 */
export const parseConfig = (content: Uint8Array, kind: Kind, what: string, notes: Notes): Config => {
  const document = parseFields(content, what, notes)
  // WebAssembly has the config of an image, or a similar one.
  return (READERS[kind] ?? READERS.image)?.(document) ?? {}
}
