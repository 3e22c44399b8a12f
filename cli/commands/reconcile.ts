import { type Totals, totalsSchema } from '../../lambda/model/runs/run-totals.ts'
import { DOCKER_V1, LAYOUTS } from '../../lambda/names/layouts.ts'
import { request } from '../../lambda/reconcile/run-events.ts'
import { isRepositoryName } from '../../lambda/registry/layouts/distribution.ts'
import { REPOSITORY_NAME_MAX } from '../../lambda/registry/layouts/name-grammar.ts'
import { CliError, UsageError } from '../cli-error.ts'
import { command, JSON_OUTPUT, TARGET, targetOf } from '../command.ts'
import type { Deployment } from '../deployment.ts'
import { type Finding, findingsOf, visible } from '../finding.ts'
import { answerJson } from '../json-answer.ts'
import { nearNothing } from '../named-nothing.ts'
import { doneText, totalsText } from '../text.ts'
import { failureOf, nameOf, watch } from './watch.ts'

/** Matches a name in a layout other than `distribution`, or the id of such a repository. */
const NAME_IN_OTHER_LAYOUT = new RegExp(`^[\\w.-]+(/[\\w.%+-]+)+(@(${LAYOUTS.map(({ id }) => id).join('|')}))?$`)

/** How the command ends. */
interface Ending {
  readonly outcome: 'started' | 'done' | 'failed'
  readonly totals?: Totals
  readonly findings?: readonly Finding[]
}

const finding = findingsOf('run')

/** The exit status that shells give a program ended by Ctrl-C. */
const EXIT_INTERRUPTED = 130

/** The command `registry-index reconcile`. */
export const reconcile = command({
  name: 'reconcile',
  summary: 'compares the bucket with the index and corrects what differs in the index',
  details:
    'Starts a run in the deployment, which continues when this command ends. By default a run starts every day anyway\n(setting reconcile_days), and is a deep one once a week, so this is for repairs, and for checking that nothing differs.',
  options: {
    wait: { type: 'boolean', help: 'show the progress until the run ends; exit status 1 if it fails' },
    rebuild: { type: 'boolean', help: 'read every tag again and rewrite all rows and search entries' },
    deep: {
      type: 'boolean',
      help: 'also list all blobs, and look at tags of which a manifest, config, child or layer is gone',
    },
    force: {
      type: 'boolean',
      help: 'run although it would be refused: another bucket, an empty listing, too many missing repositories',
    },
    prefix: { type: 'string', value: 'TEXT', help: 'only repositories whose names have this prefix' },
    repository: { type: 'string', value: 'NAME', help: 'only this repository' },
    json: JSON_OUTPUT,
    ...TARGET,
  },
  async run(values, context) {
    const { terminal, asTyped } = context
    const input = inputOf(values)
    const deployment = await context.deployment(targetOf(values))
    await noticeTypo(deployment, values)
    const execution = await deployment.start(input)
    const end = (exitStatus: number, text: string, { findings = [], ...result }: Ending) => {
      if (values.json) return answerJson(terminal, { command: 'reconcile', exitStatus, findings, execution, ...result })
      terminal.out(asTyped(text))
      return exitStatus
    }
    if (!values.wait)
      return end(0, `started ${nameOf(execution)}; registry-index status shows its progress`, { outcome: 'started' })
    terminal.note(`started ${nameOf(execution)}; Ctrl-C stops the display, not the run`)
    const ended = await watch(deployment, execution, context, context.interrupted())
    if (ended === undefined) {
      terminal.note(`the run ${nameOf(execution)} continues; registry-index status shows its progress`)
      return values.json ? end(EXIT_INTERRUPTED, '', { outcome: 'started' }) : EXIT_INTERRUPTED
    }
    if (ended.status !== 'SUCCEEDED') {
      const error = visible(failureOf(ended))
      if (!values.json) throw new CliError(`the run failed: ${error}`)
      terminal.note(`registry-index: the run failed: ${error}`)
      return end(1, '', { outcome: 'failed', findings: [finding.error(`the run failed: ${asTyped(error)}`)] })
    }
    const totals = totalsOf(ended.output)
    // The bucket could not be listed, or has too many blobs.
    const isNotLookedAt = values.deep === true && totals.gone === undefined
    const notLookedAt = 'whether blobs are gone was not looked at: registry-index status says why'
    const isBad = totals.failed > 0 || isNotLookedAt
    const text = `${terminal.style(isBad ? 'yellow' : 'green', doneText(totals))}: ${visible(totalsText(totals))}${isNotLookedAt ? `; ${notLookedAt}` : ''}`
    return end(isBad ? 1 : 0, text, {
      outcome: 'done',
      totals,
      findings: [...totals.failures, ...(isNotLookedAt ? [notLookedAt] : [])].map((one) => finding.error(one)),
    })
  },
})

// The bucket and the index need not be readable to start a run: where they aren't, nobody knows of a typing error.
const noticeTypo = async (deployment: Deployment, { prefix, repository }: RunOptions): Promise<void> => {
  const wanted = repository === undefined ? prefix !== undefined && { prefix } : { repository }
  if (wanted === false) return
  const near = await nearNothing(deployment, wanted).catch(() => undefined)
  if (near === undefined) return
  const text =
    repository === undefined ? `name begins with ${JSON.stringify(prefix)}` : `name is ${JSON.stringify(repository)}`
  throw new CliError(
    `neither the bucket nor the index has a repository whose ${text}; no run was started${near.length === 0 ? '' : `; did you mean ${near.join(', ')}?`}`,
  )
}

interface RunOptions {
  readonly rebuild?: boolean
  readonly deep?: boolean
  readonly force?: boolean
  readonly prefix?: string
  readonly repository?: string
}

// Returns the input of the run, with only the options that were given: the run itself knows the defaults.
const inputOf = ({ rebuild, deep, force, prefix, repository }: RunOptions): Record<string, unknown> => {
  if (prefix !== undefined && repository !== undefined)
    throw new UsageError('--prefix and --repository were both given; give only one of them')
  if (repository !== undefined && !isRepositoryName(repository) && !NAME_IN_OTHER_LAYOUT.test(repository))
    throw new UsageError(
      `--repository is ${JSON.stringify(repository)}; it must have lower-case letters and digits with single separators (. _ - /) between them, such as team/app; in a registry v1 also capitals, such as team/App or team/App@${DOCKER_V1.id}`,
    )
  if (prefix !== undefined && !/^[A-Za-z0-9][A-Za-z0-9._/-]*$/.test(prefix))
    throw new UsageError(
      `--prefix is ${JSON.stringify(prefix)}; it must start with a letter or digit and have only letters, digits and . _ - /`,
    )
  const input = {
    ...(rebuild ? { rebuild } : {}),
    ...(deep ? { deep } : {}),
    ...(force ? { force } : {}),
    ...(prefix === undefined ? {} : { prefix }),
    ...(repository === undefined ? {} : { repository }),
  }
  const { success } = request.safeParse(input)
  if (!success)
    throw new UsageError(
      `the value of --prefix or --repository is too long; names have at most ${REPOSITORY_NAME_MAX} characters`,
    )
  return input
}

const totalsOf = (output: string | undefined): Totals => {
  try {
    return totalsSchema.parse(JSON.parse(output ?? ''))
  } catch (cause) {
    throw new CliError(
      'the run ended, but this version cannot read its result; use the version of registry-index that was deployed',
      { cause },
    )
  }
}
