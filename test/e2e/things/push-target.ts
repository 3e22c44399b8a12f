// A target of pushes: one registry, a namespace in it, and a home directory for the clients that push there.

import { mkdir, mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import type { Image } from '../../../local/sample/image.ts'
import { runProgram, writeOciLayout } from '../programs.ts'
import { findTool, type Tool } from '../tools.ts'

export interface PushTarget {
  readonly namespace: string
  /** Host and port, as clients write them before the name. */
  readonly host: string
  /** Creates a new, empty folder. */
  folder(): Promise<string>
  /** Runs a program of Debian to its end and returns its output. Throws an error with its stderr if it fails. */
  run(program: 'skopeo' | 'buildah', ...args: readonly string[]): Promise<string>
  /** Like `run`, for a tool that may have been built by `npm run tools`. */
  use(tool: Tool, ...args: readonly string[]): Promise<string>
}

/** Creates a target whose home directory is below `dir`. */
export const openPushTarget = async (dir: string, registry: string, namespace: string): Promise<PushTarget> => {
  const home = join(dir, `home-${namespace}`)
  await mkdir(home, { recursive: true })
  const run = async (program: string, args: readonly string[]): Promise<string> => {
    const { status, stdout, stderr } = await runProgram(home, program, args)
    if (status !== 0)
      throw new Error(`${program} ${args.join(' ')} ends with exit status ${status}: ${stderr.slice(-1000)}`)
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

/** A tag to which something is pushed. */
export interface RemoteTag {
  readonly target: PushTarget
  /** Name of the repository, as the index has it. */
  readonly repository: string
  readonly tag: string
  /** The repository as clients write it: host/repository. */
  readonly remote: string
  /** The tag as clients write it: host/repository:tag. */
  readonly reference: string
}

export const remoteTag = (target: PushTarget, name: string, tag: string): RemoteTag => {
  const repository = `${target.namespace}/${name}`
  const remote = `${target.host}/${repository}`
  return { target, repository, tag, remote, reference: `${remote}:${tag}` }
}

/** Pushes an image by skopeo, which converts it if a format is given. */
export const pushBySkopeo = async (
  image: Image,
  { target, reference }: Pick<RemoteTag, 'target' | 'reference'>,
  format?: 'v2s2',
): Promise<void> => {
  const dir = await target.folder()
  await writeOciLayout(dir, image)
  const options = ['--all', '--dest-tls-verify=false', ...(format === undefined ? [] : ['--format', format])]
  await target.run('skopeo', '--insecure-policy', 'copy', ...options, `oci:${dir}`, `docker://${reference}`)
}
