// What the kinds of things in a registry are called.

import { KINDS, type Kind } from '../../../registry/content/manifests/kinds.ts'

const WORDS: Readonly<Record<Kind, string>> = {
  image: 'image',
  index: 'several platforms',
  chart: 'Helm chart',
  model: 'AI model',
  compose: 'Compose file',
  wasm: 'Wasm',
  bottle: 'Homebrew bottle',
  policy: 'policy',
  bundle: 'bundle',
  module: 'module',
  plugin: 'plugin',
  devcontainer: 'dev container',
  sif: 'Apptainer image',
  artifact: 'artifact',
  cache: 'build cache',
  unknown: 'unreadable',
}

const NAMES: ReadonlyMap<string, string> = new Map(KINDS.map((kind) => [kind, WORDS[kind]]))

/** Returns what people call a kind; one that this page does not know by its own name. */
export const kindWords = (kind: string): string => NAMES.get(kind) ?? kind
