// Lists repositories and tags by the registry's own HTTP API, for `verify --registry`.

import * as z from 'zod/mini'
import { CliError } from './cli-error.ts'
import { answerOf } from './explain.ts'

export interface Login {
  readonly username: string
  readonly password: string
}

/** The lists of a registry's own API. */
export interface Registry {
  /** Lists all repositories of `_catalog`, page after page. */
  repositories(): AsyncIterable<string>
  /** Returns all tags of a repository, unpaged, or undefined if the registry does not know the repository. */
  tags(repository: string): Promise<string[] | undefined>
}

/** Timeout of one request: `_catalog` of a large registry takes minutes. */
const TIMEOUT_MS = 15 * 60 * 1000
/** Repositories per page of `_catalog`: the maximum that distribution allows by default. */
const PAGE_SIZE = 1000

const catalog = z.object({ repositories: z.nullish(z.array(z.string())) })
const tagList = z.object({ tags: z.nullish(z.array(z.string())) })

/**
 * Returns a client of the registry at this base address. Signs in with HTTP Basic if there is a login. The client
 * throws CliError for every unexpected answer.
 */
export const httpRegistry = (base: URL, login: Login | undefined, request: typeof fetch = fetch): Registry => {
  const root = new URL(base.pathname.endsWith('/') ? base : `${base}/`)
  const headers = {
    Accept: 'application/json',
    ...(login && {
      Authorization: `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`,
    }),
  }
  const ask = (url: URL): Promise<Response> =>
    answerOf(url, request(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) }))
  const body = async <T>(schema: z.ZodMiniType<T>, url: URL, response: Response): Promise<T> => {
    if (!response.ok) throw statusError(url, response)
    const parsed = schema.safeParse(await response.json().catch(() => undefined))
    if (parsed.success) return parsed.data
    throw new CliError(
      `${url} answered with something other than a list; check that ${root} is the address of a registry`,
    )
  }
  return {
    async *repositories() {
      let url = new URL(`v2/_catalog?n=${PAGE_SIZE}`, root)
      let response = await ask(url)
      if (response.status === 400) {
        // The registry may allow only smaller pages, and does not say how large they may be.
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

// Returns the address of the next page, always on the host that was asked: the password must not go to another one.
const nextPage = (url: URL, response: Response): URL | undefined => {
  const target = /<([^>]*)>\s*;[^,]*rel="?next"?/i.exec(response.headers.get('link') ?? '')?.[1]
  if (target === undefined) return undefined
  const { pathname, search } = new URL(target, url)
  const next = new URL(pathname + search, url)
  if (next.href === url.href)
    throw new CliError(
      `${url} links to itself as its next page; this is a fault of the registry or of a proxy before it`,
    )
  return next
}

const statusError = (url: URL, { status, headers }: Response): CliError => {
  if (status !== 401)
    return new CliError(`${url} answered with status ${status} instead of 200; see the registry's log`)
  const challenge = headers.get('www-authenticate') ?? ''
  return /^bearer/i.test(challenge)
    ? new CliError(
        `${url} requires a token (${challenge.slice(0, 100)}), but only HTTP Basic is supported; give an address of the registry that needs no token`,
      )
    : new CliError(
        `${url} requires a valid name and password; give --user NAME:PASSWORD, or set REGISTRY_USER and REGISTRY_PASSWORD in the environment`,
      )
}
