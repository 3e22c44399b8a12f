// What CloudFormation asks when the stack is deployed or deleted: the index must be able to read the bucket, a first run is
// started, and in the end no rule of the bucket may name our queue.

import * as z from 'zod/mini'
import type { AccessResult } from '../health/access-check.ts'

/** The outside actions that a deployment needs. */
export interface DeploymentPorts {
  /** Lets each function that reads the bucket try its rights. */
  tryAccess(): Promise<readonly NamedAccess[]>
  /** Starts a run. Does nothing if one of this name has already been started. */
  start(name: string, input: string): Promise<void>
  /** Removes from the bucket's notifications all rules that name our queue. */
  forgetRules(): Promise<void>
  /** PUTs the JSON response for CloudFormation to the URL that CloudFormation gave. */
  put(url: string, body: string): Promise<void>
  sleep(milliseconds: number): Promise<void>
}

/** What a function found when it tried its rights. */
export interface NamedAccess extends AccessResult {
  readonly function: string
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

/** A new role's rights take some seconds until they hold everywhere (IAM, "changes are not always immediately visible"). */
const ACCESS_TRIES = 10
const ACCESS_PAUSE_MS = 6000

const perform = async (request: z.infer<typeof Request>, ports: DeploymentPorts): Promise<void> => {
  switch (request.RequestType) {
    case 'Create':
    case 'Update': {
      const { Wait: wait } = Properties.parse(request.ResourceProperties)
      await demandAccess(ports)
      // Lambda may deliver a request twice. With the request's id as the run's name, both start one run.
      return ports.start(request.RequestId, JSON.stringify({ wait }))
    }
    case 'Delete':
      return ports.forgetRules()
    default:
      throw new Error(`the request type is ${JSON.stringify(request.RequestType)}; it must be Create, Update or Delete`)
  }
}

const demandAccess = async (ports: DeploymentPorts): Promise<void> => {
  for (let tries = 1; ; tries++) {
    const problem = await accessProblem(ports)
    if (problem === undefined) return
    if (tries === ACCESS_TRIES) throw new Error(problem)
    await ports.sleep(ACCESS_PAUSE_MS)
  }
}

const accessProblem = async ({ tryAccess }: DeploymentPorts): Promise<string | undefined> => {
  try {
    const denied = (await tryAccess()).find(({ failure }) => failure !== undefined)
    return denied && `${denied.function} can't read the registry bucket: ${denied.failure}`
  } catch (error) {
    // The role by which the functions are asked is as new as theirs.
    return `the functions could not be asked to read the registry bucket: ${messageOf(error)}`
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const reasonOf = (error: unknown): string =>
  `the index can't begin its work: ${messageOf(error)}`.slice(0, MAX_REASON_LENGTH)

/**
 * Handles one request of CloudFormation and responds even to a failure: without a response the deployment would hang.
 * @throws Error where the event has no response URL, or the response can't be delivered; Lambda then retries
 */
export const answer = async (event: unknown, ports: DeploymentPorts): Promise<void> => {
  const request = Request.parse(event)
  const outcome = await perform(request, ports).then(
    () => ({ Status: 'SUCCESS' }),
    (error: unknown) => ({ Status: 'FAILED', Reason: reasonOf(error) }),
  )
  const { StackId, RequestId, LogicalResourceId } = request
  const response = { ...outcome, PhysicalResourceId: PHYSICAL_ID, StackId, RequestId, LogicalResourceId }
  await ports.put(request.ResponseURL, JSON.stringify(response))
}
