import { isHeld } from '../../lambda/model/runs/version-store.ts'
import { command, JSON_OUTPUT, TARGET, targetOf, wholeNumber } from '../command.ts'
import type { Context } from '../context.ts'
import { findingsOf } from '../finding.ts'
import { answerJson } from '../json-answer.ts'
import { loginOf, urlOf } from '../login.ts'
import { counted, number, repositories } from '../text.ts'
import { type Difference, differenceText } from '../verify/differences.ts'
import { type VerifyCounts, verify as verifyIndex } from '../verify/verify.ts'
import { type RegistryCounts, verifyRegistry } from '../verify/verify-registry.ts'
import { verifySearch } from '../verify/verify-search.ts'

/** The command `registry-index verify`. */
export const verify = command({
  name: 'verify',
  summary: 'compares the bucket and the index in both directions and prints what differs; changes nothing',
  details:
    'Lists the bucket and reads the whole index, with your own credentials: cloudformation:DescribeStacks, s3:ListBucket,\ndynamodb:GetItem, BatchGetItem, Query and Scan (with --deep also s3:GetObject). Checks every difference again before\nprinting it, since pushes continue meanwhile. Exit status 1 if anything differs.',
  options: {
    limit: { type: 'string', value: 'N', help: 'stop after N differences' },
    deep: {
      type: 'boolean',
      help: 'also list all blobs and read every tag: the index must say what is gone',
    },
    registry: {
      type: 'string',
      value: 'URL',
      help: "also compare with the registry's own lists of repositories and tags",
    },
    user: {
      type: 'string',
      value: 'NAME:PASSWORD',
      help: 'login to the registry (or set REGISTRY_USER and REGISTRY_PASSWORD in the environment)',
    },
    json: JSON_OUTPUT,
    ...TARGET,
  },
  async run(values, context) {
    const { terminal, clock } = context
    const limit = wholeNumber('--limit', values.limit, 1) ?? Number.POSITIVE_INFINITY
    const registryUrl = values.registry === undefined ? undefined : urlOf('--registry', values.registry)
    const login = loginOf(values.user, context.env)
    const deployment = await context.deployment(targetOf(values))
    const { lease } = (await deployment.version.runs()) ?? {}
    if (lease !== undefined && isHeld(lease, clock.now()))
      terminal.note(`the run ${lease.run} is in progress; repositories that it has not reached yet may differ`)

    const found: Difference[] = []
    const take = (difference: Difference): boolean => {
      terminal.status?.('')
      found.push(difference)
      if (!values.json) terminal.out(differenceText(difference))
      return found.length < limit
    }
    const onProgress = (counts: VerifyCounts) =>
      terminal.status?.(`${repositories(counts.repositories)}, ${counted(counts.tags, 'tag')} so far`)
    const index = await drain(verifyIndex({ ...deployment, clock }, { deep: values.deep ?? false, onProgress }), take)
    terminal.status?.('')
    const search = index === undefined ? undefined : await drain(verifySearch({ ...deployment, clock }), take)
    const registry =
      registryUrl === undefined || search === undefined
        ? undefined
        : await drain(verifyRegistry(deployment, context.registry(registryUrl, login), clock), take)
    const isComplete = search !== undefined && (registryUrl === undefined || registry !== undefined)
    const result = { differences: found, complete: isComplete, index, search, registry }
    const exitStatus = found.length === 0 ? 0 : 1
    if (values.json) {
      const { differences, ...counts } = result
      return answerJson(terminal, { command: 'verify', exitStatus, findings: differences.map(findingOf), ...counts })
    }
    for (const line of summary(result, terminal)) terminal.out(line)
    return exitStatus
  },
})

// A difference as other commands have findings, with its parts beside.
const findingOf = ({ kind, ...parts }: Difference) => ({
  ...findingsOf(kind).error(differenceText({ kind, ...parts })),
  ...parts,
})

// Passes differences to `take` until that returns false. Returns what the generator returned, or undefined if stopped.
const drain = async <T>(
  differences: AsyncGenerator<Difference, T>,
  take: (difference: Difference) => boolean,
): Promise<T | undefined> => {
  for (;;) {
    const next = await differences.next()
    if (next.done) return next.value
    if (take(next.value)) continue
    await differences.return(undefined as never)
    return undefined
  }
}

interface Result {
  readonly differences: readonly Difference[]
  readonly complete: boolean
  readonly index: VerifyCounts | undefined
  readonly search: { readonly documents: number } | undefined
  readonly registry: RegistryCounts | undefined
}

const summary = (
  { differences, complete, index, search, registry }: Result,
  { style }: Context['terminal'],
): string[] => {
  const count = counted(differences.length, 'difference')
  const verdict = differences.length === 0 ? style('green', 'no differences') : style('red', count)
  return [
    ...(index === undefined
      ? []
      : [
          `${repositories(index.repositories)}, ${counted(index.tags, 'tag')}, ${counted(index.entries, 'entry', 'entries')} compared`,
        ]),
    ...(index === undefined || index.unsettled === 0
      ? []
      : [
          `${repositories(index.unsettled)} changed during the last comparison, so the result is open; run verify again`,
        ]),
    ...(search === undefined ? [] : [`${counted(search.documents, 'document')} of search compared with the rows`]),
    ...(registry === undefined
      ? []
      : [
          `${repositories(registry.repositories)} and ${counted(registry.tags, 'tag')} of the registry compared; its _catalog lists ${repositories(registry.ghosts)} without tags and omits ${number(registry.unlisted)} with tags`,
        ]),
    complete ? verdict : `${verdict}; stopped at --limit, there may be more`,
  ]
}
