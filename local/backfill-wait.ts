// Starts runs of the backfill's state machine and waits for their end.

import { setTimeout as sleep } from 'node:timers/promises'
import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import * as z from 'zod/mini'
import { clientConfig } from './clients.ts'
import type { Emulator } from './emulator.ts'
import { LocalError } from './local-error.ts'

/** The output of a run of the backfill: its counters, by name. */
export type Totals = Readonly<Record<string, unknown>>

const Output = z.record(z.string(), z.unknown())

export interface WaitOptions {
  readonly timeoutMs?: number
  readonly signal?: AbortSignal | undefined
}

const sfn = (emulator: Emulator): SFNClient => new SFNClient(clientConfig(emulator.endpoint))

const pollUntilDeadline = async <T>(
  look: () => Promise<T | undefined>,
  what: string,
  options: WaitOptions,
): Promise<T> => {
  const { timeoutMs = 120_000, signal } = options
  const deadline = Date.now() + timeoutMs
  for (;;) {
    const found = await look()
    if (found !== undefined) return found
    if (Date.now() > deadline) throw new LocalError(`${what} within ${timeoutMs / 1000} s`)
    await sleep(200, undefined, signal ? { signal } : {})
  }
}

/**
 * Waits for the end of one execution of the backfill's state machine.
 * @returns the totals of the run, which are the execution's output
 * @throws LocalError with the execution's error and cause if it failed, or if it did not end in time (default two
 * minutes)
 */
export const waitForExecution = async (
  emulator: Emulator,
  executionArn: string,
  options: WaitOptions = {},
): Promise<Totals> => {
  const client = sfn(emulator)
  const look = async () => {
    const { status, output, error, cause } = await client.send(new DescribeExecutionCommand({ executionArn }))
    if (status === 'RUNNING') return undefined
    if (status === 'SUCCEEDED') return Output.parse(JSON.parse(output ?? '{}'))
    throw new LocalError(`the backfill ended as ${status}: ${error ?? 'no error named'}: ${cause ?? 'no cause given'}`)
  }
  return await pollUntilDeadline(look, 'the backfill did not end', options)
}

/** Starts the backfill with the input `{}` or `{"rebuild": true}`. Returns the ARN of the execution. */
export const startBackfill = async (
  emulator: Emulator,
  stateMachineArn: string,
  input: Readonly<Record<string, unknown>> = {},
): Promise<string> => {
  const command = new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) })
  const { executionArn } = await sfn(emulator).send(command)
  if (executionArn === undefined) throw new Error('the local AWS started an execution without an ARN')
  return executionArn
}

/**
 * Waits for the run that a deployment started: the newest run that began at `since` (epoch milliseconds) or later.
 * @returns the totals of the run, or undefined if the deployment started none
 * @throws like waitForExecution
 */
export const waitForBackfill = async (
  emulator: Emulator,
  stateMachineArn: string,
  since: number,
  options: WaitOptions = {},
): Promise<Totals | undefined> => {
  // The deployment ends only after the run has started, so the run is listed by now. AWS lists the newest run first and
  // its times have milliseconds; neither is assumed of the emulator.
  const { executions: all = [] } = await sfn(emulator).send(new ListExecutionsCommand({ stateMachineArn }))
  const [newest] = all.sort((a, b) => Number(b.startDate) - Number(a.startDate))
  if (newest?.executionArn === undefined || Number(newest.startDate) < since - 1000) return undefined
  return waitForExecution(emulator, newest.executionArn, options)
}
