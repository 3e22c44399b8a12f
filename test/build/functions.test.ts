import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { buildFunctions } from '../../build/functions.ts'
import { FUNCTION_NAMES } from '../../infra/function-code.ts'

it('functions are bundled to the same bytes each time, and files that are right already stay as they are', async () => {
  const folders = await Promise.all(['one', 'two'].map((name) => mkdtemp(join(tmpdir(), `functions-${name}-`))))
  try {
    for (const folder of folders) await buildFunctions((name) => join(folder, name))
    const all = (folder: string) =>
      Promise.all(
        FUNCTION_NAMES.flatMap((name) =>
          ['index.js', ...(name === 'api' ? [] : ['index.js.map'])].map((file) => join(folder, name, file)),
        ).map(async (file) => {
          const hash = createHash('sha256')
            .update(await readFile(file))
            .digest('hex')
          return { hash, written: (await stat(file)).mtimeMs }
        }),
      )
    const [one = '', two = ''] = folders
    const before = await all(one)
    expect(before.map(({ hash }) => hash)).toEqual((await all(two)).map(({ hash }) => hash))
    await buildFunctions((name) => join(one, name))
    expect(await all(one)).toEqual(before)
    expect((await readdir(one)).sort()).toEqual([...FUNCTION_NAMES].sort())
  } finally {
    for (const folder of folders) await rm(folder, { recursive: true })
  }
})
