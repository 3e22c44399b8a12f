// The code of a front's function: viewer-request.js with what it knows of its deployment.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CHALLENGE, FRONT_HEADERS, OPEN_PATHS } from '../lambda/names/front.ts'
import { type FrontSettings, type IndexRoute, ORIGINS } from './front-settings.ts'

/** The most that CloudFront takes, in bytes (developer guide, Quotas on CloudFront Functions). */
export const MAX_FUNCTION_BYTES = 10_240

export interface FrontOptions {
  /** Whether people sign in to the index. */
  readonly signIn: boolean
  /** Which routes of the registry's API the index answers; undefined where no registry lies behind the front. */
  readonly indexRoutes: readonly IndexRoute[] | undefined
}

/** Returns the code that CloudFront runs for each request. */
export const frontFunction = ({ signIn, indexRoutes }: FrontOptions): string => {
  const { pageFiles, ...paths } = OPEN_PATHS
  const settings: FrontSettings = {
    challenge: signIn ? CHALLENGE : '',
    openPaths: Object.values(paths),
    openFolder: pageFiles,
    hostHeader: FRONT_HEADERS.host,
    hasRegistry: indexRoutes !== undefined,
    indexRoutes: indexRoutes ?? [],
    origins: ORIGINS,
  }
  const code = readFileSync(join(import.meta.dirname, 'viewer-request.js'), 'utf8')
  return `${code}\nconst FRONT = ${JSON.stringify(settings)}\n`
}
