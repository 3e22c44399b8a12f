import { originOf } from '../names/addresses.ts'
import { ENV } from '../names/environment.ts'
import { labelKeysIn } from '../names/labels.ts'
import type { LAYOUTS } from '../names/layouts.ts'
import { NOTIFY_MODES, type NotifyMode } from '../names/modes.ts'

/**
 * Returns the value of an environment variable of the functions, by its key in ENV.
 * @throws Error where it is not set or empty; the stack sets it, so that is a fault of the deployment
 */
export const environment = (key: keyof typeof ENV): string => variable(ENV[key]) || notSet(ENV[key])

/** Returns the value of an environment variable that may be absent. */
export const optionalEnvironment = (key: keyof typeof ENV): string | undefined => variable(ENV[key])

/**
 * Returns the root of a layout from its environment variable. It may be empty, which means the bucket's root.
 * @throws Error where it is not set
 */
export const rootFromEnvironment = ({ root }: (typeof LAYOUTS)[number]): string =>
  variable(root.variable) ?? notSet(root.variable)

/**
 * Returns the keys of the labels that tags are looked up by.
 * @throws Error where they are not set, or no list of keys
 */
export const labelKeysFromEnvironment = (): string[] => labelKeysIn(environment('labelKeys')) ?? notSet(ENV.labelKeys)

/**
 * Returns how the bucket tells of its tags.
 * @throws Error where it is not set, or no such way
 */
export const notifyMode = (): NotifyMode =>
  NOTIFY_MODES.find((mode) => mode === environment('notify')) ?? notSet(ENV.notify)

/**
 * Returns the origin of the registry whose sign-in counts.
 * @throws Error where it is not set, or passwords may not be sent there
 */
export const registryFromEnvironment = (): string => originOf(environment('registryUrl')) ?? notSet(ENV.registryUrl)

const variable = (name: string): string | undefined => process.env[name]

const notSet = (name: string): never => {
  throw new Error(`the environment variable ${name} is not set or wrong; deploy the stack again`)
}
