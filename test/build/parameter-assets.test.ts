import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { App, type IStackSynthesizer, Stack } from 'aws-cdk-lib'
import { DockerImageAsset } from 'aws-cdk-lib/aws-ecr-assets'
import { Asset } from 'aws-cdk-lib/aws-s3-assets'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ParameterAssets } from '../../build/parameter-assets.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assets-'))
  await writeFile(join(folder, 'index.js'), 'code')
  await writeFile(join(folder, 'Dockerfile'), 'FROM scratch')
})
afterEach(() => rm(folder, { recursive: true }))

const synthesise = (fill: (stack: Stack) => void) => {
  const app = new App({ context: { 'aws:cdk:disable-asset-staging': true } })
  const synthesizer = new ParameterAssets()
  fill(new Stack(app, 'stack', { synthesizer: synthesizer as IStackSynthesizer }))
  return { synthesizer, template: app.synth().getStackArtifact('stack').template }
}

it('a folder is a zip in the bucket and under the prefix of the parameters, named by what is in it', () => {
  const { synthesizer, template } = synthesise((stack) => {
    const { s3BucketName, s3ObjectKey } = new Asset(stack, 'Code', { path: folder })
    stack.templateOptions.metadata = { s3BucketName, s3ObjectKey }
  })
  const [file = ''] = synthesizer.assets.keys()
  expect(file).toMatch(/^[0-9a-f]{64}\.zip$/)
  expect([...synthesizer.assets.values()]).toEqual([{ file, folder }])
  expect(template.Metadata).toEqual({
    s3BucketName: { Ref: 'AssetBucket' },
    s3ObjectKey: { 'Fn::Join': ['', [{ Ref: 'AssetPrefix' }, file]] },
  })
  expect(Object.keys(template.Parameters)).toEqual(['AssetBucket', 'AssetPrefix'])
})

it('what is no folder of code is refused', () => {
  const file = (stack: Stack) => void new Asset(stack, 'File', { path: join(folder, 'index.js') })
  expect(() => synthesise(file)).toThrow('an asset of another kind')
  const container = (stack: Stack) => void new DockerImageAsset(stack, 'Image', { directory: folder })
  expect(() => synthesise(container)).toThrow("an image can't be given by parameters")
})
