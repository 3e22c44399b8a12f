// A view as an answer.

import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { HttpError } from '../http-error.ts'
import type { SiteSettings } from '../site.ts'
import { POLICY } from './frame/assets.ts'
import { Frame, type View } from './frame/frame.tsx'
import { failed } from './views/failure.tsx'
import { parseReference } from './words/reference.ts'
import { siteOf } from './words/site.ts'

/** What a request asked for. */
interface Asked {
  readonly url: string
  readonly path: string
}

/** Paths whose answers are HTML, errors included. */
export const isPage = (path: string): boolean => /^\/$|^\/compare\/?$|^\/r\/./s.test(path)

/** Returns a page. */
export const htmlOf = (
  settings: SiteSettings,
  { url }: Pick<Asked, 'url'>,
  view: View,
  status: ContentfulStatusCode = 200,
): Response =>
  new Response(String(<Frame site={siteOf(settings, new URL(url))} view={view} />), {
    status,
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': POLICY,
      // The names of private repositories stay out of the logs of the sources that pages link to.
      'Referrer-Policy': 'same-origin',
    },
  })

/** Returns the page that says what went wrong. What was typed stays in the box. */
export const failurePage = (settings: SiteSettings, { url, path }: Asked, error: HttpError): Response => {
  const { pathname, search, searchParams } = new URL(url)
  const reference = path.startsWith('/r/') ? parseReference(decoded(path.slice('/r/'.length))) : undefined
  const { title, main } = failed(error, { url: `${pathname}${search}`, reference })
  const q = path === '/' ? (searchParams.get('q') ?? '') : ''
  return htmlOf(settings, { url }, { title, q, status: title, main }, error.status)
}

const decoded = (path: string): string => {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}
