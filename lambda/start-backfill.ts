// Starts the backfill for CloudFormation: when the stack's custom resource is created or updated, this function starts
// an execution of the state machine.

import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import * as z from 'zod/mini'
import { environment } from './aws/environment.ts'

/** The outside actions that starting a backfill needs. */
export interface StartPorts {
  /** Starts an execution. Does nothing if one of this name has already been started. */
  start(name: string, input: string): Promise<void>
  /** PUTs the JSON response for CloudFormation to the URL that CloudFormation gave. */
  put(url: string, body: string): Promise<void>
}

/** The fields that every response to CloudFormation repeats. Without them no response is possible. */
const Request = z.object({
  RequestType: z.string(),
  ResponseURL: z.string(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  ResourceProperties: z.optional(z.unknown()),
})

// CloudFormation sends every property value as a string.
const Properties = z.object({ Wait: z.pipe(z.string().check(z.regex(/^\d{1,5}$/)), z.transform(Number)) })

/** Must never change: CloudFormation takes a different id for a replacement and deletes the old resource. */
const PHYSICAL_ID = 'registry-index-backfill'

/** Characters of a failure's reason. CloudFormation accepts at most 4 KB for the whole response. */
const MAX_REASON_LENGTH = 1000

const perform = async (request: z.infer<typeof Request>, ports: StartPorts): Promise<void> => {
  switch (request.RequestType) {
    case 'Create':
    case 'Update': {
      const { Wait: wait } = Properties.parse(request.ResourceProperties)
      // Lambda may deliver a request twice. With the request's id as the execution's name, both start one backfill.
      return ports.start(request.RequestId, JSON.stringify({ wait }))
    }
    case 'Delete':
      return
    default:
      throw new Error(`the request type is ${JSON.stringify(request.RequestType)}; it must be Create, Update or Delete`)
  }
}

const reasonOf = (error: unknown): string =>
  `cannot start the backfill: ${error instanceof Error ? error.message : String(error)}`.slice(0, MAX_REASON_LENGTH)

/**
 * Handles one request of CloudFormation and responds even to a failure: without a response the deployment would hang.
 * @throws Error where the event has no response URL, or the response can't be delivered; Lambda then retries
 */
export const answer = async (event: unknown, ports: StartPorts): Promise<void> => {
  const request = Request.parse(event)
  const outcome = await perform(request, ports).then(
    () => ({ Status: 'SUCCESS' }),
    (error: unknown) => ({ Status: 'FAILED', Reason: reasonOf(error) }),
  )
  const { StackId, RequestId, LogicalResourceId } = request
  const response = { ...outcome, PhysicalResourceId: PHYSICAL_ID, StackId, RequestId, LogicalResourceId }
  await ports.put(request.ResponseURL, JSON.stringify(response))
}

const sfn = new SFNClient({})

const aws: StartPorts = {
  async start(name, input) {
    try {
      await sfn.send(new StartExecutionCommand({ stateMachineArn: environment('stateMachine'), name, input }))
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error
    }
  },
  async put(url, body) {
    // The body is bytes because for a string fetch would send a content type, which the URL's signature doesn't cover.
    const response = await fetch(url, { method: 'PUT', body: new TextEncoder().encode(body) })
    if (!response.ok)
      throw new Error(`CloudFormation's response URL refused the response with status ${response.status}`)
  },
}

export const handler = (event: unknown): Promise<void> => answer(event, aws)
