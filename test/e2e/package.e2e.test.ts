// The npm package as others use it: installed from its tarball into CDK apps outside of the checkout, one of which is
// deployed to the local AWS.

import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientConfig } from '../../local/clients.ts'
import { bootstrap, deployAssembly, destroy, type Outputs } from '../../local/deploy.ts'
import { baseEnvironment } from '../../local/environment.ts'
import { ROOT } from '../../local/paths.ts'
import { packInto } from '../build/pack.ts'
import { BUCKET, ROOT_DIRECTORY, startWorld, type World } from './deployment.ts'
import { findsWhatIsPushed } from './finds-what-is-pushed.ts'
import { missingPrograms, skipLoudly } from './programs.ts'

const NEEDED = ['docker-registry']
const skipped = skipLoudly('the test of the npm package', missingPrograms(NEEDED), `Debian: apt-get install ${NEEDED}`)

const STACK = 'Mine'
/** What every app of this test does, once it has imported what it needs. */
const BODY = `
const app = new App()
const stack = new Stack(app, '${STACK}')
const index = new RegistryIndex(stack, 'Index', {
  bucket: '${BUCKET}',
  roots: { distribution: '${ROOT_DIRECTORY}' },
  auth: 'none',
  database: 'mine',
  backfillWait: Duration.seconds(0),
})
index.addOutputs()
`
const APPS = {
  commonjs: {
    file: 'app.js',
    code: `const { App, Duration, Stack } = require('aws-cdk-lib')\nconst { RegistryIndex } = require('registry-index')\n${BODY}`,
  },
  module: {
    file: 'app.ts',
    code: `import { App, Duration, Stack } from 'aws-cdk-lib'
import { RegistryIndex, type RegistryIndexProps } from 'registry-index'
${BODY}
const memory: number | undefined = ({} as RegistryIndexProps).searchMemory
// @ts-expect-error: no such way to sign in
const wrong: RegistryIndexProps['auth'] = 'nobody'
console.log(memory, wrong, index.url satisfies string)
`,
  },
} as const
type Kind = keyof typeof APPS

describe.skipIf(skipped)('the npm package', () => {
  let world: World
  let home: string
  let outputs: Outputs

  const execute = async (program: string, args: readonly string[], env: NodeJS.ProcessEnv, cwd = home) =>
    (await promisify(execFile)(program, [...args], { cwd, env, timeout: 240_000 })).stdout
  const outDir = (kind: Kind) => join(home, kind, 'cdk.out')
  const synth = (kind: Kind) =>
    execute(
      process.execPath,
      [APPS[kind].file],
      { ...baseEnvironment(home), CDK_OUTDIR: outDir(kind) },
      join(home, kind),
    )
  const target = () => ({
    ...{ emulator: world.emulator, stack: STACK, outDir: outDir('commonjs') },
    log: join(world.dir, 'cdk.log'),
  })

  const install = async () => {
    const { tarball } = await packInto(home)
    // Both apps find what is installed above them.
    const { devDependencies } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'))
    const dependencies = {
      'registry-index': `file:${tarball}`,
      'aws-cdk-lib': devDependencies['aws-cdk-lib'],
      constructs: devDependencies['constructs'],
    }
    await writeFile(join(home, 'package.json'), JSON.stringify({ private: true, dependencies }))
    // The registry and its credentials are those that the user has set.
    await execute('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts'], process.env)
  }

  beforeAll(async () => {
    world = await startWorld()
    home = join(world.dir, 'apps')
    await mkdir(home)
    await Promise.all([bootstrap(target()), install()])
    for (const [kind, { file, code }] of Object.entries(APPS)) {
      await mkdir(join(home, kind))
      await writeFile(join(home, kind, 'package.json'), JSON.stringify({ type: kind }))
      await writeFile(join(home, kind, file), code)
    }
  })
  afterAll(async () => {
    await world?.stop()
  })

  it('brings no bundler', () => {
    expect(existsSync(join(home, 'node_modules', 'registry-index'))).toBe(true)
    expect(existsSync(join(home, 'node_modules', 'esbuild'))).toBe(false)
  })

  it('has types by which an app is checked, also the one of docs/embedding.md', async () => {
    const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--types', '']
    const [, shown = ''] =
      /^```ts\n([\s\S]*?)^```$/m.exec(await readFile(join(ROOT, 'docs/embedding.md'), 'utf8')) ?? []
    expect(shown).toContain('new RegistryIndex(')
    await writeFile(join(home, 'module', 'shown.ts'), shown)
    const files = [APPS.module.file, 'shown.ts']
    await execute(process.execPath, [compiler, ...options, ...files], baseEnvironment(home), join(home, 'module'))
  })

  it('makes the same of an app of ES modules and of one of CommonJS', async () => {
    await Promise.all([synth('module'), synth('commonjs')])
    const template = (kind: Kind) => readFile(join(outDir(kind), `${STACK}.template.json`), 'utf8')
    expect(await template('commonjs')).toBe(await template('module'))
    const assets = (await readdir(outDir('commonjs'))).filter((name) => name.startsWith('asset.'))
    expect(assets).toHaveLength(4)
  })

  it('deploys an index, which finds what is pushed', async () => {
    const since = Date.now()
    outputs = await deployAssembly(target())
    const pushed = { repository: 'team/packaged', description: 'Installed from a tarball', word: 'tarball' }
    await findsWhatIsPushed(world, outputs, since, pushed)
  })

  it('has the command line, which finds that index by the outputs of its stack', async () => {
    const command = join(home, 'node_modules', '.bin', 'registry-index')
    const { version } = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'))
    expect(await execute(command, ['--version'], world.emulator.env)).toBe(`${version}\n`)
    const status = await execute(command, ['status', '--stack', STACK, '--json'], world.emulator.env)
    expect(JSON.parse(status)).toMatchObject({ index: { bucket: BUCKET } })
  })

  it('leaves nothing of it behind', async () => {
    await destroy(target())
    const dynamo = new DynamoDBClient(clientConfig(world.emulator.endpoint))
    expect((await dynamo.send(new ListTablesCommand({}))).TableNames).toEqual([])
  })
})
