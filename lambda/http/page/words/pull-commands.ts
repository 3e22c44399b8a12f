// The commands by which an image is pulled, by tool. The server writes those of the view's own image; the script makes those
// of the rows from the same patterns.

import { DOCKER_V1 } from '../../../names/layouts.ts'
import type { Kind } from '../../../registry/content/manifests/kinds.ts'

/** What is pulled with the same tools. */
export type PullKind = 'image' | 'chart' | 'artifact' | 'compose' | 'sif' | 'plugin' | 'cache' | 'v1'

/** Tools and their commands. `{ref}` is `host/name:tag`, `{repository}` is `host/name`, `{version}` is the chart's. */
export const PULL_PATTERNS: Readonly<Record<PullKind, readonly (readonly [tool: string, pattern: string])[]>> = {
  image: [
    ['docker', 'docker pull {ref}'],
    ['podman', 'podman pull {ref}'],
    ['skopeo', 'skopeo inspect docker://{ref}'],
    ['crane', 'crane pull {ref} image.tar'],
  ],
  chart: [
    ['helm', 'helm pull oci://{repository} --version {version}'],
    ['oras', 'oras pull {ref}'],
  ],
  artifact: [
    ['oras', 'oras pull {ref}'],
    ['crane', 'crane manifest {ref}'],
  ],
  compose: [
    ['docker', 'docker compose -f oci://{ref} up'],
    ['oras', 'oras pull {ref}'],
  ],
  sif: [
    ['apptainer', 'apptainer pull oras://{ref}'],
    ['oras', 'oras pull {ref}'],
  ],
  plugin: [['docker', 'docker plugin install {ref}']],
  cache: [['docker', 'docker buildx build --cache-from type=registry,ref={ref} .']],
  // Docker can do it until 17.12, and nothing else can.
  v1: [['docker', 'docker pull {ref}']],
}

const KINDS: Readonly<Record<Kind, PullKind | undefined>> = {
  image: 'image',
  index: 'image',
  chart: 'chart',
  model: 'artifact',
  compose: 'compose',
  wasm: 'artifact',
  bottle: 'artifact',
  policy: 'artifact',
  bundle: 'artifact',
  module: 'artifact',
  plugin: 'plugin',
  devcontainer: 'artifact',
  sif: 'sif',
  artifact: 'artifact',
  cache: 'cache',
  unknown: undefined,
}

/** Returns with what a tag is pulled; undefined if that can't work, because what it points to can't be read. */
export const pullKindOf = (tag: {
  readonly kind?: Kind | undefined
  readonly layout: string
}): PullKind | undefined => {
  const kind = tag.kind === undefined ? undefined : KINDS[tag.kind]
  return kind !== undefined && tag.layout === DOCKER_V1.id ? 'v1' : kind
}

/** Returns the commands for `host/name:tag` or `host/name@digest`, by tool. */
export const pullCommands = (
  kind: PullKind,
  reference: string,
): readonly (readonly [tool: string, command: string])[] => {
  const [, repository = reference, , tag = ''] = /^(.*?)(@|:(?=[^:/]*$))(.*)$/.exec(reference) ?? []
  const version = chartVersion(tag)
  return PULL_PATTERNS[kind]
    .filter(([, pattern]) => version !== undefined || !pattern.includes('{version}'))
    .map(([tool, pattern]) => [
      tool,
      pattern
        .replace('{ref}', () => reference)
        .replace('{repository}', () => repository)
        .replace('{version}', () => version ?? ''),
    ])
}

// Helm takes versions only, and writes the + of a version as _ in a tag.
const chartVersion = (tag: string): string | undefined =>
  /^v?\d+\.\d+\.\d+([-_][\w.-]+)?$/.test(tag) ? tag.replace('_', '+') : undefined
