import * as z from 'zod/mini'
import { object, parseJson, text, texts } from './json.ts'
import type { Platform } from './manifest.ts'
import { Problem } from './problem.ts'

/** An image's config, as much of it as is sound. */
export interface Config {
  readonly platform: Platform
  /** ISO 8601, whole seconds. */
  readonly created?: string
  readonly labels?: Record<string, unknown> | undefined
}

const document = z.object({
  os: text,
  architecture: text,
  variant: text,
  created: text,
  config: object({ Labels: texts }),
})

/**
 * Parses an image's config (the same in Docker's and OCI's form).
 * @throws Problem where it is no JSON object
 */
export const parseConfig = (content: Uint8Array, digest: string): Config => {
  const parsed = document.safeParse(parseJson(content, `config ${digest}`))
  if (!parsed.success) throw new Problem(`config ${digest} is not a JSON object`)
  const { os, architecture, variant, created, config } = parsed.data
  const time = createdTime(created)
  return {
    platform: { os, architecture, variant },
    ...(time === undefined ? {} : { created: time }),
    labels: config?.Labels,
  }
}

// Reproducible builds say 1970 or 0001: no time at all. Nor is one that four digits of a year can't write.
const createdTime = (value: string | undefined): string | undefined => {
  const time = value === undefined ? Number.NaN : Date.parse(value)
  const year = Number.isNaN(time) ? 0 : new Date(time).getUTCFullYear()
  return year <= 1970 || year > 9999 ? undefined : `${new Date(time).toISOString().slice(0, 19)}Z`
}
