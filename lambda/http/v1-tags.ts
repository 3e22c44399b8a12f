// The tags of a repository as registry v1 gave them: `{"<tag>": "<image id>"}`; of newer registries with their digests.

import type { Context } from 'hono'
import { DOCKER_V1 } from '../names.ts'
import { HttpError } from './errors.ts'
import type { IndexPorts } from './ports.ts'
import { visibleRepository } from './repository.ts'

/** More would not fit what a Lambda may answer, 6 MB. */
const MOST = 20_000

/** Answers `/v1/repositories/<namespace>/<repository>/tags`; without a namespace it is `library`'s. */
export const v1Tags =
  (ports: IndexPorts) =>
  async (context: Context): Promise<Response> => {
    await ports.readable()
    const { name = '' } = context.req.param()
    const row =
      (await visibleRepository(ports, name, DOCKER_V1.id)) ??
      (await visibleRepository(ports, name)) ??
      (await visibleRepository(ports, `library/${name}`))
    if (row === undefined) throw new HttpError(404, 'NAME_UNKNOWN', 'Repository not found')
    const tags: [string, string][] = []
    for await (const { tag, digest } of ports.store.briefs(row.name)) {
      if (tags.length === MOST)
        throw new HttpError(
          413,
          'UNSUPPORTED',
          `the repository has more than ${MOST} tags, which v1 can't page through`,
        )
      if (digest !== undefined) tags.push([tag, digest])
    }
    return context.json(Object.fromEntries(tags))
  }
