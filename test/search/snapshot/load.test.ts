import { expect, it, vi } from 'vitest'
import { loadMemory } from '../../../lambda/search/snapshot/load.ts'
import { documentWith } from '../../fakes/map-documents.ts'
import { NOW, world } from './process.ts'

it('packs each segment before it makes the states of the next', async () => {
  const { put, ports, reader } = world()
  for (const id of ['a', 'b', 'c']) put(id, NOW, documentWith(1))
  const order: string[] = []
  const format = {
    ...ports.format,
    pack: (states: Parameters<typeof ports.format.pack>[0]) => {
      order.push(`pack ${states.map(({ id }) => id)}`)
      return ports.format.pack(states)
    },
  }
  const { parse } = JSON
  const spy = vi.spyOn(JSON, 'parse').mockImplementation((text) => {
    if (text.startsWith('{')) order.push('make')
    return parse(text)
  })
  await loadMemory(undefined, { ...ports, reader, format }, 1)
  spy.mockRestore()
  expect(order).toEqual(['make', 'pack a', 'make', 'pack b', 'make', 'pack c'])
})
