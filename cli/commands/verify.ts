import { UsageError } from '../cli-error.ts'
import { command, JSON_OUTPUT, TARGET, targetOf, wholeNumber } from '../command.ts'
import type { Context } from '../context.ts'
import type { Login } from '../registry-client.ts'
import { counted, number, repositories } from '../text.ts'
import { type Difference, differenceText } from '../verify/differences.ts'
import { type VerifyCounts, verify as verifyIndex } from '../verify/verify.ts'
import { type RegistryCounts, verifyRegistry } from '../verify/verify-registry.ts'

/** `registry-index verify` */
export const verify = command({
  name: 'verify',
  summary: 'compares the bucket and the index both ways, and prints what differs; changes nothing',
  details:
    'Lists the bucket and reads all of the index, with your own credentials: cloudformation:DescribeStacks, s3:ListBucket,\ndynamodb:GetItem, Query and Scan (with --deep also s3:GetObject). What differs is looked at again before it is printed,\nsince pushes go on meanwhile. Exit status 1 if anything differs.',
  options: {
    limit: { type: 'string', value: 'N', help: 'stop after so many differences' },
    deep: { type: 'boolean', help: 'read the link of every tag too, and compare digests' },
    registry: {
      type: 'string',
      value: 'URL',
      help: "also compare with the registry's own lists of repositories and tags",
    },
    user: {
      type: 'string',
      value: 'NAME:PASSWORD',
      help: 'for the registry (or REGISTRY_USER and REGISTRY_PASSWORD in the environment)',
    },
    json: JSON_OUTPUT,
    ...TARGET,
  },
  async run(values, context) {
    const { terminal, clock } = context
    const limit = wholeNumber('--limit', values.limit, 1) ?? Number.POSITIVE_INFINITY
    const registryUrl = values.registry === undefined ? undefined : urlOf(values.registry)
    const login = loginOf(values.user, context.env)
    const deployment = await context.deployment(targetOf(values))
    const { lease } = (await deployment.version.runs()) ?? {}
    if (lease !== undefined && lease.until > clock.now())
      terminal.note(`the run ${lease.run} is under way; what it has not come to yet may show as different`)

    const found: Difference[] = []
    const take = (difference: Difference): boolean => {
      terminal.status?.('')
      found.push(difference)
      if (!values.json) terminal.out(differenceText(difference))
      return found.length < limit
    }
    const note = (counts: VerifyCounts) =>
      terminal.status?.(`${repositories(counts.repositories)}, ${counted(counts.tags, 'tag')} so far`)
    const index = await drain(verifyIndex({ ...deployment, clock }, { deep: values.deep ?? false, note }), take)
    terminal.status?.('')
    const registry =
      registryUrl === undefined || index === undefined
        ? undefined
        : await drain(verifyRegistry(deployment, context.registry(registryUrl, login), clock), take)
    const isComplete = index !== undefined && (registryUrl === undefined || registry !== undefined)
    const result = { differences: found, complete: isComplete, index, registry }
    if (values.json) terminal.out(JSON.stringify(result, undefined, 2))
    else for (const line of summary(result, terminal)) terminal.out(line)
    return found.length === 0 ? 0 : 1
  },
})

// Takes differences until it is told to stop; what the work returned, undefined where it was stopped.
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
  readonly registry: RegistryCounts | undefined
}

const summary = ({ differences, complete, index, registry }: Result, { style }: Context['terminal']): string[] => {
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
      : [`${repositories(index.unsettled)} kept being written while they were compared; run it again for those`]),
    ...(registry === undefined
      ? []
      : [
          `${repositories(registry.repositories)} and ${counted(registry.tags, 'tag')} of the registry compared; its _catalog lists ${number(registry.ghosts)} without tags and leaves out ${number(registry.unlisted)}`,
        ]),
    complete ? verdict : `${verdict}; stopped there (--limit), there may be more`,
  ]
}

const urlOf = (text: string): URL => {
  const url = URL.parse(text)
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw new UsageError(`--registry is ${JSON.stringify(text)}; it must be an address as https://registry.example.com`)
  if (url.username !== '' || url.password !== '')
    throw new UsageError('--registry has a name or password in it; give those by --user NAME:PASSWORD')
  return url
}

const loginOf = (user: string | undefined, env: Context['env']): Login | undefined => {
  if (user !== undefined) {
    const colon = user.indexOf(':')
    if (colon < 1) throw new UsageError('--user must be NAME:PASSWORD')
    return { username: user.slice(0, colon), password: user.slice(colon + 1) }
  }
  const username = env['REGISTRY_USER']
  return username ? { username, password: env['REGISTRY_PASSWORD'] ?? '' } : undefined
}
