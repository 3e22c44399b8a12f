import {
  type RunningReport,
  type RunReport,
  readStatus,
  type StatusDocument,
} from '../../lambda/reconcile/run-status.ts'
import { command, JSON_OUTPUT, TARGET, targetOf } from '../command.ts'
import type { Terminal } from '../context.ts'
import type { Deployment, Queues } from '../deployment.ts'
import { counted, duration, number, repositories, totalsText } from '../text.ts'

/** Namespaces shown as text. */
const SHOWN = 10

/** `registry-index status` */
export const status = command({
  name: 'status',
  summary: 'shows what the index is of, the runs over the bucket, and what waits',
  options: { json: JSON_OUTPUT, ...TARGET },
  async run(values, { terminal, clock, deployment: find }) {
    const deployment = await find(targetOf(values))
    const now = clock.now()
    const [document, queues] = await Promise.all([readStatus(deployment.version, now), deployment.queues()])
    const { stack, url } = deployment
    if (values.json) terminal.out(JSON.stringify({ stack, url, ...document, queues }, undefined, 2))
    else for (const line of statusLines(deployment, document, queues, now, terminal)) terminal.out(line)
    return 0
  },
})

const statusLines = (
  { stack, url, bucketName }: Deployment,
  { index, running, lastRun, lastDone, namespaces }: StatusDocument,
  { waiting, inFlight, deadLetters }: Queues,
  now: number,
  { style }: Terminal,
): string[] => {
  const row = (label: string, text: string) => `${style('bold', label.padEnd(12))} ${text}`
  const isSame = lastDone !== undefined && lastDone.run === lastRun?.run
  const letters = counted(deadLetters, 'dead letter')
  return [
    row('index', `${stack}, ${url}`),
    row(
      'of',
      index === undefined
        ? `nothing yet; the first run over s3://${bucketName} will say`
        : `s3://${index.bucket}: ${Object.entries(index.roots)
            .map(([id, root]) => `${id} in /${root}`)
            .join(', ')}; ${schemaText(index)}`,
    ),
    ...(running === undefined ? [] : [row('under way', runningText(running, style))]),
    ...(lastRun === undefined ? [] : [row('last run', reportText(lastRun, now, style))]),
    ...(lastDone === undefined || isSame ? [] : [row('last done', reportText(lastDone, now, style))]),
    ...(lastDone?.others ?? []).map((hint) => row('not indexed', style('yellow', hint))),
    row(
      'events',
      `${number(waiting)} waiting, ${number(inFlight)} at work, ${deadLetters === 0 ? letters : style('red', letters)}`,
    ),
    ...namespaces
      .slice(0, SHOWN)
      .map(({ name, repositories: count, tags }, at) =>
        row(at === 0 ? 'largest' : '', `${name || '(none)'}: ${repositories(count)}, ${counted(tags, 'tag')}`),
      ),
    ...(namespaces.length > SHOWN ? [row('', `and ${number(namespaces.length - SHOWN)} more (--json)`)] : []),
  ]
}

const schemaText = ({ schema, migratingTo }: NonNullable<StatusDocument['index']>): string =>
  migratingTo === undefined ? `schema ${schema}` : `schema ${schema}, not yet all written anew as schema ${migratingTo}`

const runningText = (running: RunningReport, style: Terminal['style']): string =>
  `${running.run}, ${progressText(running)}${running.stale ? style('red', '; it died, another run may start') : ''}`

/** How far a run is. */
export const progressText = (running: RunningReport): string =>
  [
    `${running.percent} %`,
    `${running.rangesDone} of ${counted(running.ranges, 'range')}`,
    repositories(running.repositories),
    counted(running.tags, 'tag'),
    `${number(running.changed)} changed`,
    ...(running.problems > 0 ? [counted(running.problems, 'problem')] : []),
    ...(running.phase === 'remove' ? [`removing: ${number(running.removed)} so far`] : []),
    `${number(running.tagsPerSecond)} tags/s`,
  ].join(', ')

const COLOUR = { done: 'green', refused: 'yellow', failed: 'red' } as const

const reportText = (report: RunReport, now: number, style: Terminal['style']): string => {
  const { outcome, endedAt, seconds, only, totals, error } = report
  const ago = duration(Math.max(0, Math.round((now - Date.parse(endedAt)) / 1000)))
  const nothing = totals?.repositories === 0 && only === undefined
  const hint = nothing ? '; the bucket has no tags there: check the settings bucket, rootdirectory and layout' : ''
  const what = error ?? (totals === undefined ? '' : totalsText(totals) + hint)
  const of = only === undefined ? '' : ` for ${only.map((start) => `${start.replace(/\/_$/, '')}…`).join(', ')}`
  return `${style(COLOUR[outcome], outcome)}${of} ${ago} ago (${endedAt}), took ${duration(seconds)}${what && `: ${what}`}`
}
