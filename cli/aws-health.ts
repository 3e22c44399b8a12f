// Asks AWS what doctor wants to know of a deployment.

import { GetFunctionConfigurationCommand, InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda'
import { accessResult } from '../lambda/health/access-check.ts'
import { ACCESS_STEP } from '../lambda/names.ts'
import { CliError } from './cli-error.ts'
import type { Health } from './doctor/ports.ts'

/** Most characters of a function's failure that are shown. */
const MAX_FAILURE_LENGTH = 500

/** Returns the requests to the functions of a deployment. */
export const functionHealth = (lambda: LambdaClient): Pick<Health, 'functionState' | 'tryAccess'> => ({
  async functionState(name) {
    const { MemorySize = 0, Environment } = await lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: name }),
    )
    return { memoryMb: MemorySize, environment: new Map(Object.entries(Environment?.Variables ?? {})) }
  },
  async tryAccess(name) {
    const { Payload, FunctionError } = await lambda.send(
      new InvokeCommand({ FunctionName: name, Payload: JSON.stringify({ step: ACCESS_STEP }) }),
    )
    const text = Buffer.from(Payload ?? []).toString('utf8')
    const { data } = accessResult.safeParse(parsed(text))
    if (FunctionError === undefined && data !== undefined) return data
    throw new CliError(`the function failed: ${text.slice(0, MAX_FAILURE_LENGTH)}`)
  },
})

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
