import type { LayoutId } from '../../lambda/names/layouts.ts'
import type { Lister, RegionalAws } from './ports.ts'

/** What the user said of the deployment to be. */
export interface Intent {
  readonly bucket: string
  readonly stack: string
  /** The account of the bucket, if the user said that it is another one. */
  readonly bucketAccount?: string | undefined
  /** First part of the tables' names. */
  readonly database: string
  /** Names of two tables, if they are not made of `database`. */
  readonly tables?: { readonly repositoryTable: string | undefined; readonly versionTable: string | undefined }
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

/** True if the bucket is of another account than the stack will be of: then its owner sets what is set on the bucket. */
export const isForeign = ({ account, bucketAccount }: Pick<Subject, 'account' | 'bucketAccount'>): boolean =>
  bucketAccount !== undefined && bucketAccount !== account

/** Returns the partition of a region, which begins its ARNs. */
export const partitionOf = (region: string): string => {
  if (region.startsWith('cn-')) return 'aws-cn'
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws'
}
