import { expect, it } from 'vitest'
import { dockerV1 } from '../../lambda/registry/layouts/docker-v1.ts'
import { layouts } from '../../lambda/registry/layouts/layouts.ts'
import { all, imageId } from '../fakes/docker-v1.ts'
import { run } from '../fakes/filled.ts'
import { memorySystem } from '../fakes/system.ts'

it.each([
  ['is accepted if the index has no repositories of the layout', false],
  ['is refused if the index has repositories of the layout', true],
])('another root of one layout %s', async (_, isFilled) => {
  const system = memorySystem({ layouts: ['distribution', 'docker-v1'], storagePath: 'wrong' })
  system.registry.push('app', 'v1')
  if (isFilled) all(system.v1.push('team/app', 'v1', [{ id: imageId('a') }]))
  await run(system)
  const ports = { ...system.ports, layouts: layouts([system.layout, dockerV1('registry')]) }
  const again = run({ ...system, ports }, isFilled ? {} : { rebuild: true })
  if (isFilled) await expect(again).rejects.toThrow(/run refused/)
  else {
    await again
    expect(await system.tables.version.read()).toMatchObject({ roots: { 'docker-v1': 'registry' } })
  }
})
