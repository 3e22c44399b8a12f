import { hasPrivateRepositories } from '../registry/layouts/layouts.ts'

/**
 * True if a caller must not get what runs over the bucket say: they name repositories and count tags, some of which may
 * be private.
 * @param roots the index's roots, by the ids of its layouts
 */
export const hidesRuns = (hidesPrivate: boolean, roots: Readonly<Record<string, string>> = {}): boolean =>
  hidesPrivate && Object.keys(roots).some(hasPrivateRepositories)
