import { DISTRIBUTION, keyPrefix } from '../lambda/names/layouts.ts'
import { type BlobLayout, distribution } from '../lambda/registry/layouts/distribution.ts'
import type { Layouts } from '../lambda/registry/layouts/layouts.ts'
import { listed } from '../lambda/shared/listed.ts'
import { CliError } from './cli-error.ts'

/**
 * Returns the registry of the layout `distribution` that a deployment indexes, and the prefix of its blobs.
 * @param command the command that supports no other layout
 * @throws CliError if it indexes none
 */
export const distributionOf = (
  { all }: Layouts,
  command: string,
): { readonly layout: BlobLayout; readonly blobs: string } => {
  const root = all.find(({ id }) => id === DISTRIBUTION.id)?.root
  if (root === undefined)
    throw new CliError(
      `the deployment does not index the layout ${DISTRIBUTION.id} (${DISTRIBUTION.about}), the only one that ${command} supports; it indexes ${listed(all.map(({ id }) => id))}`,
    )
  return { layout: distribution(root), blobs: keyPrefix(root) + DISTRIBUTION.blobs }
}
