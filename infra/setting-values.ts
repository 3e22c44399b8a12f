// How the texts of settings are parsed. Each of these returns undefined for what it does not allow.

import { INDEX_ROUTES, type IndexRoute } from '../front/front-settings.ts'
import { BOTH_LAYOUTS, DISTRIBUTION, DOCKER_V1, LAYOUTS, type LayoutId } from '../lambda/names/layouts.ts'

/** Parses a text that a pattern matches. */
export const matching =
  (pattern: RegExp) =>
  (text: string): string | undefined =>
    pattern.test(text) ? text : undefined

/** Parses one of these words. */
export const oneOf =
  <T extends string>(words: readonly T[]) =>
  (text: string): T | undefined =>
    words.find((word) => word === text)

/** Parses a whole number, written in decimal digits. */
export const wholeNumber =
  (max: number, min = 0) =>
  (text: string): number | undefined =>
    /^\d{1,9}$/.test(text) && Number(text) >= min && Number(text) <= max ? Number(text) : undefined

/** Memory of the search function, in megabytes. The most is what Lambda gives. */
export const [MIN_SEARCH_MEMORY, MAX_SEARCH_MEMORY] = [512, 10_240]

/** Characters of a title. */
export const TITLE_MAX_LENGTH = 60
/** True for a text on one line, without spaces at its ends. */
export const isTitle = (text: string): boolean =>
  text.length <= TITLE_MAX_LENGTH && /^[^\p{C}\p{Zl}\p{Zp}]+$/u.test(text) && text === text.trim()

// The domain of a reference (distribution/reference, regexp.go), which clients tell from a part of a name by its dot, its
// port, or as localhost (normalize.go, splitDockerDomain).
const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?'
const PULL_HOST = new RegExp(`^(?:${LABEL}(?:\\.${LABEL})*|\\[[0-9A-Fa-f:]+\\])(?::\\d{1,5})?$`)
/** True for a host that clients tell from the first part of a name. */
export const isPullHost = (text: string): boolean =>
  text.length <= 255 && PULL_HOST.test(text) && (/[.:]/.test(text) || text === 'localhost')

const MAX_KEYS = 10
const KEY_ARN = /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[A-Za-z0-9-]+$/
/** Parses ARNs of KMS keys, separated by commas. */
export const keysIn = (text: string): readonly string[] | undefined => {
  const keys = [...new Set(text.split(',').map((key) => key.trim()))]
  return keys.length <= MAX_KEYS && keys.every((key) => KEY_ARN.test(key)) ? keys : undefined
}

/** Matches the ARN of an SNS topic. */
export const TOPIC_ARN = /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/
export const TOPIC_ARN_ALLOWED = 'the ARN of an SNS topic (arn:aws:sns:REGION:ACCOUNT:NAME)'

/** Ways by which others are told of pushes and removals. */
export const EVENT_WAYS = ['eventbridge'] as const
export type EventWay = (typeof EVENT_WAYS)[number]

const BUS_NAME = '[A-Za-z0-9._/-]{1,256}'
/** Matches the name of a bus of EventBridge, or the ARN of one. */
export const EVENT_BUS = new RegExp(`^(?:${BUS_NAME}|arn:aws[a-z-]*:events:[a-z0-9-]+:\\d{12}:event-bus/${BUS_NAME})$`)

/** The fronts that the stack can make. */
export const FRONTS = ['cloudfront'] as const
export type FrontKind = (typeof FRONTS)[number]

/** Parses ids of AWS of one kind, separated by commas. */
export const idsOf =
  (kind: string) =>
  (text: string): readonly string[] | undefined => {
    const ids = text.split(',')
    const isValid = ids.every((id) => new RegExp(`^${kind}-[0-9a-f]{8,17}$`).test(id))
    return isValid && new Set(ids).size === ids.length ? ids : undefined
  }

/** What Lambda takes. */
export const MAX_SECURITY_GROUPS = 5

// What CloudFront takes as an origin (developer guide, Origin domain; HTTPS port). A name has a dot, and does not end as an
// IP address does.
const DNS_NAME = `(?=[^:]{1,253}(?::|$))(?:${LABEL}\\.)+[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?`
/** Matches a DNS name. */
export const DOMAIN = new RegExp(`^${DNS_NAME}$`)
const ORIGIN = new RegExp(`^${DNS_NAME}(?::(\\d{1,5}))?$`)
/** True for a name with or without a port that CloudFront takes as an origin. */
export const isOrigin = (text: string): boolean => {
  const found = ORIGIN.exec(text)
  const port = Number(found?.[1] ?? 443)
  return found !== null && (port === 443 || (port >= 1024 && port <= 65_535))
}

/** Parses names of routes, separated by commas. */
export const indexRoutesIn = (text: string): readonly IndexRoute[] | undefined => {
  const given = text.split(',')
  const known = INDEX_ROUTES.filter((route) => given.includes(route))
  return known.length === given.length ? known : undefined
}

export const TRUE_OR_FALSE = ['true', 'false'] as const
export type TrueOrFalse = (typeof TRUE_OR_FALSE)[number]

/** Parses ids of layouts, separated by commas, or the word for both. */
export const layoutsIn = (text: string): readonly LayoutId[] | undefined => {
  const ids = text === BOTH_LAYOUTS ? [DISTRIBUTION.id, DOCKER_V1.id] : text.split(',')
  const known = LAYOUTS.map(({ id }) => id).filter((id) => ids.includes(id))
  return known.length === ids.length ? known : undefined
}
