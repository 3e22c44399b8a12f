// A registry's own API, as far as it lists what it has.

import * as z from 'zod/mini'
import { CliError } from './cli-error.ts'

export interface Login {
  readonly username: string
  readonly password: string
}

/** What a registry says it has. */
export interface Registry {
  /** All of `_catalog`, page after page. */
  repositories(): AsyncIterable<string>
  /** All tags of a repository, unpaged; undefined where the registry does not know it. */
  tags(repository: string): Promise<string[] | undefined>
}

/** `_catalog` of a large registry takes minutes. Milliseconds. */
const TIMEOUT = 15 * 60 * 1000
/** The most that distribution gives by default. */
const PAGE = 1000

const catalog = z.object({ repositories: z.nullish(z.array(z.string())) })
const tagList = z.object({ tags: z.nullish(z.array(z.string())) })

/**
 * A registry at its base address, with HTTP Basic where there is a login.
 * @throws CliError for every answer but the expected ones
 */
export const httpRegistry = (base: URL, login: Login | undefined, request: typeof fetch = fetch): Registry => {
  const root = new URL(base.pathname.endsWith('/') ? base : `${base}/`)
  const headers = {
    Accept: 'application/json',
    ...(login && {
      Authorization: `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`,
    }),
  }
  const ask = (url: URL): Promise<Response> => request(url, { headers, signal: AbortSignal.timeout(TIMEOUT) })
  const body = async <T>(schema: z.ZodMiniType<T>, url: URL, response: Response): Promise<T> => {
    if (!response.ok) throw refused(url, response)
    const parsed = schema.safeParse(await response.json().catch(() => undefined))
    if (parsed.success) return parsed.data
    throw new CliError(`${url} answered with something else than a list; is a registry at ${root}?`)
  }
  return {
    async *repositories() {
      let url = new URL(`v2/_catalog?n=${PAGE}`, root)
      let response = await ask(url)
      if (response.status === 400) {
        // A registry may allow less, and does not say how much.
        url = new URL('v2/_catalog', root)
        response = await ask(url)
      }
      for (;;) {
        yield* (await body(catalog, url, response)).repositories ?? []
        const next = nextPage(url, response)
        if (next === undefined) return
        url = next
        response = await ask(url)
      }
    },
    async tags(repository) {
      // Unpaged on purpose: distribution 3.1 loses tags when it pages.
      const url = new URL(`v2/${repository}/tags/list`, root)
      const response = await ask(url)
      return response.status === 404 ? undefined : ((await body(tagList, url, response)).tags ?? [])
    },
  }
}

// The password goes to no other host, whatever the registry says.
const nextPage = (url: URL, response: Response): URL | undefined => {
  const target = /<([^>]*)>\s*;[^,]*rel="?next"?/i.exec(response.headers.get('link') ?? '')?.[1]
  if (target === undefined) return undefined
  const { pathname, search } = new URL(target, url)
  const next = new URL(pathname + search, url)
  if (next.href === url.href) throw new CliError(`${url} gives itself as its next page; the registry is at fault`)
  return next
}

const refused = (url: URL, { status, headers }: Response): CliError => {
  if (status !== 401) return new CliError(`${url} answered with status ${status}; 200 was expected`)
  const challenge = headers.get('www-authenticate') ?? ''
  return /^bearer/i.test(challenge)
    ? new CliError(
        `${url} wants a token (${challenge.slice(0, 100)}); only Basic is known here: ask the registry itself, behind its token service`,
      )
    : new CliError(
        `${url} refuses the name and password; give --user NAME:PASSWORD, or REGISTRY_USER and REGISTRY_PASSWORD in the environment`,
      )
}
