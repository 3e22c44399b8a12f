// Looks at everything of docs/not-verified.md that a deployment on AWS can show, and makes one text of it to report back.

import { LAYOUTS } from '../../../lambda/names/layouts.ts'
import { NOTIFY_MODES } from '../../../lambda/names/modes.ts'
import { FACTS_VERSION, SCHEMA } from '../../../lambda/names/versions.ts'
import { errorName, type FirstSubject, notSeen, type Point, type Seen } from './point.ts'
import { ADDRESS_POINTS } from './points/address.ts'
import { FLOW_POINTS } from './points/flow.ts'
import { FUNCTION_POINTS } from './points/functions.ts'
import { TABLE_POINTS } from './points/tables.ts'

/** All points, in the order of the report. */
export const POINTS: readonly Point[] = [...ADDRESS_POINTS, ...FLOW_POINTS, ...TABLE_POINTS, ...FUNCTION_POINTS]

export interface SeenPoint extends Seen {
  readonly id: string
}

/** Looks at all points, one after the other, so that none disturbs what another measures. Some 120 requests. */
export const lookAtFirst = async (subject: FirstSubject): Promise<readonly SeenPoint[]> => {
  const all: SeenPoint[] = []
  for (const { id, look } of POINTS) all.push({ id, ...(await looked(look, subject)) })
  return all
}

const looked = async (look: Point['look'], subject: FirstSubject): Promise<Seen> => {
  try {
    return await look(subject)
  } catch (error) {
    return notSeen(`it could not be asked: ${errorName(error)}`)
  }
}

/** Returns the text to report back, in Markdown: without names of repositories, of the account and of its resources. */
export const reportOf = ({ deployment, clock }: FirstSubject, seen: readonly SeenPoint[]): string[] => {
  const { outputs } = deployment.health
  const notify = NOTIFY_MODES.find((mode) => mode === outputs.get('Notify')) ?? 'unknown'
  const given = outputs.get('Layouts')?.split(',') ?? []
  const layouts = LAYOUTS.filter(({ id }) => given.includes(id)).map(({ id }) => id)
  const front = outputs.has('DomainTarget') ? 'cloudfront' : 'none'
  const day = new Date(clock.now()).toISOString().slice(0, 10)
  return [
    `registry-index (schema ${SCHEMA}, facts ${FACTS_VERSION}) on ${day}; notify=${notify}, front=${front}, layouts=${layouts.join(',') || 'default'}`,
    '',
    '| point | seen | what |',
    '|---|---|---|',
    ...seen.map(({ id, outcome, text }) => `| ${id} | ${outcome} | ${text} |`),
  ]
}
