import { distinguishDeniedObjects } from '../../lambda/registry/denied-object.ts'
import type { Advice } from '../cleanup/advice.ts'
import { adviceCsv, adviceLines } from '../cleanup/advice-text.ts'
import { advise, type Progress, type Wanted } from '../cleanup/advise.ts'
import { KINDS, type Kind } from '../cleanup/choose.ts'
import { deleteScript, WRITERS } from '../cleanup/delete-script.ts'
import { UsageError } from '../cli-error.ts'
import { command, JSON_OUTPUT, TARGET, targetOf, wholeNumber } from '../command.ts'
import type { Context } from '../context.ts'
import { distributionOf } from '../distribution-of.ts'
import { findingsOf } from '../finding.ts'
import { answerJson } from '../json-answer.ts'
import { urlOf } from '../login.ts'
import { PRICES } from '../preflight/listing/first-load.ts'
import { counted, duration, number } from '../text.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const FORMATS = ['table', 'csv', ...WRITERS] as const
/** Days after a push in which nothing is listed, if --grace is not given. */
const DEFAULT_GRACE = 1
/** From so many GETs on their cost is noted before they begin. */
const NOTED_GETS = 10_000
/** GETs a second that are assumed, by 50 in parallel: not measured on AWS. */
const GETS_PER_SECOND = 1000
/** Repositories that are left out and named. */
const MAX_LEFT_OUT = 20

/** The command `registry-index cleanup`. */
export const cleanup = command({
  name: 'cleanup',
  summary: 'advises what to delete from the registry, and what that would free; deletes nothing',
  details: `Lists what these are, by repository:

  untagged   manifests that no tag leads to
  old        tags that were not pushed for --older-than days
  cache      tags of build caches (BuildKit, kaniko, buildah)
  dangling   tags that nobody can pull, since a manifest, a config or a layer is missing
  follows    entries of image indexes that are listed, and signatures and other referrers of what is listed

Entries of an image index that stays, stay, and so do referrers of what stays. A manifest is listed with all of its
tags, and only if each of them is listed: else the tag alone is.

frees   the bytes of all blobs that no manifest in any repository needs afterwards, each counted once, as the bucket
        stores them. Of one repository: if only its deletions are done. Nothing is free until "garbage-collect" of the
        registry has run (without --delete-untagged, which before version 3 deletes entries of image indexes that stay).
        What no manifest needs even now, garbage-collect frees in any case.

Covers the layout distribution alone. Lists the bucket and reads each manifest once, with your own credentials:
cloudformation:DescribeStacks, s3:ListBucket, s3:GetObject.`,
  options: {
    only: { type: 'string', value: 'KINDS', help: `list only these, separated by commas: ${KINDS.join(', ')}` },
    'older-than': { type: 'string', value: 'DAYS', help: 'list tags too that were not pushed for DAYS days' },
    grace: {
      type: 'string',
      value: 'DAYS',
      help: `list nothing that was pushed within DAYS days, unless it follows (default ${DEFAULT_GRACE})`,
    },
    keep: { type: 'string', value: 'TAG', multiple: true, help: 'keep tags of this name; * stands for anything' },
    repository: {
      type: 'string',
      value: 'NAME',
      multiple: true,
      help: 'list only what repositories of this name have; * stands for anything',
    },
    format: {
      type: 'string',
      value: 'FORMAT',
      help: `${FORMATS.join(', ')} (default table); the last three are scripts`,
    },
    registry: { type: 'string', value: 'URL', help: 'address of the registry, which the scripts need' },
    json: JSON_OUTPUT,
    ...TARGET,
  },
  async run(values, context) {
    const { terminal, clock } = context
    const print = printerOf(values, terminal, clock.now())
    const wanted = wantedBy(values, clock.now())
    const { bucket, layouts } = await context.deployment(targetOf(values))
    const { layout, blobs } = distributionOf(layouts, 'cleanup')
    const source = { bucket: distinguishDeniedObjects(bucket, [layout]), layout, blobs }
    let advice: Advice
    try {
      advice = await advise(source, wanted, progressOn(terminal))
    } finally {
      terminal.status?.('')
    }
    const { leftOut } = advice
    const notes = [
      ...(layouts.all.length > 1 ? [`only ${layout.id} is covered; the deployment has other layouts as well`] : []),
      ...leftOut
        .slice(0, MAX_LEFT_OUT)
        .map(({ repository, why }) => `${repository} is left out, since something in it can't be read: ${why}`),
      ...(leftOut.length > MAX_LEFT_OUT
        ? [`and ${number(leftOut.length - MAX_LEFT_OUT)} more repositories are left out`]
        : []),
    ]
    if (values.json) {
      const findings = notes.map((note) => findingsOf('covered').warning(note))
      return answerJson(terminal, { command: 'cleanup', exitStatus: 0, findings, ...advice })
    }
    for (const line of print(advice)) terminal.out(line)
    for (const note of notes) terminal.note(note)
    return 0
  },
})

