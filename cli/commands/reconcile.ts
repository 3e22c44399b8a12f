import { type Totals, totalsSchema } from '../../lambda/model/run-totals.ts'
import { DOCKER_V1, LAYOUTS } from '../../lambda/names.ts'
import { request } from '../../lambda/reconcile/run-events.ts'
import { isRepositoryName } from '../../lambda/registry/layouts/distribution.ts'
import { REPOSITORY_NAME_MAX } from '../../lambda/registry/layouts/name-grammar.ts'
import { CliError, UsageError } from '../cli-error.ts'
import { command, JSON_OUTPUT, TARGET, targetOf } from '../command.ts'
import { totalsText } from '../text.ts'
import { failureOf, nameOf, watch } from './watch.ts'

/** A name in a registry of another layout, or the id under which the index has it. */
const IN_OTHER_LAYOUT = new RegExp(`^[\\w.-]+(/[\\w.%+-]+)+(@(${LAYOUTS.map(({ id }) => id).join('|')}))?$`)

/** As a shell reports a program that Ctrl-C ended. */
const INTERRUPTED = 130

/** `registry-index reconcile` */
export const reconcile = command({
  name: 'reconcile',
  summary: 'brings the index in line with the bucket: compares all of it, and corrects what differs',
  details:
    'Starts a run in the deployment, which goes on by itself. By default one runs every day anyway; this is for after an\naccident, or to see that nothing differs.',
  options: {
    wait: { type: 'boolean', help: 'show how far it is until it ends; exit status 1 if it fails' },
    rebuild: { type: 'boolean', help: 'read every tag anew, and write all entries of the search' },
    force: { type: 'boolean', help: 'also where it would be refused: another bucket, an empty one, too much missing' },
    prefix: { type: 'string', value: 'TEXT', help: 'only repositories whose names start with this' },
    repository: { type: 'string', value: 'NAME', help: 'only this repository' },
    json: JSON_OUTPUT,
    ...TARGET,
  },
  async run(values, context) {
    const { terminal } = context
    const input = inputOf(values)
    const deployment = await context.deployment(targetOf(values))
    const execution = await deployment.start(input)
    const say = (result: object, text: string) =>
      terminal.out(values.json ? JSON.stringify({ execution, ...result }) : text)
    if (!values.wait) {
      say({}, `started ${nameOf(execution)}; registry-index status shows how far it is`)
      return 0
    }
    terminal.note(`started ${nameOf(execution)}; Ctrl-C ends the watching, not the run`)
    const ended = await watch(deployment, execution, context, context.interrupted())
    if (ended === undefined) {
      terminal.note(`the run ${nameOf(execution)} goes on; registry-index status shows how far it is`)
      return INTERRUPTED
    }
    if (ended.status !== 'SUCCEEDED') {
      const error = failureOf(ended)
      if (values.json) say({ outcome: 'failed', error }, '')
      throw new CliError(`the run failed: ${error}`)
    }
    const totals = totalsOf(ended.output)
    say({ outcome: 'done', totals }, `${terminal.style('green', 'done')}: ${totalsText(totals)}`)
    return 0
  },
})

interface Asked {
  readonly rebuild?: boolean
  readonly force?: boolean
  readonly prefix?: string
  readonly repository?: string
}

// Only what was asked for: defaults are the run's own business.
const inputOf = ({ rebuild, force, prefix, repository }: Asked): Record<string, unknown> => {
  if (prefix !== undefined && repository !== undefined)
    throw new UsageError('--prefix and --repository were both given; give one of them')
  if (repository !== undefined && !isRepositoryName(repository) && !IN_OTHER_LAYOUT.test(repository))
    throw new UsageError(
      `--repository is ${JSON.stringify(repository)}; a name has lower-case letters, digits and single separators (. _ - /), as in team/app; of a registry v1 also capitals, as in team/App or team/App@${DOCKER_V1.id}`,
    )
  if (prefix !== undefined && !/^[A-Za-z0-9][A-Za-z0-9._/-]*$/.test(prefix))
    throw new UsageError(
      `--prefix is ${JSON.stringify(prefix)}; names start with letters and digits, then also . _ - and /`,
    )
  const input = {
    ...(rebuild ? { rebuild } : {}),
    ...(force ? { force } : {}),
    ...(prefix === undefined ? {} : { prefix }),
    ...(repository === undefined ? {} : { repository }),
  }
  const { success } = request.safeParse(input)
  if (!success) throw new UsageError(`--prefix is longer than a name can be: at most ${REPOSITORY_NAME_MAX} characters`)
  return input
}

const totalsOf = (output: string | undefined): Totals => {
  try {
    return totalsSchema.parse(JSON.parse(output ?? ''))
  } catch (cause) {
    throw new CliError(
      'the run ended, but what it reports is not as this version knows it; use the version of the deployment',
      { cause },
    )
  }
}
