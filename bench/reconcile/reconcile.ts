// Entry point of `node bench/reconcile/reconcile.ts`: counts what a first load and a reconcile cost. Prints tables for
// docs/figures.md, and fails if an aim is missed.

import { parseArgs } from 'node:util'
import { LocalError, messageOf } from '../../local/local-error.ts'
import { memoryVersion } from '../../test/fakes/memory-version.ts'
import { makeWorld, type World } from '../world/world.ts'
import { type Burst, burst, loadOne } from './burst.ts'
import { loads } from './loads.ts'
import { type Measured, measure } from './measure.ts'
import { pushes } from './push.ts'
import {
  type Aim,
  aimsOf,
  contentionTable,
  loadTable,
  oneLoadTable,
  pushTable,
  reconcileTable,
  walkTable,
} from './report.ts'

const HELP = `node bench/reconcile/reconcile.ts [--sizes 1000,10000] [--bursts] [--loads N] [--registry]

Counts the requests of a first load, of reconciles and of single pushes to S3 and DynamoDB, for made-up
registries.

  --sizes N,N   numbers of repositories, each 40 to 1000000 (default 1000,10000);
                100000 takes about 10 minutes and needs node --max-old-space-size=12000
  --bursts      also measure pushes of many tags of one repository at the same moment, and its load
  --loads N     only measure how long loads of N repositories take, by the latencies that
                bench/reconcile/load.ts assumes, for registries of several shapes
  --registry    also compare with listing the same bucket through a real registry on
                the local AWS (needs docker-registry on PATH; takes some minutes)
  --help        show this text
`

const progress = (text: string): void => console.error(text)

/**
 * Measures three reconciles of one registry: the first load, one where nothing changed, and one where one tag changed.
 */
const measureSize = async (size: number): Promise<Measured[]> => {
  const world = makeWorld(size)
  const version = memoryVersion()
  const found: Measured[] = []
  for (const what of ['first load', 'nothing changed', 'one tag changed']) {
    if (what === 'one tag changed') pushOne(world)
    progress(`${size} repositories: ${what}`)
    found.push(await measure(what, world, version))
  }
  return found
}

// Pushes `latest` of a repository in the middle of the bucket whose `latest` is a single-platform image: a typical
// push.
const pushOne = ({ names, bucket, layout }: World): void => {
  const isImage = (name: string) =>
    bucket.content(name).links.get(layout.tagKey({ repository: name, tag: 'latest' }))?.kind === 'image'
  const name = names.slice(Math.floor(names.length / 2)).find(isImage)
  if (name !== undefined) bucket.push(name, 'latest', new Date('2026-11-24T12:00:00Z'))
}

const sizesOf = (text: string): number[] =>
  text.split(',').map((one) => {
    const size = Number(one)
    if (!Number.isInteger(size) || size < 40 || size > 1_000_000)
      throw new LocalError(`--sizes has "${one}", but must be whole numbers from 40 to 1000000, separated by commas`)
    return size
  })

const print = (aims: readonly Aim[]): void => {
  for (const { met, text } of aims) console.log(`- ${met ? 'met' : 'MISSED'}: ${text}`)
}

const argumentsOf = () => {
  try {
    return parseArgs({
      options: {
        sizes: { type: 'string', default: '1000,10000' },
        loads: { type: 'string' },
        bursts: { type: 'boolean', default: false },
        registry: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values
  } catch (error) {
    throw new LocalError(`${error instanceof Error ? error.message : error}; see --help`)
  }
}

const main = async (): Promise<void> => {
  const values = argumentsOf()
  if (values.help) return console.log(HELP)
  if (values.loads !== undefined) {
    for (const size of sizesOf(values.loads)) console.log(`${loadTable(await loads(size, progress))}\n`)
    return
  }
  const measured: Measured[] = []
  for (const size of sizesOf(values.sizes)) measured.push(...(await measureSize(size)))
  console.log(reconcileTable(measured))
  const aims = aimsOf(measured)
  print(aims)
  console.log(`\n${pushTable(await pushes())}`)
  if (values.bursts) {
    const bursts: Burst[] = []
    for (const tags of [100, 1000]) for (const batch of [10, 3, 1]) bursts.push(await burst({ tags, batch }))
    console.log(`\n${contentionTable(bursts)}`)
    console.log(`\n${oneLoadTable([await loadOne(1000), await loadOne(10_000)])}`)
  }
  if (values.registry) {
    const { walkRegistry } = await import('./registry-walk.ts')
    console.log(`\n${walkTable(await walkRegistry(progress))}`)
  }
  if (aims.some(({ met }) => !met)) process.exitCode = 1
}

try {
  await main()
} catch (error) {
  console.error(messageOf(error))
  process.exitCode = 1
}
