import {
  CfnParameter,
  type FileAssetLocation,
  type FileAssetSource,
  Fn,
  type Stack,
  StackSynthesizer,
} from 'aws-cdk-lib'

/** Names of the template's parameters. */
const PARAMETERS = { bucket: 'AssetBucket', prefix: 'AssetPrefix' } as const

/** A folder that has to lie in the bucket as a zip. */
export interface Asset {
  /** Name of the zip, which changes with what is in it. */
  readonly file: string
  readonly folder: string
}

/**
 * Synthesises a stack whose assets lie wherever the template's parameters say, so that no account has to be bootstrapped
 * and no CDK to be there.
 */
export class ParameterAssets extends StackSynthesizer {
  readonly assets = new Map<string, Asset>()
  private parameters: { readonly bucket: CfnParameter; readonly prefix: CfnParameter } | undefined

  override bind(stack: Stack): void {
    super.bind(stack)
    this.parameters = {
      bucket: new CfnParameter(stack, PARAMETERS.bucket, {
        description: 'Bucket with the zips of the functions, in the region of the stack',
        minLength: 3,
      }),
      prefix: new CfnParameter(stack, PARAMETERS.prefix, {
        description: 'What stands before the names of the zips in that bucket, with a slash at its end',
        default: '',
      }),
    }
  }

  override addFileAsset({ fileName, packaging, sourceHash }: FileAssetSource): FileAssetLocation {
    if (this.parameters === undefined || fileName === undefined || packaging !== 'zip')
      throw new Error(`an asset of another kind than a folder of code can't be given by parameters: ${fileName}`)
    const { bucket, prefix } = this.parameters
    const file = `${sourceHash}.zip`
    this.assets.set(file, { file, folder: fileName })
    const objectKey = Fn.join('', [prefix.valueAsString, file])
    const httpUrl = Fn.join('', ['https://', bucket.valueAsString, '.s3.amazonaws.com/', objectKey])
    return {
      bucketName: bucket.valueAsString,
      objectKey,
      httpUrl,
      s3ObjectUrl: Fn.join('', ['s3://', bucket.valueAsString, '/', objectKey]),
    }
  }

  override addDockerImageAsset(): never {
    throw new Error("an image can't be given by parameters")
  }

  override synthesize(session: Parameters<StackSynthesizer['synthesize']>[0]): void {
    this.synthesizeTemplate(session)
    // Only so that the template can be asked for: nothing of CDK deploys it.
    this.emitArtifact(session)
  }
}
