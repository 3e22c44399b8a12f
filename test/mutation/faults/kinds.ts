// Faults of `lambda/registry/content/manifests/kinds.ts`.

import type { Fault } from '../fault.ts'

export const KINDS: readonly Fault[] = [
  ["Docker's images are artifacts", "  'application/vnd.docker.container.image.v1+json',\n", ''],
  ["OCI's images are artifacts", "  'application/vnd.oci.image.config.v1+json',\n", ''],
  ['charts are artifacts', "['application/vnd.cncf.helm.config.v1', 'chart'],", ''],
  ['later charts are charts', 'vnd.cncf.helm.config.v1', 'vnd.cncf.helm.config'],
  ["Docker's plugins are artifacts", "['application/vnd.docker.plugin.v1', 'plugin'],", ''],
  ['caches are artifacts', "['application/vnd.buildkit.cacheconfig', 'cache'],", ''],
  ['application/wasm is no wasm', "['application/wasm', 'wasm'],", ''],
  ["the bytecode alliance's wasm is none", "['application/vnd.bytecodealliance.wasm', 'wasm'],", ''],
  ['modules are no wasm', "['application/vnd.module.wasm', 'wasm'],", ''],
  ['types end anywhere', "next === undefined || next === '.' || next === '+'", 'true'],
  ['types end at dots only', " || next === '+'", ''],
  ['types end at pluses only', " || next === '.'", ''],
  ['types are compared as a whole', "next === undefined || next === '.' || next === '+'", 'next === undefined'],
  ['parameters count', "(mediaType.split(';')[0] ?? '')", 'mediaType'],
  ['capitals count', '.trim().toLowerCase()', '.trim()'],
  ['any value of an annotation counts', 'value === undefined || found === value', 'true'],
  ['a value of an annotation never counts', 'value === undefined || found === value', 'value === undefined'],
  [
    'the older annotation of a type says nothing',
    'return kindOfMediaType(annotations.get(TYPE_ANNOTATION))',
    'return undefined',
  ],
  ['labels say nothing', 'if (labels.has(key)) return kind', 'if (false) return kind'],
  ["Crossplane's label says nothing", "? 'bundle' : undefined", '? undefined : undefined'],
]
