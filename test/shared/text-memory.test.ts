import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, it } from 'vitest'
import { clean } from '../../lambda/shared/text.ts'

const heap = (): number => {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().heapUsed
}

it('keeps none of a long text but the line that it returns', () => {
  const before = heap()
  const texts = Array.from({ length: 50 }, (_, at) => clean(`number${at}${'x'.repeat(2_000_000)}`, 20))
  expect(heap() - before).toBeLessThan(20_000_000)
  expect(texts.at(-1)).toBe('number49xxxxxxxxx…')
})
