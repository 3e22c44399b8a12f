// What all functions of the stack have in common: how they are bundled, where they run, where they log.

import { join } from 'node:path'
import { type Duration, RemovalPolicy } from 'aws-cdk-lib'
import { type IRole, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Architecture, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda'
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'

/** What differs from function to function. */
export interface FunctionOptions {
  /** File in lambda/, without `.ts`; it exports `handler`. */
  readonly entry: 'announcer' | 'indexer' | 'backfill' | 'api' | 'deployment'
  readonly description: string
  /** Megabytes. CPU grows with memory: 1,769 MB get one whole core. */
  readonly memorySize: number
  readonly timeout: Duration
  readonly environment: Readonly<Record<string, string>>
}

/**
 * Where the SDK looks for credentials if there are none in the environment, as there always are in Lambda. It loads these
 * modules only then; left out, the search function is a tenth smaller.
 */
const UNUSED_CREDENTIALS = ['http', 'ini', 'login', 'process', 'sso', 'web-identity'].map(
  (source) => `@aws-sdk/credential-provider-${source}`,
)

/** Creates a log group that is deleted with the stack. */
export const createLogGroup = (scope: Construct, id: string): LogGroup =>
  new LogGroup(scope, id, { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY })

// Not AWSLambdaBasicExecutionRole: that may also create log groups, so that the last lines of a function that is being
// deleted could bring its group back after the stack is gone.
const createRole = (scope: Construct, id: string, logGroup: LogGroup): IRole => {
  const role = new Role(scope, id, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
  logGroup.grantWrite(role)
  return role
}

/** Creates a function from lambda/, bundled by esbuild without Docker, with a role and a log group of its own. */
export const createFunction = (scope: Construct, id: string, options: FunctionOptions): NodejsFunction => {
  const { entry, description, memorySize, timeout, environment } = options
  const logGroup = createLogGroup(scope, `${id}Logs`)
  // Reading the map takes a quarter of the time that the code takes to load, and somebody waits for a search.
  const sourceMap = entry !== 'api'
  return new NodejsFunction(scope, id, {
    entry: join(import.meta.dirname, '..', 'lambda', `${entry}.ts`),
    description,
    memorySize,
    timeout,
    environment: { ...environment, ...(sourceMap ? { NODE_OPTIONS: '--enable-source-maps' } : {}) },
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    role: createRole(scope, `${id}Role`, logGroup),
    logGroup,
    loggingFormat: LoggingFormat.JSON,
    // This would set an environment variable that only version 2 of the SDK reads.
    awsSdkConnectionReuse: false,
    bundling: {
      // CommonJS loads 25 to 39 ms sooner than the same bundle as an ES module.
      format: OutputFormat.CJS,
      target: 'node24',
      mainFields: ['module', 'main'],
      minify: true,
      sourceMap,
      // The bundled SDK loads sooner than the one that Lambda provides, and is the version that was tested.
      bundleAwsSDK: true,
      externalModules: UNUSED_CREDENTIALS,
      // The sheet and the script of the web page.
      loader: { '.css': 'text', '.client.js': 'text' },
    },
  })
}
