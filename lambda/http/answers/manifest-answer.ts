// A manifest by its digest, as a document: the API writes it as it is, the page shows it.

import type * as z from 'zod/mini'
import { isDigest } from '../../registry/content/json/digest.ts'
import type { ManifestDetails } from '../../registry/content/manifest-details.ts'
import { repositoryName } from '../../registry/layouts/repository-id.ts'
import { defined } from '../../shared/defined.ts'
import type { IndexPorts } from '../api-ports.ts'
import { HttpError } from '../http-error.ts'
import { namesOf } from './repository-answers.ts'
import type { manifest } from './response-schemas.ts'
import type { VisibleRepository } from './visible-repository.ts'

export type ManifestAnswer = z.infer<typeof manifest>

/** How much of a wrong digest is said again. */
const SHOWN = 160

/**
 * Returns the digest that a text is.
 * @throws HttpError 400 if it is none
 */
export const wantedDigest = (text: string): string => {
  const digest: unknown = text
  if (isDigest(digest)) return digest
  throw new HttpError(
    400,
    'DIGEST_INVALID',
    `"${text.slice(0, SHOWN)}" is no digest; allowed are sha256: with 64 and sha512: with 128 hexadecimal digits in lower case`,
  )
}

/**
 * Returns a manifest that a repository has, whether or not a tag points to it. Takes a LIST and two GETs at most.
 * @throws HttpError 404 if the repository has none with this digest; BucketError if S3 fails
 */
export const manifestAnswer = async (
  ports: Pick<IndexPorts, 'manifests' | 'showsCommands'>,
  repository: VisibleRepository,
  digest: string,
): Promise<ManifestAnswer> => {
  const { manifests, showsCommands } = ports
  const found = await manifests.read(repository.id, digest)
  if (found === undefined) throw unknown(repository, digest, manifests.hasManifests(repository.id))
  const { details, pushedAt } = found
  const shown = showsCommands ? withRunProblem(details) : withoutCommands(details)
  // Only that its lists are not to be written to is lost.
  return { ...namesOf(repository), pushedAt, ...shown } as ManifestAnswer
}

const unknown = ({ id }: VisibleRepository, digest: string, hasManifests: boolean): HttpError => {
  const name = repositoryName(id)
  const message = hasManifests
    ? `${name} has no manifest ${digest}`
    : `${name} is of a registry v1, which has images and no manifests; ask for one of its tags`
  return new HttpError(404, 'MANIFEST_UNKNOWN', message)
}

const withRunProblem = ({ runProblem, ...details }: ManifestDetails): ManifestDetails => ({
  ...details,
  ...defined({ problem: details.problem ?? runProblem }),
})

const withoutCommands = (details: ManifestDetails): ManifestDetails & { readonly withheld?: true } => {
  const { commands, entrypoint, cmd, environment, runProblem, layers, ...rest } = details
  const isWithheld =
    [commands, entrypoint, cmd, environment, runProblem].some((one) => one !== undefined) ||
    layers?.some(({ command }) => command !== undefined)
  return {
    ...rest,
    ...(layers && { layers: layers.map(({ command, ...layer }) => layer) }),
    ...(isWithheld && { withheld: true }),
  }
}
