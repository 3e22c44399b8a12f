// Values of CDK context, by the settings that they are for.

import { ENVIRONMENT_NAMES } from './environment-names.ts'
import { defaultOf, type Setting } from './setting.ts'

/** All of CDK context: settings, and what CDK and libraries keep there. */
export type Context = Readonly<Record<string, unknown>>

/** Returns what is given for a name. In cdk.json a number, true and false may be written without quotes. */
export const givenIn = (context: Context, name: string): unknown => {
  const given = Object.hasOwn(context, name) ? context[name] : undefined
  return typeof given === 'number' || typeof given === 'boolean' ? String(given) : (given ?? undefined)
}

/** Returns the value of a setting, or its default; undefined if it is not given and has none, or is not allowed. */
export const read = <T>(context: Context, name: string, setting: Setting<T>): T | undefined => {
  const given = givenIn(context, name)
  if (given === undefined) return setting.default === undefined ? undefined : defaultOf(setting)
  return typeof given === 'string' ? setting.parse(given) : undefined
}

/** Says where a name may be given. CDK merges all of these, so that it may come from a file that other projects share. */
export const placesOf = (name: string): string => {
  const variable = ENVIRONMENT_NAMES.get(name)
  const places = `-c ${name}=… or the context of cdk.json, cdk.context.json or ~/.cdk.json`
  return variable === undefined ? places : `${places}, or in the variable ${variable}`
}
