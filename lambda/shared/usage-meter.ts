// What a piece of work asks of AWS, wherever in it that happens.

import { AsyncLocalStorage } from 'node:async_hooks'

/** What was asked. A request that is sent again counts again. */
export interface Usage {
  dynamoRequests: number
  /** Read units of DynamoDB, as it says itself that they were consumed. */
  readUnits: number
  s3Requests: number
}

/** Measures what each of several pieces of work asks for, also where they are under way side by side. */
export interface UsageMeter {
  /** Does the work, and adds to `usage` what it asks for, until it ends and behind it. */
  measure<T>(usage: Usage, work: () => T): T
  /** Adds to the usage of the work that is under way. What nobody measures is not counted. */
  add(part: Partial<Usage>): void
}

/** Returns the usage of work that has not begun. */
export const noUsage = (): Usage => ({ dynamoRequests: 0, readUnits: 0, s3Requests: 0 })

export const usageMeter = (): UsageMeter => {
  const measured = new AsyncLocalStorage<Usage>()
  return {
    measure: (usage, work) => measured.run(usage, work),
    add({ dynamoRequests = 0, readUnits = 0, s3Requests = 0 }) {
      const usage = measured.getStore()
      if (usage === undefined) return
      usage.dynamoRequests += dynamoRequests
      usage.readUnits += readUnits
      usage.s3Requests += s3Requests
    },
  }
}
