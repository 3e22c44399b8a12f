// Values of settings that are one of a few words.

/** Ways to authenticate: against the deployment's secret, against the registry's own sign-in, or none, which is open to all. */
export const AUTH_MODES = ['basic', 'registry', 'none'] as const
export type AuthMode = (typeof AUTH_MODES)[number]

/**
 * Ways by which the bucket's events come to the indexer's queue: rules that the stack writes into the bucket's notifications;
 * EventBridge, which the bucket sends all its events to; an SNS topic that the bucket notifies; or rules that somebody else
 * writes.
 */
export const NOTIFY_MODES = ['s3', 'eventbridge', 'sns', 'none'] as const
export type NotifyMode = (typeof NOTIFY_MODES)[number]

/** The values of a setting that is on or off. */
export const YES_OR_NO = ['yes', 'no'] as const
export type YesOrNo = (typeof YES_OR_NO)[number]

/** Words to add to a list and, with `-` before them, to take away, separated by commas. Lambda has 4 KB for all variables. */
export const COPIES_CHANGES = /^(?=.{1,1000}$)-?[a-z0-9]{1,50}(,-?[a-z0-9]{1,50})*$/
