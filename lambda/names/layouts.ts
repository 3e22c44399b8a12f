// What the stack must know of each layout, and the roots of registries.

/** What may stand in the root of a registry. */
export const ROOT_PATH = /^[A-Za-z0-9._/-]*$/

/** The value of the setting `layout` that means the layouts of registry v1 and v2. */
export const BOTH_LAYOUTS = 'both'

/** What the stack must know of a layout, which is how one kind of registry lays repositories out as S3 keys. */
interface LayoutNames {
  readonly id: string
  /** Which registries write this layout, for people. */
  readonly about: string
  /** Prefix, below the root, of all keys that are related to tags. */
  readonly repositories: string
  /** Suffix filter of the S3 notification for tags; empty if their keys have no suffix in common. */
  readonly tagSuffix: string
  /** Prefixes, below the root, of the keys that the functions read. */
  readonly reads: readonly string[]
  /** The root of such a registry in its bucket, without slashes at its ends, and its names in settings and outputs. */
  readonly root: {
    /** Ends the sentence "It is the …". */
    readonly about: string
    /** The root if the setting is not given; empty for the bucket's root. */
    readonly default: string
    /** Name of the setting in CDK context. */
    readonly setting: string
    /** Name of the functions' environment variable. */
    readonly variable: string
    /** Name of the stack's output. Its value has a leading slash, because an output can't be empty. */
    readonly output: string
  }
}

/** CNCF distribution v2 and v3 (both write "v2"). */
export const DISTRIBUTION = {
  id: 'distribution',
  about: 'registry v2 and v3',
  repositories: 'docker/registry/v2/repositories/',
  blobs: 'docker/registry/v2/blobs/',
  /** A tag exists exactly as long as its key with this suffix. A push writes it last and once, of some fifty keys. */
  tagSuffix: '/current/link',
  reads: ['docker/registry/v2/repositories/', 'docker/registry/v2/blobs/'],
  root: {
    about: 'root directory of the registry',
    default: '',
    setting: 'rootdirectory',
    variable: 'REGISTRY_ROOT_DIRECTORY',
    output: 'RootDirectory',
  },
} as const satisfies LayoutNames & { readonly blobs: string }

/** docker-registry, the registry v1 in Python (developed until 2015). */
export const DOCKER_V1 = {
  id: 'docker-v1',
  about: 'the registry v1 of 2015',
  repositories: 'repositories/',
  images: 'images/',
  tagSuffix: '',
  reads: ['repositories/', 'images/'],
  root: {
    about: 'storage path of a registry v1',
    default: 'registry',
    setting: 'storage_path',
    variable: 'REGISTRY_STORAGE_PATH',
    output: 'StoragePath',
  },
} as const satisfies LayoutNames & { readonly images: string }

/** All layouts. */
export const LAYOUTS = [DISTRIBUTION, DOCKER_V1] as const
export type LayoutId = (typeof LAYOUTS)[number]['id']

/** Root of each layout's registry in the bucket, without slashes at the ends. */
export type Roots = Readonly<Record<LayoutId, string>>

/** Returns the names of the settings for the roots of these layouts. */
export const rootSettings = (ids: readonly string[]): string[] =>
  LAYOUTS.filter(({ id }) => ids.includes(id)).map(({ root }) => root.setting)

/** Builds the roots by asking `rootOf` for the root of each layout. */
export const rootsOf = (rootOf: (layout: (typeof LAYOUTS)[number]) => string): Roots =>
  Object.fromEntries(LAYOUTS.map((layout) => [layout.id, rootOf(layout)])) as Roots

/** Returns a path without the slashes at its ends. */
export const withoutSlashes = (path: string): string => path.replace(/^\/+|\/+$/g, '')

/**
 * Returns the prefix that a registry's `rootdirectory` gives its S3 keys: no leading slash and one trailing slash, or
 * nothing. This is how distribution's S3 driver makes its keys (s3.go, `s3Path`).
 * @example keyPrefix('/registry/') // 'registry/'
 */
export const keyPrefix = (rootDirectory: string): string => {
  const trimmed = withoutSlashes(rootDirectory)
  return trimmed === '' ? '' : `${trimmed}/`
}
