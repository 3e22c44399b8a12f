// Where the bundled code of the functions lies. build/functions.ts writes it, and infra/ never bundles: who installed the
// package has no sources and needs no bundler.

import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Files in lambda/, without `.ts`; each exports `handler`. */
export const FUNCTION_NAMES = ['announcer', 'indexer', 'backfill', 'api', 'deployment'] as const
export type FunctionName = (typeof FUNCTION_NAMES)[number]

/** Returns the folder with a function's `index.js`. The path is right from infra/ and from dist/ of the package alike. */
export const functionFolder = (name: FunctionName): string => join(import.meta.dirname, '..', 'dist', 'functions', name)

/**
 * Returns the same folder for who deploys it.
 * @throws Error if the function was not bundled, which can only be in a checkout
 */
export const builtFunction = (name: FunctionName): string => {
  const folder = functionFolder(name)
  if (existsSync(join(folder, 'index.js'))) return folder
  throw new Error(`${folder} has no index.js: bundle the functions by \`node build/functions.ts\`, as cdk.json does`)
}
