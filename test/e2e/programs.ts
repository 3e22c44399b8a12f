// Runs real programs, each with a home directory of its own.

import { spawn } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { baseEnvironment } from '../../local/environment.ts'
import { findProgram } from '../../local/programs.ts'
import type { Image } from '../../local/sample/image.ts'

/** Returns the programs that are not on PATH. */
export const missingPrograms = (needed: readonly string[]): string[] =>
  needed.filter((program) => findProgram([program]) === undefined)

/**
 * Decides whether a test is skipped because programs are missing, and then prints a warning.
 * @param remedy how to install the programs
 * @returns true if the test must be skipped
 * @throws Error in CI, where no test may be skipped
 */
export const skipLoudly = (test: string, missing: readonly string[], remedy: string): boolean => {
  if (missing.length === 0) return false
  const what = `${test} needs ${missing.join(', ')} (${remedy})`
  if (process.env['CI']) throw new Error(what)
  console.warn(`\n!!! SKIPPED: ${what}\n`)
  return true
}

export interface ProgramResult {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a program to its end, with a timeout of three minutes. Resolves whatever its exit status. */
export const runProgram = (
  home: string,
  program: string,
  args: readonly string[],
  input = '',
): Promise<ProgramResult> =>
  new Promise((resolve, reject) => {
    const env = { ...baseEnvironment(home), XDG_RUNTIME_DIR: home }
    const child = spawn(program, args, { env, timeout: 180_000 })
    const out: Record<'stdout' | 'stderr', string> = { stdout: '', stderr: '' }
    child.stdout.on('data', (data) => {
      out.stdout += data
    })
    child.stderr.on('data', (data) => {
      out.stderr += data
    })
    child.once('error', reject)
    child.once('close', (status) => resolve({ status, ...out }))
    // A program that reads no input may have ended before the input is written.
    child.stdin.on('error', () => {})
    child.stdin.end(input)
  })

/** Writes an image as an OCI image layout, which skopeo can push. */
export const writeOciLayout = async (dir: string, { manifest, children, blobs }: Image): Promise<void> => {
  const folder = join(dir, 'blobs', 'sha256')
  await mkdir(folder, { recursive: true })
  for (const { digest, body } of [manifest, ...children, ...blobs])
    await writeFile(join(folder, digest.slice('sha256:'.length)), body)
  const { mediaType } = JSON.parse(manifest.body.toString()) as { mediaType: string }
  const manifests = [{ mediaType, digest: manifest.digest, size: manifest.body.length }]
  await writeFile(join(dir, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }))
  await writeFile(join(dir, 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}')
}
