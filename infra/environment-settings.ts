// Settings given by environment variables. The context goes before them.

import { VARIABLES_OF_2015 } from '../lambda/names/deployment.ts'
import { LAYOUTS } from '../lambda/names/layouts.ts'
import { type Context, givenIn, read } from './context.ts'
import { ENVIRONMENT_NAMES } from './environment-names.ts'
import { SETTINGS } from './settings-schema.ts'

/** Environment variables by their names. */
export type Variables = Readonly<Record<string, string | undefined>>

export interface WithEnvironment {
  readonly context: Context
  /** A sentence for each setting that comes from the environment, since whoever deploys may not have it in mind. */
  readonly notes: readonly string[]
}

/**
 * Returns the context with what the environment gives of the settings that the context does not give. An empty variable gives
 * nothing, and neither does the root of a layout that is not indexed.
 */
export const withEnvironment = (context: Context, env: Variables): WithEnvironment => {
  const layouts = read(context, 'layout', SETTINGS.layout) ?? []
  const unused: readonly string[] = LAYOUTS.filter(({ id }) => !layouts.includes(id)).map(({ root }) => root.setting)
  const given = [...ENVIRONMENT_NAMES].flatMap(([name, variable]) => {
    const value = env[variable] ?? ''
    const isUsed = value !== '' && givenIn(context, name) === undefined && !unused.includes(name)
    return isUsed ? [{ name, variable, value }] : []
  })
  return {
    context: { ...context, ...Object.fromEntries(given.map(({ name, value }) => [name, value])) },
    notes: given.map(({ name, variable, value }) => `${name} is ${JSON.stringify(value)}, by the variable ${variable}`),
  }
}

/**
 * Returns a sentence if the environment asks for tables in another region than the stack's; undefined if not.
 * @param region that of the stack, undefined if no credentials and no profile say one
 */
export const regionProblem = (env: Variables, region: string | undefined): string | undefined => {
  const tables = env[VARIABLES_OF_2015.region] ?? ''
  if (tables === '' || tables === region) return undefined
  const stack = region === undefined ? 'the region of the stack is not known' : `the stack goes to ${region}`
  return (
    `DYNAMODB_REGION is ${JSON.stringify(tables)}, but ${stack}: tables, functions and queue lie in the region of the bucket,` +
    ' because S3 sends notifications to queues of its own region only; set AWS_REGION to the region of the bucket, and' +
    ' DYNAMODB_REGION to the same or leave it out'
  )
}
