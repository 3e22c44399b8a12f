import { expect } from 'vitest'
import { waitForBackfill } from '../../local/backfill-wait.ts'
import type { Outputs } from '../../local/deploy.ts'
import { image, layer } from '../../local/sample/image.ts'
import { openDoor, type World } from './deployment.ts'
import { eventually } from './eventually.ts'
import { pushImage } from './registry-client.ts'

/**
 * Waits for the first load of an index that was just deployed, pushes an image by the real registry, and expects that it is
 * found by a word of its description.
 * @param since when the deployment began, in epoch milliseconds
 */
export const findsWhatIsPushed = async (
  world: World,
  outputs: Outputs,
  since: number,
  pushed: { readonly repository: string; readonly description: string; readonly word: string },
): Promise<void> => {
  await waitForBackfill(world.emulator, outputs['BackfillStateMachine'] ?? '', since)
  const door = await openDoor(world.emulator, outputs, world.registry.url)
  world.onStop(door.close)
  const labels = { 'org.opencontainers.image.description': pushed.description }
  const layers = [layer({ 'etc/motd': 'hello' })]
  const content = image({ format: 'oci', layers, created: '2026-11-01T00:00:00Z', labels, annotations: {} })
  await pushImage(world.registry.url, pushed.repository, 'v1.0', content)
  await eventually(async () => {
    const answer = await fetch(`${door.url}/v1/search?q=${pushed.word}`)
    expect(await answer.json()).toMatchObject({ num_results: 1, results: [{ name: pushed.repository }] })
  })
}
