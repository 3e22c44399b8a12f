import * as z from 'zod/mini'
import { CliError } from '../cli-error.ts'
import { command, JSON_OUTPUT, TARGET, targetOf, wholeNumber } from '../command.ts'
import type { Context } from '../context.ts'
import { visible } from '../finding.ts'
import { type Answer, basic } from '../http.ts'
import { answerJson } from '../json-answer.ts'
import { loginOf, urlOf } from '../login.ts'
import type { Login } from '../registry-client.ts'
import { number } from '../text.ts'
import { readSecret } from '../users/read-secret.ts'

/** Results if --limit is not given. */
const DEFAULT_LIMIT = 25
/** Widest column of names: a longer one moves its own line only. */
const MAX_NAME_WIDTH = 50

/** What is shown of an answer of `/api/search`. Other versions may add to it. */
const Found = z.looseObject({
  items: z.array(
    z.looseObject({
      name: z.string(),
      tag: z.optional(z.string()),
      description: z.optional(z.string()),
      pushedAt: z.optional(z.string()),
    }),
  ),
  total: z.optional(z.number()),
  cursor: z.optional(z.string()),
  corrected: z.optional(z.string()),
  suggestions: z.optional(z.array(z.string())),
})
type Found = z.infer<typeof Found>
const Problem = z.object({ detail: z.string() })

/** The command `registry-index search TERM…`. */
export const search = command({
  name: 'search',
  summary: 'searches the index, for those whose client sends no password to search',
  argument: {
    name: 'QUERY',
    help: 'words and qualifiers, such as redis arch:arm64; docs/search.md has all',
    isMany: true,
  },
  details: `Prints name and tag, when it was pushed, and the description. Asks the deployment of --stack with the password of its
secret, by your own credentials: cloudformation:DescribeStacks, secretsmanager:GetSecretValue. With --url it needs no
AWS at all. A qualifier that begins with a minus follows --, which ends the options.`,
  options: {
    limit: { type: 'string', value: 'N', help: `print at most N results (default ${DEFAULT_LIMIT})` },
    url: { type: 'string', value: 'URL', help: 'address of the index, in place of a deployment' },
    user: {
      type: 'string',
      value: 'NAME:PASSWORD',
      help: 'login; default REGISTRY_USER and REGISTRY_PASSWORD, or the secret of the deployment',
    },
    json: { type: 'boolean', help: `${JSON_OUTPUT.help}, with what /api/search answers` },
    ...TARGET,
  },
  async run(values, context, query = '') {
    const { terminal, http } = context
    const limit = wholeNumber('--limit', values.limit, 1) ?? DEFAULT_LIMIT
    const given = loginOf(values.user, context.env)
    const { base, login } =
      values.url === undefined
        ? await deployed(context, targetOf(values), given)
        : { base: urlOf('--url', values.url), login: given }
    const at = base.href.endsWith('/') ? base : `${base}/`
    const ask = async (more: object) => {
      const url = new URL('api/search', at)
      url.search = `${new URLSearchParams({ q: query, ...more })}`
      return foundIn(await http(url, login === undefined ? {} : basic(login)), url)
    }
    const found = await pages(ask, limit)
    if (values.json) return answerJson(terminal, { ...found, command: 'search', exitStatus: 0, findings: [] })
    print(found, terminal)
    return 0
  },
})

// The first answer, with the items of so many more as the limit takes: an answer has no more than the API gives at once.
const pages = async (ask: (more: object) => Promise<Found>, limit: number): Promise<Found> => {
  const first = await ask({ limit })
  const items = [...first.items]
  let { cursor } = first
  while (cursor !== undefined && items.length < limit) {
    const next: Found = await ask({ limit: limit - items.length, cursor })
    items.push(...next.items)
    cursor = next.cursor === cursor ? undefined : next.cursor
  }
  const { cursor: _, ...rest } = first
  return { ...rest, items, ...(cursor !== undefined && { cursor }) }
}

const deployed = async (context: Context, target: ReturnType<typeof targetOf>, given: Login | undefined) => {
  const deployment = await context.deployment(target)
  return { base: new URL(deployment.url), login: given ?? (await readSecret(deployment))?.login }
}

const print = (
  { items, total, corrected, suggestions = [] }: Found,
  { out, note, style }: Context['terminal'],
): void => {
  if (corrected !== undefined) note(visible(`nothing is called so; these are for ${corrected}`))
  const rows = items.map(({ name, tag, pushedAt = '', description = '' }) => ({
    name: visible(tag === undefined ? name : `${name}:${tag}`),
    pushed: visible(pushedAt.slice(0, 'YYYY-MM-DD'.length)),
    description: visible(description),
  }))
  const width = Math.min(MAX_NAME_WIDTH, Math.max(0, ...rows.map(({ name }) => name.length)))
  for (const { name, pushed, description } of rows)
    out(`${style('bold', name.padEnd(width))}  ${pushed.padEnd('YYYY-MM-DD'.length)}  ${description}`.trimEnd())
  if (rows.length === 0)
    note(visible(`nothing was found${suggestions.length === 0 ? '' : `; try ${suggestions.join(' or ')}`}`))
  else if (total !== undefined && total > rows.length)
    note(`${number(rows.length)} of ${number(total)}; --limit shows more`)
}

/** @throws CliError for every other status than 200, and for what is no answer of an index */
const foundIn = ({ status, body }: Answer, { origin }: URL): Found => {
  const answer = parsed(body)
  const found = Found.safeParse(answer)
  if (status === 200 && found.success) return found.data
  if (status === 401)
    throw new CliError(
      `${origin} requires a valid name and password; give --user NAME:PASSWORD, or set REGISTRY_USER and REGISTRY_PASSWORD in the environment`,
    )
  const { data } = Problem.safeParse(answer)
  throw new CliError(
    data === undefined
      ? `${origin} answered with status ${status} instead of a list; check that it is the address of the index (registry-index doctor checks a deployment)`
      : visible(data.detail),
  )
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
