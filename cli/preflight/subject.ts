import type { LayoutId } from '../../lambda/names.ts'
import type { Lister, RegionalAws } from './ports.ts'

/** What the user said of the deployment to be. */
export interface Intent {
  readonly bucket: string
  readonly stack: string
  /** First part of the tables' names. */
  readonly database: string
  /** Roots of registries that the user named, without slashes at their ends. */
  readonly roots: ReadonlyMap<LayoutId, string>
  /** Most LISTs by which the first load is estimated. */
  readonly maxLists: number
}

/** What the checks are about: the intent, and what is known of the bucket's place. */
export interface Subject extends Intent {
  readonly aws: RegionalAws
  readonly region: string
  /** Account of the caller; undefined if it isn't known. */
  readonly account: string | undefined
  readonly list: Lister
}

/** Returns the partition of a region, which begins its ARNs. */
export const partitionOf = (region: string): string => {
  if (region.startsWith('cn-')) return 'aws-cn'
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
}
