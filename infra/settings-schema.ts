// All settings of a deployment, each in one place: name, default, what is allowed, what it is for. README's table, the
// check of what is given and the construct's defaults come from here. A setting needs a user who would set it; what
// nobody would set is a constant.

import {
  AUTH_MODES,
  type AuthMode,
  DEFAULT_DATABASE,
  DISTRIBUTION,
  DOCKER_V1,
  ENV,
  LAYOUTS,
  type LayoutId,
  withoutSlashes,
} from '../lambda/names.ts'

/** One setting, by CDK context. */
export interface Setting<T> {
  /** What it is for, in Markdown; a part of a table. */
  readonly about: string
  /** What is allowed: ends the sentence "it must be …". */
  readonly allowed: string
  /** The text that stands for it where it is not given. */
  readonly default?: string
  /** It has neither a default nor to be given. */
  readonly isOptional?: true
  /** How the default is told, where its text does not tell it. */
  readonly defaultText?: string
  /** The environment variable by which it reaches the functions. */
  readonly variable?: string
  /** Its value; undefined for a text that is not allowed. */
  parse(text: string): T | undefined
}

const matching =
  (pattern: RegExp) =>
  (text: string): string | undefined =>
    pattern.test(text) ? text : undefined

const oneOf =
  <T extends string>(words: readonly T[]) =>
  (text: string): T | undefined =>
    words.find((word) => word === text)

const wholeNumber =
  (most: number) =>
  (text: string): number | undefined =>
    /^\d{1,9}$/.test(text) && Number(text) <= most ? Number(text) : undefined

const isBucketName = (name: string): boolean =>
  /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..') && !/^\d+\.\d+\.\d+\.\d+$/.test(name)

/** The value of `layout` that means the layouts of registry v1 and v2. */
const BOTH = 'both'

const layoutsIn = (text: string): readonly LayoutId[] | undefined => {
  const ids = text === BOTH ? [DISTRIBUTION.id, DOCKER_V1.id] : text.split(',')
  const known = LAYOUTS.map(({ id }) => id).filter((id) => ids.includes(id))
  return known.length === ids.length ? known : undefined
}

/** The setting that says where the registry of a layout lies in the bucket. */
export const rootSetting = ({ id, root }: (typeof LAYOUTS)[number]): Setting<string> => ({
  about: `${root.about}, as in its configuration; only where \`layout\` has \`${id}\``,
  allowed: `the ${root.about}, of A-Z a-z 0-9 . _ / -`,
  default: `/${root.default}`,
  ...(root.default === '' ? { defaultText: "the bucket's root" } : {}),
  variable: root.variable,
  parse: (text) => (/^[A-Za-z0-9._/-]*$/.test(text) ? withoutSlashes(text) : undefined),
})

const layoutIds = LAYOUTS.map(({ id }) => id).join(', ')

/** The settings by their names, but for the roots of the layouts. */
export const SETTINGS = {
  bucket: {
    about: "the registry's bucket; the only one you must give",
    allowed:
      'the name of the S3 bucket that the registry writes (3 to 63 of a-z 0-9 . -, first and last a letter or digit, no "..", not an IP address)',
    variable: ENV.bucket,
    parse: (text) => (isBucketName(text) ? text : undefined),
  } satisfies Setting<string>,
  layout: {
    about: `${LAYOUTS.map(({ id, about }) => `\`${id}\`: ${about}`).join('; ')}; several with commas between, or \`${BOTH}\`. A layout may be added later, and taken away only while the index has nothing of it`,
    allowed: `one or several of ${layoutIds} with commas between, or ${BOTH}`,
    default: DISTRIBUTION.id,
    variable: ENV.layouts,
    parse: layoutsIn,
  } satisfies Setting<readonly LayoutId[]>,
  auth: {
    about: '`basic`: one generated password; `none`: open to all who reach it',
    allowed: `one of ${AUTH_MODES.join(', ')}`,
    default: 'basic',
    variable: ENV.auth,
    parse: oneOf(AUTH_MODES),
  } satisfies Setting<AuthMode>,
  kms_key: {
    about: 'ARN of the key, where the bucket is encrypted with one of yours',
    isOptional: true,
    allowed: 'the ARN of a KMS key (arn:aws:kms:REGION:ACCOUNT:key/ID), not an alias',
    parse: matching(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/),
  } satisfies Setting<string>,
  database: {
    about: "first part of the tables' names; another one for each deployment in an account",
    allowed: 'what the table names begin with: 1 to 244 of A-Z a-z 0-9 . _ - ("-repository" comes after it)',
    default: DEFAULT_DATABASE,
    parse: matching(/^[A-Za-z0-9._-]{1,244}$/),
  } satisfies Setting<string>,
  backfill_wait: {
    about:
      'seconds until the first backfill, so that the notification is surely active; `0` for a bucket that nobody pushes to yet',
    allowed: 'a whole number of seconds, 0 to 3600',
    default: '300',
    parse: wholeNumber(3600),
  } satisfies Setting<number>,
  reconcile_days: {
    about: 'days between two runs over the bucket; `0`: none by itself',
    allowed: 'a whole number of days between runs over the bucket, 1 to 30, or 0 for none',
    default: '1',
    parse: wholeNumber(30),
  } satisfies Setting<number>,
  stack: {
    about: 'name of the stack; for a second registry give this and `database`',
    allowed: 'a stack name: 1 to 128 of A-Z a-z 0-9 -, first a letter',
    default: 'registry-index',
    parse: matching(/^[A-Za-z][A-Za-z0-9-]{0,127}$/),
  } satisfies Setting<string>,
}

const { bucket, ...others } = SETTINGS

/** All settings by their names, in the order in which people read them. */
export const ALL_SETTINGS: ReadonlyMap<string, Setting<unknown>> = new Map<string, Setting<unknown>>([
  ['bucket', bucket],
  ...LAYOUTS.map((layout) => [layout.root.setting, rootSetting(layout)] as const),
  ...Object.entries(others),
])

/**
 * The value that a setting has where it is not given.
 * @throws Error where it has no default, or one that it does not allow: a fault of this file
 */
export const defaultOf = <T>(setting: Setting<T>): T => {
  const value = setting.default === undefined ? undefined : setting.parse(setting.default)
  if (value === undefined) throw new Error(`a setting has no usable default; it must be ${setting.allowed}`)
  return value
}
