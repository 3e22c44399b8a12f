import type { IndexPorts } from '../api-ports.ts'

/**
 * Returns the ports for one request, in which nothing is read twice, whoever asks: the two sides of a comparison may be of one
 * repository, and a manifest may be looked up for several reasons.
 */
export const askedOnce = <Ports extends Pick<IndexPorts, 'store' | 'lookups' | 'bucket' | 'manifests'>>(
  ports: Ports,
): Ports => {
  const { store, lookups, bucket, manifests } = ports
  return {
    ...ports,
    store: {
      ...store,
      repository: once((name) => store.repository(name)),
      tags: once((repository, tags) => store.tags(repository, tags)),
    },
    lookups: { ...lookups, lookups: once((...asked) => lookups.lookups(...asked)) },
    bucket: { ...bucket, list: once((...asked) => bucket.list(...asked)) },
    manifests: { ...manifests, read: once((...asked) => manifests.read(...asked)) },
  } satisfies typeof ports
}

const once = <Asked extends unknown[], Answer>(
  ask: (...asked: Asked) => Promise<Answer>,
): ((...asked: Asked) => Promise<Answer>) => {
  const answers = new Map<string, Promise<Answer>>()
  return (...asked) => {
    const key = JSON.stringify(asked)
    const answer = answers.get(key) ?? ask(...asked)
    answers.set(key, answer)
    return answer
  }
}