interface Given {
  readonly only?: string
  readonly 'older-than'?: string
  readonly grace?: string
  readonly keep?: readonly string[]
  readonly repository?: readonly string[]
  readonly format?: string
  readonly registry?: string
}

// Returns what formats advice as lines, as the options say.
const printerOf = (given: Given, terminal: Context['terminal'], now: number): ((advice: Advice) => string[]) => {
  const format = FORMATS.find((one) => one === (given.format ?? 'table'))
  const registry = given.registry === undefined ? undefined : urlOf('--registry', given.registry)
  if (format === undefined)
    throw new UsageError(`--format is ${JSON.stringify(given.format)}; it must be one of ${FORMATS.join(', ')}`)
  if (format === 'table') return (advice) => adviceLines(advice, terminal)
  if (format === 'csv') return adviceCsv
  if (registry === undefined) throw new UsageError(`--format ${format} needs --registry URL, the registry's address`)
  return (advice) => deleteScript(advice, format, registry, now)
}

const wantedBy = (given: Given, now: number): Wanted => {
  const older = wholeNumber('--older-than', given['older-than'], 1)
  const grace = wholeNumber('--grace', given.grace, 0) ?? DEFAULT_GRACE
  const kinds = kindsIn(given.only) ?? KINDS.filter((kind) => kind !== 'old' || older !== undefined)
  if (kinds.includes('old') && older === undefined)
    throw new UsageError('--only names old tags, and nothing says how old they are; give --older-than DAYS')
  const [keep, covered] = [given.keep ?? [], given.repository ?? []].map((all) => all.map(pattern))
  return {
    kinds: new Set(kinds),
    // What the bucket's clock dates later than ours was just pushed as well.
    before: grace === 0 ? Number.POSITIVE_INFINITY : now - grace * DAY_MS,
    oldBefore: older === undefined ? Number.NEGATIVE_INFINITY : now - older * DAY_MS,
    isKept: (tag) => keep?.some((one) => one.test(tag)) ?? false,
    isCovered: (name) => covered === undefined || covered.length === 0 || covered.some((one) => one.test(name)),
  }
}

const kindsIn = (only: string | undefined): Kind[] | undefined =>
  only?.split(',').map((text) => {
    const kind = KINDS.find((one) => one === text.trim())
    if (kind !== undefined) return kind
    throw new UsageError(`--only has ${JSON.stringify(text)}; it takes ${KINDS.join(', ')}, separated by commas`)
  })

const pattern = (text: string): RegExp =>
  new RegExp(
    `^${text
      .split('*')
      .map((part) => part.replaceAll(/[^\w/-]/g, String.raw`\$&`))
      .join('.*')}$`,
  )

const progressOn = ({ status, note }: Context['terminal']): Progress => ({
  onListed: (what, objects) => status?.(`${what}: ${counted(objects, 'object')} so far`),
  onSize(gets) {
    if (gets < NOTED_GETS) return
    status?.('')
    const dollars = gets * PRICES.get
    note(
      `reads ${number(gets)} objects: ${dollars < 0.01 ? 'less than 0.01' : `about ${dollars.toFixed(2)}`} $ (us-east-1, prices of ${PRICES.asOf}), and some ${duration(Math.max(60, Math.round(gets / GETS_PER_SECOND)))} (not measured on AWS); Ctrl-C ends it`,
    )
  },
  onRead: (read, of) => status?.(`manifests: ${number(read)} of ${number(of)}`),
})
