import { SNAPSHOT_STEP } from '../../../lambda/names/runs.ts'
import { documentFormat } from '../../../lambda/search/snapshot/document-format.ts'
import type { Pointer } from '../../../lambda/search/snapshot/ports.ts'
import { MAX_AGE_MS, REBUILD_AFTER_MS } from '../../../lambda/search/snapshot/times.ts'
import { explain } from '../../explain.ts'
import { type Finding, findingsOf } from '../../finding.ts'
import { bytes, counted, duration, number } from '../../text.ts'
import type { Check, Subject } from '../check.ts'

const { ok, note, warning, unknown, error } = findingsOf('snapshot')

/** A build is due after twelve hours, and looked for every quarter of one: an hour more is no accident. */
const LATE_MS = REBUILD_AFTER_MS + 3_600_000
/** How long after the first run there may be no build: two looks of the schedule. */
const FIRST_BUILD_MS = 1_800_000
/** Bytes in memory for one that is packed, and for how many copies there must be room, as a newer build is loaded beside. */
const [MEMORY_PER_BYTE, COPIES] = [3, 2]
/** What the search function takes without documents. */
const BASE_BYTES = 200 * 2 ** 20
/** Documents for each megabyte: 300,000 are what the default is for (docs/figures.md). */
const DOCUMENTS_PER_MB = 300_000 / 1769

/** Whether what search loads is new enough, and fits into the search function. */
export const checkSnapshot: Check = async ({ deployment, clock }) => {
  const { store } = deployment.search
  const pointer = await store.pointer()
  if (pointer === undefined) return [await missing(deployment, clock.now())]
  return [ageFinding(pointer, clock.now()), ...(await sizeFindings(deployment, pointer))]
}

const missing = async ({ version, search, health }: Subject['deployment'], now: number): Promise<Finding> => {
  const fix = `${buildCommand(health.outputs.get('BackfillFunction') ?? 'BACKFILL_FUNCTION')}, and see its log`
  if (await search.store.hasInvalidPointer()) return error('the row of the newest snapshot is damaged', fix)
  const done = (await version.runs())?.lastDone?.endedAt
  return done === undefined || now - Date.parse(done) < FIRST_BUILD_MS
    ? note('there is no snapshot yet: one is built within a quarter of an hour of the deployment')
    : warning('there is no snapshot: each process of search scans the whole repository table when it starts', fix)
}

// The function may take longer than the CLI of AWS waits by itself.
const buildCommand = (name: string): string =>
  `aws lambda invoke --function-name ${name} --cli-read-timeout 900 --cli-binary-format raw-in-base64-out --payload '${JSON.stringify({ step: SNAPSHOT_STEP, force: true })}' /dev/stdout`

const ageFinding = ({ builtAt, documents, bytes: size, format }: Pointer, now: number): Finding => {
  const age = now - builtAt
  const text = `${counted(documents, 'document')}, ${bytes(size)} packed, built ${duration(Math.max(0, Math.round(age / 1000)))} ago`
  if (format !== documentFormat.version)
    return note(
      `${text}, in another format than this version reads: a new one is built within a quarter of an hour of a deployment`,
    )
  if (age <= LATE_MS) return ok(text)
  const fix =
    'see the log of the backfill function and whether its schedule of every 15 minutes is on (docs/runbook.md, "backfill-errors")'
  return age > MAX_AGE_MS
    ? error(`${text}: too old to be used, so that each process of search scans the whole repository table`, fix)
    : warning(`${text}: a new one is due`, fix)
}

const sizeFindings = async ({ health }: Subject['deployment'], pointer: Pointer): Promise<Finding[]> => {
  const name = health.outputs.get('SearchFunction')
  if (name === undefined) return []
  try {
    const { memoryMb } = await health.functionState(name)
    const enough = Math.min(10_240, Math.ceil(pointer.documents / DOCUMENTS_PER_MB))
    const needed = BASE_BYTES + pointer.bytes * MEMORY_PER_BYTE * COPIES
    if (needed > memoryMb * 2 ** 20)
      return [
        error(
          `the search function has ${number(memoryMb)} MB, and its documents may take ${bytes(needed)} while a newer snapshot is loaded`,
          `deploy with -c search_memory=${Math.min(10_240, Math.max(enough, Math.ceil(needed / 2 ** 20)))}`,
        ),
      ]
    return pointer.documents > memoryMb * DOCUMENTS_PER_MB
      ? [
          warning(
            `the search function has ${number(memoryMb)} MB, which are meant for ${number(Math.floor(memoryMb * DOCUMENTS_PER_MB))} documents`,
            `deploy with -c search_memory=${enough}`,
          ),
        ]
      : [ok(`the search function has ${number(memoryMb)} MB, and its documents take ${bytes(needed)} of them at most`)]
  } catch (thrown) {
    return [
      unknown(
        `couldn't be checked: how much memory the search function has: ${explain(thrown)}`,
        `give yourself lambda:GetFunctionConfiguration on ${name}`,
      ),
    ]
  }
}
