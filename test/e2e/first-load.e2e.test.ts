// A first load of a registry that is larger than one page of a listing: names, new ranges, the comparison; then a deep run.
// All of it as Step Functions of the local AWS does it.

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { GetExecutionHistoryCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn'
import { paginateScan } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { documentClient } from '../../lambda/aws/dynamo/dynamo-client.ts'
import { startBackfill, waitForExecution } from '../../local/backfill-wait.ts'
import { clientConfig } from '../../local/clients.ts'
import { type Emulator, startEmulator } from '../../local/emulator.ts'
import { writeEmulatorObjects } from '../../local/emulator-objects.ts'
import { logFile, PATHS } from '../../local/paths.ts'
import { freePort } from '../../local/port-numbers.ts'
import { parseTable } from '../../local/sample/catalog.ts'
import { sampleObjects } from '../../local/sample/sample-objects.ts'
import { sampleTags } from '../../local/sample/sample-tags.ts'
import { makeVenv } from '../../local/venv.ts'
import { BUCKET, deployStack, ROOT_DIRECTORY } from './deployment.ts'

const REPOSITORIES = 120
/** Two versions and `latest` of each. */
const TAGS = 3 * REPOSITORIES
/** The newest version and `latest` of the last repository. */
const DANGLING = 2

const lines = Array.from(
  { length: REPOSITORIES },
  (_, at) =>
    `team${at % 4}/app${at} | Application ${at} | 1.1 1.0 | 20MB | 2d | MIT | scratch${at === REPOSITORIES - 1 ? ' dangling' : ''}`,
)

describe('a registry of more than a page', () => {
  let dir: string
  let emulator: Emulator
  let machine: string
  let deployed: Awaited<ReturnType<typeof deployStack>>
  beforeAll(async () => {
    await makeVenv({ dir: PATHS.venv, log: logFile('venv') })
    dir = await mkdtemp(join(tmpdir(), 'registry-index-e2e-'))
    const tags = sampleTags(parseTable(lines.join('\n')))
    const objects = sampleObjects(new Date(), { rootDirectory: ROOT_DIRECTORY, tags })
    await writeEmulatorObjects(join(dir, 'aws'), BUCKET, objects)
    emulator = await startEmulator({ venv: PATHS.venv, dir: join(dir, 'aws'), port: await freePort() })
    deployed = await deployStack({ dir, emulator }, { auth: 'none' })
    machine = deployed.outputs['BackfillStateMachine'] ?? ''
  })
  afterAll(async () => {
    await emulator?.stop()
    await rm(dir, { recursive: true, force: true })
  })

  const statesOf = async (executionArn: string): Promise<string[]> => {
    const client = new SFNClient(clientConfig(emulator.endpoint))
    const names: string[] = []
    let nextToken: string | undefined
    do {
      const page = await client.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000, nextToken }))
      names.push(...(page.events ?? []).flatMap(({ stateEnteredEventDetails: entered }) => entered?.name ?? []))
      nextToken = page.nextToken
    } while (nextToken !== undefined)
    return names
  }
  const documents = async () => {
    const client = documentClient(new DynamoDBClient(clientConfig(emulator.endpoint)))
    const found: Record<string, unknown>[] = []
    for await (const { Items = [] } of paginateScan({ client }, { TableName: 'registry-index-test-repository' }))
      found.push(...Items.map(({ document }) => document))
    return found
  }

  it('is named first, then split anew and compared', async () => {
    expect(deployed.totals).toMatchObject({
      repositories: REPOSITORIES,
      tags: TAGS,
      changed: TAGS,
      failed: 0,
      recounted: 0,
    })
    const client = new SFNClient(clientConfig(emulator.endpoint))
    const { executions = [] } = await client.send(new ListExecutionsCommand({ stateMachineArn: machine }))
    const states = await statesOf(executions[0]?.executionArn ?? '')
    const once = ['Begin', 'FirstLoad?', 'NameRanges', 'Split', 'CompareRanges', 'Check', 'RemoveRanges', 'Finish']
    expect(states.filter((name) => once.includes(name))).toEqual(once)
    const all = await documents()
    expect(all).toHaveLength(REPOSITORIES)
    for (const document of all) {
      expect(document).toMatchObject({ visible: 3 })
      expect(document).not.toHaveProperty('unread')
    }
  })

  it('is not named again, and is looked at whether blobs are gone', async () => {
    const execution = await startBackfill(emulator, machine, { deep: true })
    expect(await waitForExecution(emulator, execution)).toMatchObject({ tags: TAGS, failed: 0, gone: DANGLING })
    const states = await statesOf(execution)
    expect(states.filter((name) => ['NameRanges', 'Split', 'Deep'].includes(name))).toEqual(['Deep'])
  })
})
