// Packs the package as a release does.

import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import * as z from 'zod/mini'
import { ROOT } from '../../local/paths.ts'

const Packed = z.tuple([z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) })])

/** Builds and packs into a folder. Returns the path of the tarball and the paths of the files in it. */
export const packInto = async (folder: string): Promise<{ tarball: string; files: string[] }> => {
  const options = { cwd: ROOT, timeout: 180_000 }
  await promisify(execFile)(process.execPath, [join(ROOT, 'build', 'package.ts')], options)
  // What a script prints would stand before the JSON.
  const args = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]
  const { stdout } = await promisify(execFile)('npm', args, options)
  const [{ filename, files }] = Packed.parse(JSON.parse(stdout))
  return { tarball: join(folder, filename), files: files.map(({ path }) => path).sort() }
}
