// Whether the AWS profile exists that the environment names. The SDK only says that it found no credentials or no region.

import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { CliError } from '../cli-error.ts'

/** Most names that are listed. */
const MAX_NAMES = 20

/**
 * Looks for the profile of `AWS_PROFILE` in the files that the AWS CLI keeps.
 * @throws CliError if none of them has it
 */
export const checkProfile = async (env: Readonly<Record<string, string | undefined>>): Promise<void> => {
  const wanted = env['AWS_PROFILE']
  if (wanted === undefined || wanted === '') return
  const files = [
    env['AWS_CONFIG_FILE'] ?? join(homedir(), '.aws', 'config'),
    env['AWS_SHARED_CREDENTIALS_FILE'] ?? join(homedir(), '.aws', 'credentials'),
  ]
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')))
  const names = [...new Set(texts.flatMap(profilesIn))]
  if (names.includes(wanted)) return
  const known = names.length === 0 ? 'neither has any' : `these are there: ${names.slice(0, MAX_NAMES).join(', ')}`
  throw new CliError(
    `there is no AWS profile ${JSON.stringify(wanted)}, which AWS_PROFILE names, in ${files.join(' or ')}; ${known}`,
  )
}

// `[profile NAME]` in one file, `[NAME]` in the other; other sections are no profiles.
const profilesIn = (text: string): string[] =>
  [...text.matchAll(/^\s*\[([^\]\n]*)\]/gm)].flatMap(([, section = '']) => {
    const [, name] = /^\s*(?:profile\s+)?"?([^\s"]+)"?\s*$/.exec(section) ?? []
    return name === undefined ? [] : [name]
  })
