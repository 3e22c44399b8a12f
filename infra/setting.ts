// What a setting is.

/** One setting, given by CDK context. */
export interface Setting<T> {
  /** What the setting is for, in Markdown; a cell of the table in docs/settings.md. */
  readonly about: string
  /** The allowed values; ends the sentence "it must be …". */
  readonly allowed: string
  /** The text that is parsed if the setting is not given. */
  readonly default?: string
  /** Present if the setting has no default and need not be given. */
  readonly isOptional?: true
  /** How the table in docs/settings.md shows the default, if its text would say nothing. */
  readonly defaultText?: string
  /** The environment variable that passes the value to the functions. */
  readonly variable?: string
  /** Returns the value of a text; undefined if it is not allowed. */
  parse(text: string): T | undefined
}

/**
 * Returns the default value of a setting.
 * @throws Error if the setting has no default, or one that it does not allow: an error in this file
 */
export const defaultOf = <T>(setting: Setting<T>): T => {
  const value = setting.default === undefined ? undefined : setting.parse(setting.default)
  if (value === undefined)
    throw new Error(`a setting has no valid default; correct it in infra/*-settings.ts: it must be ${setting.allowed}`)
  return value
}
