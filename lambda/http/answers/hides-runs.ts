import { hasPrivateRepositories } from '../../registry/layouts/layouts.ts'
import type { Scope } from '../../search/memory/documents.ts'

/**
 * True if a caller must not get what runs over the bucket say: they name repositories and count tags, some of which he may
 * not see.
 * @param roots the index's roots, by the ids of its layouts
 */
export const hidesRuns = ({ hidesPrivate, prefixes }: Scope, roots: Readonly<Record<string, string>> = {}): boolean =>
  prefixes !== undefined || (hidesPrivate && Object.keys(roots).some(hasPrivateRepositories))
