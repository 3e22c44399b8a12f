import { expect, it } from 'vitest'
import { dockerV1 } from '../../lambda/registry/layouts/docker-v1.ts'
import { layouts } from '../../lambda/registry/layouts/layouts.ts'
import { all, imageId } from '../fakes/docker-v1.ts'
import { run } from '../fakes/filled.ts'
import { memorySystem } from '../fakes/system.ts'

it.each([
  [false, 'is put right'],
  [true, 'is refused where the index has something of it'],
])('the root of one layout (%s) %s', async (isFilled) => {
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
