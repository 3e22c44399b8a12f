import type { Layout } from '../../../lambda/registry/layouts/layout.ts'
import { findingsOf } from '../../finding.ts'
import { counted, duration, number, repositories } from '../../text.ts'
import type { Finding } from '../finding.ts'
import type { Estimate } from '../listing/estimate.ts'
import { firstLoad, PRICES } from '../listing/first-load.ts'

const { ok, note } = findingsOf('first-load')

/** How large the registries are, and what loading them costs. */
export interface LoadEstimate {
  readonly repositories: number
  readonly tags: number
  /** Half of the range in which the number of tags most likely lies, if the sample is like the rest. */
  readonly tagsMargin: number
  readonly isExact: boolean
  /** True if there is more than was seen, and the estimate may be too low. */
  readonly isLeast: boolean
  readonly lists: number
  /** Of us-east-1, without free tiers. */
  readonly dollars: number
  readonly pricesAsOf: string
  /** Without the wait before the load. */
  readonly seconds: { readonly least: number; readonly most: number }
}

/** Puts the estimates of all registries together. */
export const loadEstimate = (
  parts: readonly { readonly layout: Layout; readonly estimate: Estimate }[],
  kmsRequests: boolean,
): LoadEstimate => {
  const sum = (of: (estimate: Estimate) => number) => parts.reduce((total, { estimate }) => total + of(estimate), 0)
  const loads = parts.map(({ estimate }) => firstLoad(estimate.tags, kmsRequests, estimate.repositories))
  return {
    repositories: sum((one) => one.repositories),
    tags: sum((one) => one.tags),
    tagsMargin: Math.round(Math.hypot(...parts.map(({ estimate }) => estimate.tagsMargin))),
    isExact: parts.every(({ estimate }) => estimate.isExact),
    isLeast: parts.some(({ estimate }) => estimate.isLeast),
    lists: sum((one) => one.lists),
    dollars: loads.reduce((total, { dollars }) => total + dollars, 0),
    pricesAsOf: PRICES.asOf,
    seconds: {
      least: loads.reduce((total, { seconds }) => total + seconds.least, 0),
      most: loads.reduce((total, { seconds }) => total + seconds.most, 0),
    },
  }
}

/** Says what the first load costs, how long it takes, and how sure that is. */
export const loadFinding = (load: LoadEstimate): Finding => {
  const { tags, tagsMargin, isExact, isLeast, lists, dollars, seconds } = load
  const size = `${repositories(load.repositories)} with ${counted(tags, 'tag')}`
  const cost = `the first load costs ${dollars < 0.01 ? 'less than 0.01' : `about ${dollars.toFixed(2)}`} $ (us-east-1, prices of ${load.pricesAsOf}) and takes ${timeText(seconds)}, from five minutes after the deployment on; neither was measured on AWS`
  if (isExact) return ok(`${size}, counted by ${counted(lists, 'LIST')}; ${cost}`)
  const range = `${number(Math.max(0, tags - tagsMargin))} to ${number(tags + tagsMargin)} tags, if the folders that were not looked into are like the others`
  const least = isLeast ? '; some folders were seen in part only, so that there may be more' : ''
  return note(
    `about ${size}, estimated from ${counted(lists, 'LIST')} (${range}${least}); ${cost}`,
    'nothing; to count exactly, give --lists 100000, which costs 0.005 $ for each 1,000 LISTs that it takes',
  )
}

const timeText = ({ least, most }: LoadEstimate['seconds']): string => {
  if (most < 60) return 'less than a minute'
  const range = [least, most].map((one) => duration(Math.max(60, Math.round(one / 60) * 60)))
  return range[0] === range[1] ? `about ${range[1]}` : `${range[0]} to ${range[1]}`
}
