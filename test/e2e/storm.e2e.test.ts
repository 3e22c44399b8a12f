// A storm over 200 repositories: pushes, moves and removals of tags, two runs and a rebuild at once, while functions, the
// registry and the local AWS are killed. At the end nothing differs, also of what only `verify --deep` reads. The seed
// gives what happens and after how many changes something is killed; the order among processes is that of the machine.
// `npm run storm` runs this file alone, and `-- --seed N` gives it another storm.
//
// SIGKILL ends the processes of all functions, that of the registry, and that of the local AWS. The local AWS writes each
// object of S3 to the disk at once, but keeps tables, queues and runs in memory and saves them only when it is shut down.
// So it can't be killed as if DynamoDB and SQS went on: what it was told since its last save is lost, rows and events
// alike, while the bucket keeps all. That is worse than what AWS does, so the storm has two parts. In the first no event
// is lost, and nothing may differ without a run after it. In the second the index goes back to the end of the first, and
// one plain run must mend it.

import { setTimeout as sleep } from 'node:timers/promises'
import { SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Deployment } from '../../cli/deployment.ts'
import { clientConfig } from '../../local/clients.ts'
import { findRegistry } from '../../local/registry.ts'
import { SEED } from '../effort.ts'
import { randomFrom } from '../simulation/scheduler.ts'
import { deployStack, restartEmulator, startWorld, type World } from './deployment.ts'
import { eventually } from './eventually.ts'
import { killWorkers } from './kill-workers.ts'
import { missingPrograms, skipLoudly } from './programs.ts'
import { blow, type Gust } from './storm/blow.ts'
import { type Deed, storm, type Tags } from './storm/deeds.ts'
import { localCli } from './storm/local-cli.ts'
import { runsOf } from './storm/runs.ts'

const remedy = 'Debian: apt-get install docker-registry'
const skipped = skipLoudly('the storm', missingPrograms(['docker-registry']), remedy)

/** Milliseconds after which the queue will surely not be empty any more. */
const PATIENCE = 600_000
/** Changes: while runs are under way, after them, and around the death of the local AWS. */
const CHANGES = { inRuns: 500, afterRuns: 300, inPart2: 400 }
/** How many changes lie between two deaths of the functions, and of the registry, on average. */
const PER_DEATH = 30
const PER_REGISTRY_DEATH = 200
/**
 * How long a message that a killed function held is not seen again, in seconds: as long as the function may take. The
 * deployment has six times that, for which the end of the storm would have to wait.
 */
const VISIBILITY_S = 60
const AT_ONCE = [{}, {}, { rebuild: true }]

