import type { SearchReader } from '../../lambda/search/reader.ts'

/**
 * A reader that counts its requests, and how many round trips they take: requests that are under way together are one.
 */
export const counted = (reader: SearchReader) => {
  const counts = { requests: 0, rounds: 0 }
  let underWay = 0
  const counting =
    <A extends unknown[], R>(call: (...given: A) => Promise<R>) =>
    async (...given: A): Promise<R> => {
      counts.requests++
      if (underWay++ === 0) counts.rounds++
      const answer = await call(...given)
      // Requests that were made in parallel have all been made by then.
      await new Promise((done) => setImmediate(done))
      underWay--
      return answer
    }
  return {
    counts,
    reader: {
      shelf: counting(reader.shelf),
      repositories: counting(reader.repositories),
      recent: counting(reader.recent),
      catalog: counting(reader.catalog),
      having: counting(reader.having),
      tagLike: counting(reader.tagLike),
    } satisfies SearchReader,
  }
}
