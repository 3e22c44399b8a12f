import { LAYOUTS } from '../../lambda/names/layouts.ts'
import {
  type RunningReport,
  type RunReport,
  readStatus,
  type StatusDocument,
} from '../../lambda/reconcile/run-status.ts'
import { type BuildReport, buildReport } from '../../lambda/search/snapshot/build-report.ts'
import { command, JSON_OUTPUT, TARGET, targetOf } from '../command.ts'
import type { Terminal } from '../context.ts'
import type { Deployment, Queues } from '../deployment.ts'
import { visible } from '../finding.ts'
import { answerJson } from '../json-answer.ts'
import { bytes, counted, doneText, duration, number, repositories, SETTINGS_OF_PLACE, totalsText } from '../text.ts'

/** Most namespaces in the text output. JSON has up to 200. */
const MAX_NAMESPACES = 10

/** Repositories that are named as being read. JSON has up to ten. */
const MAX_READING = 3

/** The command `registry-index status`. */
export const status = command({
  name: 'status',
  summary: 'shows which registry is indexed, the runs over the bucket, and waiting and failed events',
  options: { json: JSON_OUTPUT, ...TARGET },
  async run(values, { terminal, clock, deployment: find }) {
    const deployment = await find(targetOf(values))
    const now = clock.now()
    const { stack, url, version, search: source } = deployment
    const [runs, pointer, queues] = await Promise.all([
      readStatus(version, now),
      source.store.pointer(),
      deployment.queues(),
    ])
    const document = { ...runs, ...(pointer && { search: buildReport(pointer) }) }
    if (values.json)
      return answerJson(terminal, { command: 'status', exitStatus: 0, findings: [], stack, url, ...document, queues })
    for (const line of statusLines(deployment, document, queues, now, terminal)) terminal.out(line)
    return 0
  },
})

const statusLines = (
  { stack, url, bucketName }: Deployment,
  {
    index,
    running,
    lastRun,
    lastDone,
    lastDeep,
    namespaces,
    search,
  }: StatusDocument & { readonly search?: BuildReport },
  { waiting, inFlight, deadLetters, lostEvents }: Queues,
  now: number,
  { style }: Terminal,
): string[] => {
  const row = (label: string, text: string) => `${style('bold', label.padEnd(12))} ${text}`
  const isSame = lastDone !== undefined && lastDone.run === lastRun?.run
  const isShown = [lastRun, lastDone].some((run) => run !== undefined && run.run === lastDeep?.run)
  const letters = counted(deadLetters, 'dead letter')
  return [
    row('index', `${stack}, ${url}`),
    row(
      'registry',
      index === undefined
        ? `not known before the first run over s3://${bucketName}`
        : `s3://${index.bucket}: ${Object.entries(index.roots)
            .map(([id, root]) => `${id}${placeText(id, root)}`)
            .join(', ')}; ${schemaText(index)}`,
    ),
    ...(running === undefined ? [] : [row('running', runningText(running, style))]),
    ...(lastRun === undefined ? [] : [row('last run', reportText(lastRun, now, style))]),
    ...(lastDone === undefined || isSame ? [] : [row('last success', reportText(lastDone, now, style))]),
    ...(lastDeep === undefined || isShown ? [] : [row('last deep', goneText(lastDeep, now, style))]),
    ...(lastDone?.others ?? []).map((hint) => row('not indexed', style('yellow', hint))),
    ...(search === undefined ? [] : [row('search', buildText(search, now))]),
    row(
      'events',
      `${number(waiting)} waiting, ${number(inFlight)} in flight, ${deadLetters === 0 ? letters : style('red', letters)}`,
    ),
    ...(lostEvents === undefined ? [] : [row('told others', lostText(lostEvents, style))]),
    ...namespaces
      .slice(0, MAX_NAMESPACES)
      .map(({ name, repositories: count, tags }, at) =>
        row(at === 0 ? 'largest' : '', `${name || '(no namespace)'}: ${repositories(count)}, ${counted(tags, 'tag')}`),
      ),
    ...(namespaces.length > MAX_NAMESPACES
      ? [row('', `and ${number(namespaces.length - MAX_NAMESPACES)} more; --json shows them`)]
      : []),
  ]
}

