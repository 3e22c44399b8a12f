// A route: what it takes, what it answers, and how it is described, in one place.

import type { Context, Hono } from 'hono'
import type * as z from 'zod/mini'
import type { Scope } from '../search/memory/documents.ts'
import { NOBODY } from './access.ts'
import type { CallerPorts, IndexPorts } from './api-ports.ts'
import { HttpError } from './http-error.ts'
import { type Parameter, parametersOf, type Values } from './parameters.ts'
import { note } from './request-notes.ts'

type Parameters = Readonly<Record<string, Parameter<unknown>>>

export interface Operation<P extends Parameters = Parameters> {
  /** As OpenAPI writes it: `{name}` may have slashes, other parts may not. */
  readonly path: string
  /** What it is for, without a full stop. */
  readonly summary: string
  /** What else its callers have to know, without the last full stop; the summary if not given. */
  readonly about?: string
  readonly parameters: P
  /** What a 200 has in it, as JSON; absent where it is of another type. */
  readonly answer?: z.ZodMiniType
  /** Other types of a 200. */
  readonly types?: readonly string[]
  /** Nobody has to sign in. */
  readonly isOpen?: boolean
  /** What of the index it reads, which this code must be new enough for; rows if not given. */
  readonly reads?: 'documents' | 'rows' | 'nothing'
}

/** Types an operation by its parameters. */
export const operation = <const P extends Parameters>(definition: Operation<P>): Operation<P> => definition

/** What every protocol calls a request that is not allowed. */
const refusal = (path: string) => (message: string, detail: Record<string, string>) =>
  new HttpError(
    400,
    path.startsWith('/v2') && 'n' in detail ? 'PAGINATION_NUMBER_INVALID' : 'UNSUPPORTED',
    message,
    detail,
  )

/**
 * Adds a route: its caller is let in, the index is readable, the parameters are right.
 * @param handle takes the ports with what the caller may see; of an open route that is nothing
 */
export const serve = <P extends Parameters, Ports extends IndexPorts>(
  app: Hono,
  ports: Ports,
  { path, parameters, isOpen = false, reads = 'rows' }: Operation<P>,
  handle: (values: Values<P>, context: Context, ports: Ports & CallerPorts) => Response | Promise<Response>,
): void => {
  const answer = (context: Context, scope: Scope) =>
    handle(parametersOf(context, parameters, refusal(path)), context, { ...ports, scope })
  const answerSignedIn = async (context: Context) => {
    // The documents are brought up to date while the caller is signed in, so that a request waits only once. Whether that
    // failed is seen where they are used.
    if (reads === 'documents') ports.documents().catch(() => {})
    const { req } = context
    const scope = await ports.access.admit({
      authorization: req.header('authorization'),
      path: req.path,
      userAgent: req.header('user-agent'),
    })
    note(context, { isAdmitted: true })
    if (reads === 'rows') await ports.readable()
    return answer(context, scope)
  }
  for (const route of routesOf(path))
    app.get(route, async (context) => {
      note(context, { operation: { path, isOpen } })
      return isOpen ? answer(context, NOBODY) : answerSignedIn(context)
    })
}

// A digest has a colon, which may come encoded, and no part of a name has one: so `team/manifests/app` is a name. `/-`
// behind a name tells `team/tags` from the tags of `team`: no part of a name is a hyphen alone, and no tag begins
// with one.
const routesOf = (path: string): string[] => {
  const route = path
    .replace('{tag}', ':tag{[^/-][^/]*}')
    .replace('{digest}', ':digest{[^/]*(?::|%3[Aa])[^/]*}')
    .replace(/\/$/, '')
  const names = path.startsWith('/api') ? [':name{.+}/-', ':name{.+}'] : [':name{.+}']
  return path.includes('{name}') ? names.map((name) => route.replace('{name}', name)) : [route]
}
