// What the page calls this registry, and where it can be pulled from.

import { type SiteSettings, titleOf } from '../../site.ts'

/** What a deployment says of its registry, for one request. */
export interface Site {
  readonly title: string
  readonly host: string
  /**
   * True if the host is only how this request came: behind a proxy that is the API's own name, so the script writes the
   * one that the browser sees over it.
   */
  readonly isHostGuessed: boolean
}

/** Returns the site for a request to this address. */
export const siteOf = (settings: SiteSettings, { host: own }: Pick<URL, 'host'>): Site => ({
  title: titleOf(settings, own),
  host: settings.pullHost ?? own,
  isHostGuessed: settings.pullHost === undefined,
})
