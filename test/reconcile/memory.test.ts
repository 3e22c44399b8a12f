import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

/** Megabytes: a quarter of what the function has. */
const HEAP = 300

it.each([
  ['large', 64],
  ['small', 256],
])('needs no more memory for a run, whatever was pushed: images with %s manifests', async (size, tags) => {
  const program = new URL('huge-tags.ts', import.meta.url).pathname
  const { stdout } = await promisify(execFile)(process.execPath, [`--max-old-space-size=${HEAP}`, program, size])
  expect(JSON.parse(stdout)).toMatchObject({ done: true, changed: tags, problems: tags, failed: 0 })
})

it('keeps nothing of the repositories that are done and wait for a slow one, but what they came to', async () => {
  const program = new URL('waiting-items.ts', import.meta.url).pathname
  const { stdout } = await promisify(execFile)(process.execPath, ['--max-old-space-size=100', program])
  expect(JSON.parse(stdout)).toBe(1000 * 100_000)
})
