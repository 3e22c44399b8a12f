// A view of the page, as a reader gets it.

import { request } from './http.ts'

export type ViewOptions = NonNullable<Parameters<typeof request>[2]>

const site = { title: 'Our registry', pullHost: 'registry.example.com' }

/** Returns a view as HTML, and as the texts that one reads: those of its main part and of its last line. */
export const readView = async (system: Parameters<typeof request>[0], path: string, options: ViewOptions = {}) => {
  const answer = await request(system, path, { site, ...options })
  const html = await answer.text()
  const main = /<main[^>]*>(.*)<\/main>/s.exec(html)?.[1] ?? ''
  return {
    status: answer.status,
    headers: answer.headers,
    html,
    text: textOf(main),
    foot: textOf(html.split('<footer>')[1] ?? ''),
  }
}

const textOf = (html: string): string =>
  html
    .replaceAll(/<(svg|style).*?<\/\1>/gs, '')
    .replaceAll(/<wbr[^>]*>/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
    .replaceAll(/\s+/g, ' ')
    .trim()

/** Returns the title of a view. */
export const titleOf = (html: string): string => textOf(/<title>(.*?)<\/title>/s.exec(html)?.[1] ?? '')