// What others were told by EventBridge, or never will be.
const lostText = (lost: number, style: Terminal['style']): string =>
  lost === 0
    ? 'nothing was lost'
    : style('red', `${counted(lost, 'message')} of what they were not told, and will not be`)

// What a deep run found, where a later one did not look.
const goneText = ({ endedAt, totals, deep }: RunReport, now: number, style: Terminal['style']): string => {
  const { gone } = totals ?? {}
  const found =
    gone === undefined ? deep?.why && visible(deep.why) : `${counted(gone, 'tag')} of which something is gone`
  return `${ago(endedAt, now)}: ${gone === 0 ? found : style('yellow', found ?? 'nothing was looked at')}`
}

// By the setting that says so.
const placeText = (id: string, root: string): string => {
  const layout = LAYOUTS.find((one) => one.id === id)
  return layout === undefined ? ` in /${root}` : ` (${layout.root.setting}=/${root})`
}

const buildText = ({ documents, bytes: size, builtAt }: BuildReport, now: number): string =>
  `${counted(documents, 'document')}, ${bytes(size)} packed, built ${ago(builtAt, now)}`

/** Formats a time by how long ago it was, and whole. */
const ago = (time: string, now: number): string =>
  `${duration(Math.max(0, Math.round((now - Date.parse(time)) / 1000)))} ago (${time})`

const schemaText = ({ schema, migratingTo }: NonNullable<StatusDocument['index']>): string =>
  migratingTo === undefined ? `schema ${schema}` : `schema ${schema}, being rebuilt as schema ${migratingTo}`

const runningText = (running: RunningReport, style: Terminal['style']): string =>
  `${running.run}, ${progressText(running)}${running.stale ? style('red', '; it died: its lease has expired and another run may start') : ''}`

// As many as were expected, or more, are told alone: the bucket has grown.
const ofExpected = (text: string, value: number, expected: number | undefined): string =>
  expected === undefined || expected <= value ? text : `${text} of ${number(expected)}`

/** Formats the progress of a run. */
export const progressText = (running: RunningReport): string =>
  [
    `${running.percent} %`,
    `${running.rangesDone} of ${counted(running.ranges, 'range')}`,
    ...(running.phase === 'names' ? ['listing names'] : []),
    ofExpected(repositories(running.repositories), running.repositories, running.expected?.repositories),
    ofExpected(counted(running.tags, 'tag'), running.tags, running.expected?.tags),
    `${number(running.changed)} changed`,
    ...(running.problems > 0 ? [counted(running.problems, 'problem')] : []),
    ...(running.phase === 'remove' ? [`removing: ${number(running.removed)} so far`] : []),
    `${number(running.tagsPerSecond)} tags/s`,
    ...(running.secondsLeft === undefined ? [] : [`${duration(running.secondsLeft)} left`]),
    ...(running.reading === undefined ? [] : [readingText(running.reading)]),
  ].join(', ')

// Names come from the bucket.
const readingText = (names: readonly string[]): string =>
  visible(`reading ${names.slice(0, MAX_READING).join(', ')}${names.length > MAX_READING ? ' …' : ''}`)

const COLOUR = { done: 'green', refused: 'yellow', failed: 'red' } as const

const reportText = (report: RunReport, now: number, style: Terminal['style']): string => {
  const { outcome, endedAt, seconds, only, totals, error, deep } = report
  const isEmpty = totals?.repositories === 0 && only === undefined
  const hint = isEmpty ? `; no tags were found in the bucket: check the settings ${SETTINGS_OF_PLACE}` : ''
  const notLooked = deep?.why === undefined ? '' : `; ${style('yellow', visible(deep.why))}`
  const what = (error && visible(error)) ?? (totals === undefined ? '' : visible(totalsText(totals)) + hint + notLooked)
  const scope = only === undefined ? '' : ` for ${only.map((start) => `${start.replace(/\/_$/, '')}…`).join(', ')}`
  const hasFailures = totals !== undefined && totals.failed > 0
  const [colour, ending] = hasFailures ? (['yellow', doneText(totals)] as const) : ([COLOUR[outcome], outcome] as const)
  return `${style(colour, ending)}${scope} ${ago(endedAt, now)}, took ${duration(seconds)}${what && `: ${what}`}`
}
