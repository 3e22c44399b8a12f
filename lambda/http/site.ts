/** What a deployment says of its registry. */
export interface SiteSettings {
  /** What people call it. */
  readonly title?: string
  /** The host that clients pull from, with its port if it has one. */
  readonly pullHost?: string
}

/**
 * Returns what the registry is called.
 * @param ownHost the host by which the request came; behind a front door it may be another than people know
 */
export const titleOf = ({ title, pullHost }: SiteSettings, ownHost: string): string => title ?? pullHost ?? ownHost
