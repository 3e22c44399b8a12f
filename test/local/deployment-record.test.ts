import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { deploymentHash, lastDeployment, recordDeployment } from '../../local/deployment-record.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'deployed-'))
  await mkdir(join(root, 'infra'))
  await mkdir(join(root, 'build'))
  await mkdir(join(root, 'lambda', 'http'), { recursive: true })
  await writeFile(join(root, 'infra', 'app.ts'), 'app')
  await writeFile(join(root, 'lambda', 'http', 'v1.ts'), 'v1')
  await writeFile(join(root, 'cdk.json'), '{}')
  await writeFile(join(root, 'package-lock.json'), '{}')
})
afterEach(async () => await rm(root, { recursive: true }))

const settings = { bucket: 'registry', auth: 'basic' }

describe('deploymentHash', () => {
  it('does not change with the order of the settings or with other files', async () => {
    const before = await deploymentHash(root, settings)
    await writeFile(join(root, 'README.md'), 'text')
    expect(await deploymentHash(root, { auth: 'basic', bucket: 'registry' })).toBe(before)
  })

  it.each(['infra/app.ts', 'build/functions.ts', 'lambda/new.ts', 'cdk.json', 'package-lock.json'])(
    'changes with %s',
    async (file) => {
      const before = await deploymentHash(root, settings)
      await writeFile(join(root, file), 'changed')
      expect(await deploymentHash(root, settings)).not.toBe(before)
    },
  )

  it('changes with the name of a file and with the value of a setting', async () => {
    const before = await deploymentHash(root, settings)
    expect(await deploymentHash(root, { ...settings, auth: 'none' })).not.toBe(before)
    await rm(join(root, 'infra', 'app.ts'))
    await writeFile(join(root, 'infra', 'main.ts'), 'app')
    expect(await deploymentHash(root, settings)).not.toBe(before)
  })
})

describe('lastDeployment', () => {
  it('returns the recorded hash, and undefined if the file is missing or incomplete', async () => {
    const file = join(root, 'deployed.json')
    expect(await lastDeployment(file)).toBeUndefined()
    await recordDeployment(file, 'abc')
    expect(await lastDeployment(file)).toBe('abc')
    await writeFile(file, '{"ha')
    expect(await lastDeployment(file)).toBeUndefined()
  })
})
