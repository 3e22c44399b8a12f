import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

/** Megabytes: a quarter of what the function has. */
const HEAP = 300

it('needs no more memory for a run, whatever was pushed', async () => {
  const program = new URL('huge-tags.ts', import.meta.url).pathname
  const { stdout } = await promisify(execFile)(process.execPath, [`--max-old-space-size=${HEAP}`, program])
  expect(JSON.parse(stdout)).toMatchObject({ done: true, changed: 64, problems: 64, failed: 0 })
})