describe.skipIf(skipped)('a storm', () => {
  // Three, so that what happens does not depend on how long anything takes.
  const [forDeeds, forDeaths, forPauses] = [randomFrom(SEED), randomFrom(SEED + 1), randomFrom(SEED + 2)]
  const tags: Tags = new Map()
  const drawn = storm(forDeeds, tags)
  const counts = { changes: 0, repeated: 0, functionsKilled: 0, registriesKilled: 0 }
  let world: World
  let registry: World['registry']
  let runs: ReturnType<typeof runsOf>
  let deployment: Deployment
  let cli: Awaited<ReturnType<typeof localCli>>['cli']

  const killFunctions = () => {
    counts.functionsKilled += killWorkers(world)
  }
  let replaced: Promise<unknown> = Promise.resolve()
  // One after the other: a registry that is dead already can't be killed.
  const killRegistry = () => {
    replaced = replaced.then(async () => {
      process.kill(registry.pid, 'SIGKILL')
      await registry.exited
      counts.registriesKilled++
      registry = await world.startAnother(findRegistry() ?? '', 'registry')
    })
    return replaced
  }
  const blowWith = async (deeds: readonly Deed[], ...gusts: readonly Gust[]) => {
    const deaths = (per: number, kill: Gust[1]) =>
      Array.from({ length: deeds.length / per }, (): Gust => [Math.ceil(forDeaths() * deeds.length), kill])
    const all = [...gusts, ...deaths(PER_DEATH, killFunctions), ...deaths(PER_REGISTRY_DEATH, killRegistry)]
    counts.repeated += await blow({ ...world, registry: () => registry.url }, deeds, all, forPauses)
    counts.changes += deeds.length
  }
  const untilDrained = async () => {
    for (let empty = 0; empty < 3; empty++) {
      await eventually(
        async () => expect(await deployment.queues()).toMatchObject({ waiting: 0, inFlight: 0 }),
        PATIENCE,
      )
      // An event of S3 may be on its way to the queue.
      await sleep(500)
    }
    // Looked at here, because a run that is done deletes them.
    expect((await deployment.queues()).deadLetters).toBe(0)
  }
  const verify = async () => {
    const { status, out } = await cli('verify', '--deep', '--json')
    return { status, ...JSON.parse(out) }
  }
  const nothingDiffers = async () => {
    const count = [...tags.values()].reduce((sum, { size }) => sum + size, 0)
    const index = { repositories: tags.size, tags: count, unsettled: 0 }
    expect(await verify()).toMatchObject({ status: 0, findings: [], index })
  }
  const timed = async (what: string, work: () => Promise<unknown>) => {
    const start = Date.now()
    await work()
    console.log(`${what}: ${((Date.now() - start) / 1000).toFixed(1)} s`)
  }

  beforeAll(async () => {
    console.log(`the storm of seed ${SEED}`)
    world = await startWorld()
    registry = world.registry
    const { outputs } = await deployStack(world, { auth: 'none' })
    const { endpoint } = world.running.emulator
    const visibility = { QueueUrl: outputs['IndexerQueue'], Attributes: { VisibilityTimeout: String(VISIBILITY_S) } }
    await new SQSClient(clientConfig(endpoint)).send(new SetQueueAttributesCommand(visibility))
    runs = runsOf(() => world.running.emulator, outputs['BackfillStateMachine'] ?? '')
    ;({ deployment, cli } = await localCli(endpoint))
  })
  afterAll(async () => {
    console.log(`the storm of seed ${SEED}: ${JSON.stringify({ ...counts, ...runs?.counts })}`)
    await world?.stop()
  })

  it('that kills functions and registries loses no event: nothing differs, without a run after it', async () => {
    const deeds = [...drawn.first(), ...drawn.more(CHANGES.inRuns)]
    let ends: Promise<unknown> = Promise.resolve()
    const startRuns = () => {
      ends = Promise.all(AT_ONCE.map(runs.untilDone))
    }
    await timed(`${deeds.length} changes and the runs`, async () => {
      await blowWith(deeds, [Math.floor(deeds.length / 3), startRuns])
      await ends
    })
    // The last run has mended whatever was lost before it, but nothing of this.
    await timed(`${CHANGES.afterRuns} changes`, () => blowWith(drawn.more(CHANGES.afterRuns)))
    await timed('the rest of the queue', untilDrained)
    await timed('verify --deep', nothingDiffers)
    expect(counts.functionsKilled).toBeGreaterThan(0)
    expect(counts.registriesKilled).toBeGreaterThan(0)
  })

  it('that also kills the local AWS, and with it all since its last save, leaves what one plain run mends', async () => {
    await restartEmulator(world, 'shutdown')
    const deeds = drawn.more(CHANGES.inPart2)
    const half = deeds.length / 2
    await timed(`${deeds.length} changes`, () =>
      blowWith(
        deeds,
        [half - 50, () => Promise.all(AT_ONCE.map(runs.start))],
        [half, () => restartEmulator(world, 'kill')],
      ),
    )
    await timed('the rest of the queue', untilDrained)
    const { differences } = await verify()
    console.log(`differences before the run: ${differences.length}`)
    expect(differences).not.toEqual([])
    await timed('one run', async () => expect(await runs.untilDone()).toMatchObject({ failed: 0 }))
    await timed('the rest of the queue', untilDrained)
    await timed('verify --deep', nothingDiffers)
  })
})
