// How an image was made and how it runs, as its config says (image-spec, config.md). Read only when somebody asks for it.
// All texts are cleaned and capped.

import { defined } from '../../shared/defined.ts'
import { clean } from '../../shared/text.ts'
import { type Fields, type Notes, parseFields } from './json/json-fields.ts'
import { orProblem, Problem } from './json/problem.ts'

/** Commands of official images have up to some 4,000 bytes. */
const COMMAND_MAX_BYTES = 4000
const VALUE_MAX_BYTES = 1000
const NAME_MAX_BYTES = 255
/** Steps of a history that are read, those that made no layer included. */
const MAX_STEPS = 1000
/** Arguments, variables and ports that are read, of each. */
const MAX_VALUES = 100

/** How an image runs. What is absent or empty is undefined. */
export interface RunConfig {
  readonly entrypoint?: readonly string[]
  readonly cmd?: readonly string[]
  /** As `NAME=value`. */
  readonly environment?: readonly string[]
  readonly user?: string
  readonly workingDir?: string
  /** As `8080/tcp`. */
  readonly ports?: readonly string[]
}

/** A step by which an image was made. */
export interface Step {
  readonly command: string | undefined
  /** False of a step that only changed the config. */
  readonly hasLayer: boolean
}

/** Returns how an image runs. */
export const runConfigOf = (document: Fields): RunConfig => {
  const config = document.object('config')
  return defined({
    // Docker writes arrays and reads one string too (moby, strslice.go).
    entrypoint: texts(config?.words('Entrypoint', MAX_VALUES), VALUE_MAX_BYTES),
    cmd: texts(config?.words('Cmd', MAX_VALUES), VALUE_MAX_BYTES),
    environment: texts(config?.strings('Env', MAX_VALUES), VALUE_MAX_BYTES),
    user: clean(config?.text('User'), NAME_MAX_BYTES),
    workingDir: clean(config?.text('WorkingDir'), NAME_MAX_BYTES),
    ports: texts(config?.names('ExposedPorts')?.slice(0, MAX_VALUES), NAME_MAX_BYTES),
  })
}

/** Returns the steps by which an image was made, the first one first; none if its config does not say. */
export const stepsOf = (document: Fields): Step[] =>
  (document.objects('history', MAX_STEPS) ?? []).map((step) => ({
    command: clean(step.text('created_by'), COMMAND_MAX_BYTES),
    hasLayer: step.flag('empty_layer') !== true,
  }))

/**
 * Returns the steps that the history of a manifest of Docker's schema 1 tells, the first one first. There each step has a
 * layer, if only an empty one (schema1/manifest.go).
 */
export const schema1StepsOf = async (manifest: Fields, notes: Notes): Promise<Step[]> => {
  const steps = (manifest.objects('history', MAX_STEPS) ?? []).map(async (step): Promise<Step> => {
    const image = await orProblem(async () =>
      parseFields(Buffer.from(step.text('v1Compatibility') ?? ''), 'v1Compatibility', notes),
    )
    const made = image instanceof Problem ? undefined : image.object('container_config')?.words('Cmd', MAX_VALUES)
    return { command: clean(made?.join(' '), COMMAND_MAX_BYTES), hasLayer: true }
  })
  return (await Promise.all(steps)).reverse()
}

const texts = (values: readonly string[] | undefined, maxBytes: number): string[] | undefined => {
  const kept = (values ?? []).flatMap((value) => clean(value, maxBytes) ?? [])
  return kept.length === 0 ? undefined : kept
}
