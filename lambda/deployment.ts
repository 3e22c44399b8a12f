// Entry point of the function that answers CloudFormation: wires what a deployment needs to Lambda, S3 and Step Functions.

import { setTimeout as sleep } from 'node:timers/promises'
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { environment, optionalEnvironment } from './aws/environment.ts'
import { s3Client } from './aws/s3-bucket.ts'
import { forgetQueue } from './aws/s3-notifications.ts'
import { answer, type DeploymentPorts, type NamedAccess } from './deployment/answer.ts'
import { accessResult } from './health/access-check.ts'
import { ACCESS_STEP } from './names/runs.ts'

const sfn = new SFNClient({})
const lambda = new LambdaClient({})

const tryAccessOf = async (name: string): Promise<NamedAccess> => {
  const { Payload, FunctionError } = await lambda.send(
    new InvokeCommand({ FunctionName: name, Payload: JSON.stringify({ step: ACCESS_STEP }) }),
  )
  const text = Buffer.from(Payload ?? []).toString('utf8')
  if (FunctionError !== undefined) return { function: name, read: [], failure: `it failed: ${text}` }
  return { function: name, ...accessResult.parse(JSON.parse(text)) }
}

const aws: DeploymentPorts = {
  tryAccess: () => Promise.all([environment('indexerFunction'), environment('backfillFunction')].map(tryAccessOf)),
  async start(name, input) {
    try {
      await sfn.send(new StartExecutionCommand({ stateMachineArn: environment('stateMachine'), name, input }))
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error
    }
  },
  async forgetRules() {
    const queueArn = optionalEnvironment('queueArn')
    if (queueArn !== undefined) await forgetQueue(s3Client(), environment('bucket'), queueArn)
  },
  async put(url, body) {
    // The body is bytes because for a string fetch would send a content type, which the URL's signature doesn't cover.
    const response = await fetch(url, { method: 'PUT', body: new TextEncoder().encode(body) })
    if (!response.ok)
      throw new Error(`CloudFormation's response URL refused the response with status ${response.status}`)
  },
  sleep: async (milliseconds) => {
    await sleep(milliseconds)
  },
}

/** Handles one request of CloudFormation. */
export const handler = (event: unknown): Promise<void> => answer(event, aws)
