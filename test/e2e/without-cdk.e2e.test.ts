// The index deployed without CDK: the template and its zips, by the commands of docs/embedding.md.

import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { CreateBucketCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientConfig } from '../../local/clients.ts'
import { stackOutputs } from '../../local/deploy.ts'
import { baseEnvironment } from '../../local/environment.ts'
import { logFile, PATHS, ROOT } from '../../local/paths.ts'
import { makeVenv } from '../../local/venv.ts'
import { BUCKET, ROOT_DIRECTORY, STACK, startWorld, type World } from './deployment.ts'
import { eventually } from './eventually.ts'
import { findsWhatIsPushed } from './finds-what-is-pushed.ts'
import { missingPrograms, skipLoudly } from './programs.ts'

const NEEDED = ['docker-registry']
const remedy = `Debian: apt-get install ${NEEDED}`
const skipped = skipLoudly('the test of a deployment without CDK', missingPrograms(NEEDED), remedy)

/** The one of Debian 12 would ask AWS itself: it does not know AWS_ENDPOINT_URL. */
const AWS_CLI = { dir: join(PATHS.local, 'aws-cli'), packages: ['awscli==1.46.3'], log: logFile('aws-cli') }

const [, DEPLOY = '', REMOVE = ''] = (await readFile(join(ROOT, 'docs/embedding.md'), 'utf8'))
  .split(/^```sh$/m)
  .map((part) => part.split(/^```$/m)[0])

describe.skipIf(skipped)('the template', () => {
  let world: World
  let folder: string

  /** Runs commands of the docs, for this bucket and this stack. */
  const commands = async (text: string) => {
    const here = text
      .replaceAll('template.out', folder)
      .replaceAll('--stack-name registry-index', `--stack-name ${STACK}`)
    const env = { ...world.emulator.env, PATH: `${join(AWS_CLI.dir, 'bin')}:${world.emulator.env['PATH']}` }
    const options = { env, cwd: world.dir, timeout: 180_000 }
    return (await promisify(execFile)('sh', ['-ec', here], options)).stdout
  }
  const writeTemplate = async (...settings: string[]) => {
    const all = [
      `bucket=${BUCKET}`,
      `rootdirectory=/${ROOT_DIRECTORY}`,
      'backfill_wait=0',
      `stack=${STACK}`,
      ...settings,
    ]
    const args = ['run', '--silent', 'template', '--', ...all.flatMap((one) => ['-c', one]), '--out', folder]
    const options = { env: baseEnvironment(world.dir), cwd: ROOT, timeout: 120_000 }
    return (await promisify(execFile)('npm', args, options)).stdout
  }

  beforeAll(async () => {
    await makeVenv(AWS_CLI)
    world = await startWorld()
    folder = join(world.dir, 'template')
    await world.s3.send(new CreateBucketCommand({ Bucket: 'my-assets' }))
  })
  afterAll(async () => {
    await world?.stop()
  })

  it('is written with a zip for each function, which lies where its parameters say', async () => {
    const printed = await writeTemplate('auth=none')
    const files = await readdir(folder)
    expect(files.filter((name) => /^[0-9a-f]{64}\.zip$/.test(name))).toHaveLength(4)
    expect(files).toHaveLength(5)
    for (const name of files) expect(printed).toContain(`${name}: `)
    const template = await readFile(join(folder, 'template.json'), 'utf8')
    expect(Object.keys(JSON.parse(template).Parameters)).toEqual(['AssetBucket', 'AssetPrefix'])
    expect(template).not.toContain('cdk-hnb659fds')
  })

  it('deploys an index by the AWS CLI, which finds what is pushed', async () => {
    const since = Date.now()
    expect(await commands(DEPLOY)).toContain('"OutputKey": "RegistryBucket"')
    const outputs = (await stackOutputs(world.emulator, STACK)) ?? {}
    expect(outputs).toMatchObject({ RegistryBucket: BUCKET })
    const pushed = { repository: 'team/templated', description: 'Came without a construct', word: 'construct' }
    await findsWhatIsPushed(world, outputs, since, pushed)
  })

  it('is updated by the same commands', async () => {
    await writeTemplate('auth=none', 'search_memory=3008')
    await commands(DEPLOY)
    const { SearchFunction: FunctionName } = (await stackOutputs(world.emulator, STACK)) ?? {}
    const lambda = new LambdaClient(clientConfig(world.emulator.endpoint))
    const { MemorySize } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }))
    expect(MemorySize).toBe(3008)
  })

  it('leaves nothing behind when its stack is deleted', async () => {
    await commands(REMOVE)
    const dynamo = new DynamoDBClient(clientConfig(world.emulator.endpoint))
    await eventually(async () => {
      expect((await dynamo.send(new ListTablesCommand({}))).TableNames).toEqual([])
    })
  })

  it('is refused with wrong settings, in the words of cdk deploy', async () => {
    await expect(writeTemplate('auht=none')).rejects.toThrow('did you mean auth?')
  })
})
