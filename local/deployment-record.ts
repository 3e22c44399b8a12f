// Remembers what was deployed last, so that a start does not deploy the same again.

import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import * as z from 'zod/mini'
import type { DeploySettings } from './deploy.ts'

/** Files and folders of the checkout from which a deployment is built. */
const SOURCES = [
  'infra',
  'build/functions.ts',
  'front',
  'lambda',
  'package-lock.json',
  'cdk.json',
  'tsconfig.json',
] as const

const filesOf = async (root: string, name: string): Promise<string[]> => {
  const entries = await readdir(join(root, name), { recursive: true, withFileTypes: true }).catch((error) => {
    if (error.code === 'ENOTDIR' || error.code === 'ENOENT') return undefined
    throw error
  })
  if (entries === undefined) return [name]
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(root, join(entry.parentPath, entry.name)))
}

/** Returns a hash over the settings and over name and content of every file from which a deployment is built. */
export const deploymentHash = async (root: string, settings: DeploySettings): Promise<string> => {
  const hash = createHash('sha256').update(JSON.stringify(Object.entries(settings).sort()))
  const files = (await Promise.all(SOURCES.map((name) => filesOf(root, name)))).flat().sort()
  for (const file of files) {
    const content = await readFile(join(root, file)).catch(() => Buffer.alloc(0))
    hash.update(`\0${file}\0${content.length}\0`).update(content)
  }
  return hash.digest('hex')
}

const Record = z.object({ hash: z.string() })

/** Reads the hash that recordDeployment wrote; undefined if the file is missing or unreadable. */
export const lastDeployment = async (file: string): Promise<string | undefined> => {
  const text = await readFile(file, 'utf8').catch(() => '{}')
  try {
    return Record.parse(JSON.parse(text)).hash
  } catch {
    // The file is incomplete or not ours: the next start deploys again.
    return undefined
  }
}

/** Writes the hash of a deployment that succeeded. */
export const recordDeployment = async (file: string, hash: string): Promise<void> =>
  await writeFile(file, `${JSON.stringify({ hash })}\n`)
