// Asks the address of the index.

import type { Subject } from './check.ts'

/** A search that docker sends too. It is answered in every configuration of a front. */
export const SEARCH_PATH = 'v1/search?q=registry-index-doctor&n=1'

/** Returns the answer of the index at a path, below its address. */
export const ask = ({ http, deployment }: Subject, path: string, headers: Readonly<Record<string, string>> = {}) =>
  http(new URL(path, deployment.url), headers)
