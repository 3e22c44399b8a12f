import type { Context } from '../context.ts'
import type { Deployment } from '../deployment.ts'
import type { Finding } from '../finding.ts'

/** What a check looks at. */
export interface Subject extends Pick<Context, 'http' | 'clock'> {
  readonly deployment: Deployment
}

/** Returns what it finds. Whatever it throws is a finding that this couldn't be checked. */
export type Check = (subject: Subject) => Promise<readonly Finding[]>
