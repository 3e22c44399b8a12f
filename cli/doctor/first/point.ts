// A point that nobody could see without an account of AWS. What is seen of it goes into a report that people paste in public:
// it may have numbers and our own words, and nothing that AWS, the registry or a setting calls something.

import type { Finding } from '../../finding.ts'
import type { Check, Subject } from '../check.ts'

/** `measured` is a figure that is neither right nor wrong. */
type Outcome = 'as meant' | 'otherwise' | 'measured' | 'not seen'

export interface Seen {
  readonly outcome: Outcome
  /** One sentence without a full stop, without names and secrets. */
  readonly text: string
}

export interface FirstSubject extends Subject {
  /** Tells the user something while he waits. */
  readonly tell: (line: string) => void
  /** Whether to wait for a push that the user makes. */
  readonly awaitsPush: boolean
}

export interface Point {
  /** As docs/not-verified.md names it. */
  readonly id: string
  readonly look: (subject: FirstSubject) => Promise<Seen>
}

const seen =
  (outcome: Outcome) =>
  (text: string): Seen => ({ outcome, text })
export const asMeant = seen('as meant')
export const otherwise = seen('otherwise')
export const measured = seen('measured')
export const notSeen = seen('not seen')

/** Returns how an error is called, if that is a name as AWS and JavaScript give it. */
export const errorName = (error: unknown): string => {
  const name = error instanceof Error ? error.name : ''
  return /^[A-Za-z]{1,60}$/.test(name) ? name : 'an error without a name'
}

const WORST = ['error', 'warning', 'unknown', 'note', 'ok'] as const satisfies readonly Finding['level'][]

/** Returns a look by a check of doctor, of which only the levels are told: its sentences have names. */
export const byDoctor =
  (check: Check) =>
  async (subject: FirstSubject): Promise<Seen> => {
    const levels = (await check(subject)).map(({ level }) => level)
    const counts = WORST.map((level) => [level, levels.filter((one) => one === level).length] as const)
    const said = counts.filter(([, count]) => count > 0)
    const text = `doctor says ${said.map(([level, count]) => `${count} ${level}`).join(', ') || 'nothing'}`
    const worst = said[0]?.[0]
    if (worst === 'error' || worst === 'warning') return otherwise(text)
    return worst !== 'unknown' && levels.includes('ok') ? asMeant(text) : notSeen(text)
  }

/** Returns an output of the stack. Its absence makes a point unseen. */
export const outputOf = ({ deployment }: Subject, name: string): string => {
  const found = deployment.health.outputs.get(name)
  if (found === undefined) throw Object.assign(new Error(), { name: `NoOutput${name}` })
  return found
}
