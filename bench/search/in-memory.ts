import { built, loaded, searchIn } from './build-and-load.ts'
import { requestsOf } from './requests.ts'
import type { Contender } from './texts.ts'

/** The search under test. */
export const inMemory = async (count: number): Promise<Contender> => {
  const build = await built(count)
  const { first, atRest } = await requestsOf(build)
  const { documents, ms, openMs, heap } = await loaded(build)
  const search = searchIn(documents)
  return {
    packed: build.pointer.bytes,
    buildMs: build.buildMs,
    loadMs: ms,
    openMs,
    heap,
    requests: atRest.requests,
    units: atRest.units,
    first,
    ask: (asked) => () => search(asked),
  }
}
