// The settings of a deployment, from CDK context (-c NAME=VALUE, or cdk.json).

import * as z from 'zod/mini'
import {
  AUTH_MODES,
  type AuthMode,
  DEFAULT_DATABASE,
  DISTRIBUTION,
  DOCKER_V1,
  keyPrefix,
  LAYOUTS,
  type LayoutId,
} from '../lambda/names.ts'
import { type TableNames, tableNames } from './table-names.ts'

/** A deployment's settings, checked. */
export interface Settings {
  /** Name of the registry bucket. */
  readonly bucket: string
  /** The registry's `rootdirectory`, without slashes at its ends; empty for the bucket's root. */
  readonly rootDirectory: string
  /** The `STORAGE_PATH` of a registry v1, likewise. */
  readonly storagePath: string
  /** What is indexed. */
  readonly layouts: readonly LayoutId[]
  readonly database: string
  readonly repositoryTable: string
  readonly versionTable: string
  readonly auth: AuthMode
  /** ARN of the KMS key that encrypts the bucket. */
  readonly kmsKey: string | undefined
  /** Seconds from the deployment to the start of the first backfill. */
  readonly backfillWait: number
  /** Days between two runs over the bucket; 0: only those that are started by hand. */
  readonly reconcileDays: number
  /** Name of the stack. */
  readonly stack: string
}

/** The settings are not usable; the message names each wrong one, its value, what is allowed, and the fix. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError'
}

/** A setting in context is text (-c) or, in cdk.json, a number; `allowed` ends the sentence "it must be …". */
const setting = (allowed: string, isAllowed: (value: string) => boolean) =>
  z.pipe(
    z.transform((value: unknown) => (typeof value === 'number' ? String(value) : value)),
    z.string({ error: allowed }).check(z.refine(isAllowed, { error: allowed })),
  )

const matches = (pattern: RegExp) => (value: string) => pattern.test(value)

const isBucketName = (name: string) =>
  /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..') && !/^\d+\.\d+\.\d+\.\d+$/.test(name)

const tableName = setting('a table name: 3 to 255 of A-Z a-z 0-9 . _ -', matches(/^[A-Za-z0-9._-]{3,255}$/))

const BOTH = 'both'
const LAYOUT_NAMES = [...LAYOUTS.map(({ id }) => id), BOTH] as const

const Context = z.object({
  bucket: setting(
    'the name of the S3 bucket that the registry writes (3 to 63 of a-z 0-9 . -, first and last a letter or digit, no "..", not an IP address)',
    isBucketName,
  ),
  rootdirectory: z._default(
    setting(
      'the rootdirectory in the S3 driver of the registry, of A-Z a-z 0-9 . _ / -',
      matches(/^[A-Za-z0-9._/-]*$/),
    ),
    '',
  ),
  storage_path: z._default(
    setting('the STORAGE_PATH of the registry v1, of A-Z a-z 0-9 . _ / -', matches(/^[A-Za-z0-9._/-]*$/)),
    DOCKER_V1.defaultRoot,
  ),
  layout: z._default(z.enum(LAYOUT_NAMES, { error: `one of ${LAYOUT_NAMES.join(', ')}` }), DISTRIBUTION.id),
  database: z._default(
    setting(
      'what the table names begin with: 1 to 244 of A-Z a-z 0-9 . _ - ("-repository" comes after it)',
      matches(/^[A-Za-z0-9._-]{1,244}$/),
    ),
    DEFAULT_DATABASE,
  ),
  repository_table: z.optional(tableName),
  version_table: z.optional(tableName),
  auth: z._default(z.enum(AUTH_MODES, { error: `one of ${AUTH_MODES.join(', ')}` }), 'basic'),
  kms_key: z.optional(
    setting(
      'the ARN of a KMS key (arn:aws:kms:REGION:ACCOUNT:key/ID), not an alias',
      matches(/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/),
    ),
  ),
  backfill_wait: z._default(
    setting('a whole number of seconds, 0 to 3600', (value) => /^\d{1,4}$/.test(value) && Number(value) <= 3600),
    '300',
  ),
  reconcile_days: z._default(
    setting(
      'a whole number of days between runs over the bucket, 1 to 30, or 0 for none',
      (value) => /^\d{1,2}$/.test(value) && Number(value) <= 30,
    ),
    '1',
  ),
  stack: z._default(
    setting('a stack name: 1 to 128 of A-Z a-z 0-9 -, first a letter', matches(/^[A-Za-z][A-Za-z0-9-]{0,127}$/)),
    'registry-index',
  ),
})

