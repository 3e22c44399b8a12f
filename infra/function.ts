// What all functions of the stack have in common: where they run, where they log.

import { type Duration, RemovalPolicy } from 'aws-cdk-lib'
import { type IRole, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Architecture, Code, Function as LambdaFunction, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda'
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs'
import type { Construct } from 'constructs'
import { builtFunction, type FunctionName } from './function-code.ts'

/** What differs from function to function. */
export interface FunctionOptions {
  readonly entry: FunctionName
  readonly description: string
  /** Megabytes. CPU grows with memory: 1,769 MB get one whole core. */
  readonly memorySize: number
  readonly timeout: Duration
  readonly environment: Readonly<Record<string, string>>
}

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

/** Creates a function of bundled code, with a role and a log group of its own. */
export const createFunction = (scope: Construct, id: string, options: FunctionOptions): LambdaFunction => {
  const { entry, description, memorySize, timeout, environment } = options
  const logGroup = createLogGroup(scope, `${id}Logs`)
  // The search function has no map (build/functions.ts).
  const sourceMap = entry !== 'api'
  return new LambdaFunction(scope, id, {
    code: Code.fromAsset(builtFunction(entry)),
    handler: 'index.handler',
    description,
    memorySize,
    timeout,
    environment: { ...environment, ...(sourceMap ? { NODE_OPTIONS: '--enable-source-maps' } : {}) },
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    role: createRole(scope, `${id}Role`, logGroup),
    logGroup,
    loggingFormat: LoggingFormat.JSON,
  })
}
