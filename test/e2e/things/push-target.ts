// Where things are pushed: one registry, a namespace of its own in it, and a home for the clients that push there.

import { mkdir, mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import type { Image } from '../../../local/sample/image.ts'
import { runProgram, writeOciLayout } from '../programs.ts'
import { findTool, type Tool } from '../tools.ts'

export interface Place {
  readonly namespace: string
  /** Host and port, as clients write it before the name. */
  readonly host: string
  /** A new, empty folder. */
  folder(): Promise<string>
  /** Runs a program of Debian's to its end; what it printed. Fails with its complaint where it fails. */
  run(program: 'skopeo' | 'buildah', ...args: readonly string[]): Promise<string>
  /** The same for a tool that may have been built for the tests. */
  use(tool: Tool, ...args: readonly string[]): Promise<string>
}

/** Opens a place below a folder. */
export const openPlace = async (dir: string, registry: string, namespace: string): Promise<Place> => {
  const home = join(dir, `home-${namespace}`)
  await mkdir(home, { recursive: true })
  const run = async (program: string, args: readonly string[]): Promise<string> => {
    const { status, stdout, stderr } = await runProgram(home, program, args)
    if (status !== 0) throw new Error(`${program} ${args.join(' ')} ends with ${status}: ${stderr.slice(-1000)}`)
    return stdout
  }
  return {
    namespace,
    host: new URL(registry).host,
    folder: () => mkdtemp(join(home, 'folder-')),
    run: (program, ...args) => run(program, args),
    use: async (tool, ...args) => run(findTool(tool) ?? tool, args),
  }
}

/** A tag of this place. */
export interface Spot {
  readonly place: Place
  /** As the index knows it. */
  readonly repository: string
  readonly tag: string
  /** As clients write it: the repository with its host, and the whole with the tag. */
  readonly remote: string
  readonly reference: string
}

export const spot = (place: Place, name: string, tag: string): Spot => {
  const repository = `${place.namespace}/${name}`
  const remote = `${place.host}/${repository}`
  return { place, repository, tag, remote, reference: `${remote}:${tag}` }
}

/** Pushes an image made here by skopeo, which may convert it. */
export const pushBySkopeo = async (
  image: Image,
  { place, reference }: Pick<Spot, 'place' | 'reference'>,
  format?: 'v2s2',
): Promise<void> => {
  const dir = await place.folder()
  await writeOciLayout(dir, image)
  const options = ['--all', '--dest-tls-verify=false', ...(format === undefined ? [] : ['--format', format])]
  await place.run('skopeo', '--insecure-policy', 'copy', ...options, `oci:${dir}`, `docker://${reference}`)
}
