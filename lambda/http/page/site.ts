// What the page calls this registry, and where it can be pulled from.

/** What a deployment may say of its page; a setting can fill it. */
export interface PageSettings {
  /** What stands at the head of every view. */
  readonly title?: string
  /** Host, with a port if it has one, that clients pull from. */
  readonly pullHost?: string
}

/** The same for one request. */
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
export const siteOf = ({ title, pullHost }: PageSettings, { host: own }: Pick<URL, 'host'>): Site => {
  const host = pullHost ?? own
  return { title: title ?? host, host, isHostGuessed: pullHost === undefined }
}