const complaint = (name: string, value: unknown, allowed: string): string =>
  value === undefined
    ? `${name} is not given: it must be ${allowed}; give it with -c ${name}=NAME`
    : `${name} is ${JSON.stringify(value)}: it must be ${allowed}; correct it in -c ${name}=… or in the context of cdk.json`

const sharedNames = (tables: TableNames): string[] => {
  const names = Object.values(tables)
  return [...new Set(names.filter((name, at) => names.indexOf(name) !== at))]
}

const withoutSlashes = (root: string): string => keyPrefix(root).replace(/\/$/, '')

// S3 refuses two rules for the same events where the keys of one are among those of the other.
const checkApart = (
  layouts: readonly LayoutId[],
  { rootDirectory, storagePath }: Pick<Settings, 'rootDirectory' | 'storagePath'>,
): void => {
  const one = keyPrefix(rootDirectory) + DISTRIBUTION.repositories
  const other = keyPrefix(storagePath) + DOCKER_V1.repositories
  if (layouts.length < LAYOUTS.length || (!one.startsWith(other) && !other.startsWith(one))) return
  throw new SettingsError(
    `rootdirectory is "${rootDirectory}" and storage_path "${storagePath}": keys of one registry would begin with ${one} and of the other with ${other}, and S3 takes no two notifications of which one holds the other;` +
      ' correct them, or set layout to one of the two',
  )
}

// A root that nothing reads looks like a registry that is indexed.
const checkUsed = (layouts: readonly LayoutId[], given: { readonly [setting: string]: unknown }): void => {
  const roots = { rootdirectory: DISTRIBUTION.id, storage_path: DOCKER_V1.id }
  for (const [name, id] of Object.entries(roots)) {
    if (given[name] === undefined || layouts.includes(id)) continue
    throw new SettingsError(
      `${name} is ${JSON.stringify(given[name])}, but layout is "${layouts}", which does not use it; set layout to ${id} or ${BOTH}, or leave ${name} out`,
    )
  }
}

/**
 * The settings that CDK context gives.
 * @param read `node.tryGetContext`, or anything that gives a setting's value, undefined where it is not set.
 * @throws SettingsError, with one line for each setting that is missing or wrong.
 */
export const readSettings = (read: (name: string) => unknown): Settings => {
  const context = Object.fromEntries(Object.keys(Context.shape).map((name) => [name, read(name) ?? undefined]))
  const result = Context.safeParse(context)
  if (!result.success) {
    throw new SettingsError(
      result.error.issues
        .map(({ path, message }) => complaint(String(path[0]), context[String(path[0])], message))
        .join('\n'),
    )
  }
  const {
    bucket,
    rootdirectory,
    storage_path,
    layout,
    database,
    repository_table,
    version_table,
    auth,
    kms_key,
    backfill_wait,
    reconcile_days,
    stack,
  } = result.data
  const tables = tableNames({ database, repositoryTable: repository_table, versionTable: version_table })
  const [shared] = sharedNames(tables)
  if (shared !== undefined) {
    throw new SettingsError(
      `two tables would have the name ${JSON.stringify(shared)}: each of ${Object.keys(tables).join(', ')} must have one of its own;` +
        ' leave out repository_table and version_table or give them other names',
    )
  }
  const layouts = layout === BOTH ? LAYOUTS.map(({ id }) => id) : [layout]
  const roots = { rootDirectory: withoutSlashes(rootdirectory), storagePath: withoutSlashes(storage_path) }
  checkUsed(layouts, context)
  checkApart(layouts, roots)
  return {
    bucket,
    ...roots,
    layouts,
    database,
    repositoryTable: tables.repository,
    versionTable: tables.version,
    auth,
    kmsKey: kms_key,
    backfillWait: Number(backfill_wait),
    reconcileDays: Number(reconcile_days),
    stack,
  }
}
