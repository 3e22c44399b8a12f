// Starts the backfill for CloudFormation: a custom resource of the stack is created or updated, an execution begins.

import { ExecutionAlreadyExists, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import * as z from 'zod/mini'
import { environment } from './aws/environment.ts'

/** What starting a backfill needs of the world. */
export interface StartPorts {
  /** Starts an execution, or finds that the one of this name has been started already. */
  start(name: string, input: string): Promise<void>
  /** PUTs CloudFormation's answer, JSON, to the URL it asked for. */
  put(url: string, body: string): Promise<void>
}

/** What CloudFormation must be told in any answer: without these none can be given. */
const Request = z.object({
  RequestType: z.string(),
  ResponseURL: z.string(),
  StackId: z.string(),
  RequestId: z.string(),
  LogicalResourceId: z.string(),
  ResourceProperties: z.optional(z.unknown()),
})

// CloudFormation turns every value into text.
const Properties = z.object({ Wait: z.pipe(z.string().check(z.regex(/^\d{1,5}$/)), z.transform(Number)) })

/** Never changes: another id would make CloudFormation delete the old resource. */
const PHYSICAL_ID = 'registry-index-backfill'

// The whole answer may have 4 KB.
const REASON_MAX = 1000

const perform = async (request: z.infer<typeof Request>, ports: StartPorts): Promise<void> => {
  switch (request.RequestType) {
    case 'Create':
    case 'Update': {
      const { Wait: wait } = Properties.parse(request.ResourceProperties)
      // Lambda may deliver a request twice; its id as the execution's name makes that one backfill.
      return ports.start(request.RequestId, JSON.stringify({ wait }))
    }
    case 'Delete':
      return
    default:
      throw new Error(`request type is ${JSON.stringify(request.RequestType)}: it must be Create, Update or Delete`)
  }
}

const reasonOf = (error: unknown): string =>
  `cannot start the backfill: ${error instanceof Error ? error.message : String(error)}`.slice(0, REASON_MAX)

/**
 * Handles one request of CloudFormation and answers it, whatever happens: without an answer the deployment would hang.
 * @throws where the event does not say where to answer, or the answer can't be delivered; Lambda then tries again.
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
    // As bytes: with text fetch would send a content type, which is not part of what the URL was signed for.
    const response = await fetch(url, { method: 'PUT', body: new TextEncoder().encode(body) })
    if (!response.ok) throw new Error(`the answer to CloudFormation was refused with status ${response.status}`)
  },
}

export const handler = (event: unknown): Promise<void> => answer(event, aws)
