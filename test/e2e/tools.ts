// Finds or builds the programs that the end-to-end tests need and Debian lacks, or has only in older versions. Versions
// are exact. Programs that are not on PATH are built with Go, each into its own folder below .local/bin, by:
//
//   npm run tools              all of them
//   npm run tools -- registry  those that are named

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { baseEnvironment, downloadEnvironment, type Environment } from '../../local/environment.ts'
import { LocalError, messageOf } from '../../local/local-error.ts'
import { logFile, PATHS } from '../../local/paths.ts'
import { run } from '../../local/processes.ts'
import { findProgram } from '../../local/programs.ts'
import { createProgress } from '../../local/progress.ts'

interface Source {
  readonly module: string
  readonly version: string
  /** Must match the output of `--version` of a program on PATH; if not given, any version is accepted. */
  readonly acceptedVersion?: RegExp
}

/** All of these programs are under the Apache-2.0 license. */
const TOOLS = {
  // CNCF distribution, version 3. Debian's docker-registry is version 2.
  registry: {
    module: 'github.com/distribution/distribution/v3/cmd/registry',
    version: 'v3.1.2',
    acceptedVersion: / v?3\./,
  },
  crane: { module: 'github.com/google/go-containerregistry/cmd/crane', version: 'v0.22.1' },
  oras: { module: 'oras.land/oras/cmd/oras', version: 'v1.3.6' },
  helm: { module: 'helm.sh/helm/v3/cmd/helm', version: 'v3.22.0' },
  // A token service for registries, of distribution 2: version 3 has none. Its module names no versions of what it needs,
  // so that Go takes the newest.
  'token-server': { module: 'github.com/docker/distribution/contrib/token-server', version: 'v2.8.3+incompatible' },
  regctl: { module: 'github.com/regclient/regclient/cmd/regctl', version: 'v0.11.7' },
} as const satisfies Record<string, Source>

export type Tool = keyof typeof TOOLS

/** The names of all these programs. */
export const TOOL_NAMES = Object.keys(TOOLS) as Tool[]

/** Where the official Go installer puts the program, a folder that is not on every PATH. */
const GO_FOLDER = '/usr/local/go/bin'
/** Variables of the user's Go configuration that matter for downloads and caches, without GOBIN. */
const GO_SETTINGS = /^GO(PROXY|SUMDB|NOSUMDB|NOPROXY|PRIVATE|INSECURE|TOOLCHAIN|PATH|MODCACHE|CACHE|MAXPROCS)$/
/** Timeout of one build. Distribution takes a minute and a half on two idle cores with empty caches. */
const BUILD_TIMEOUT_MS = 15 * 60_000

const built = (tool: Tool): string => join(PATHS.tools, `${tool}-${TOOLS[tool].version}`, tool)

const isUsable = (program: string, { acceptedVersion }: Source): boolean => {
  if (acceptedVersion === undefined) return true
  const env = { ...baseEnvironment(PATHS.local) }
  return acceptedVersion.test(spawnSync(program, ['--version'], { env, encoding: 'utf8', timeout: 60_000 }).stdout)
}

/**
 * Returns the path of the program: on PATH if its version is accepted, else the one that was built; undefined if
 * neither.
 */
export const findTool = (tool: Tool): string | undefined => {
  const program = findProgram([tool])
  if (program !== undefined && isUsable(program, TOOLS[tool])) return program
  return existsSync(built(tool)) ? built(tool) : undefined
}

const goEnvironment = (folder: string): Environment => ({
  ...downloadEnvironment(PATHS.local),
  ...(Object.fromEntries(Object.entries(process.env).filter(([name]) => GO_SETTINGS.test(name))) as Environment),
  GOBIN: folder,
  // Without cgo the result is the same on machines without a C compiler.
  CGO_ENABLED: '0',
  GOFLAGS: '-trimpath',
})

const build = async (go: string, tool: Tool): Promise<void> => {
  const { module, version } = TOOLS[tool]
  const folder = join(built(tool), '..')
  const unfinished = `${folder}.unfinished`
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(unfinished, { recursive: true })
  await run(go, ['install', `${module}@${version}`], {
    name: `building ${tool} ${version}`,
    env: goEnvironment(unfinished),
    log: logFile('tools'),
    timeoutMs: BUILD_TIMEOUT_MS,
  })
  await rename(unfinished, folder)
}

/**
 * Builds the programs that are missing. All take three to five minutes on two cores if Go's caches are empty.
 * @throws LocalError if there is no program of a name, a program is missing and Go is not installed, or if a build fails
 */
const installTools = async (names: readonly string[]): Promise<void> => {
  const progress = createProgress(console.log)
  const unknown = names.filter((name) => !TOOL_NAMES.some((tool) => tool === name))
  if (unknown.length > 0)
    throw new LocalError(`npm run tools has no ${unknown.join(', ')}; it has ${TOOL_NAMES.join(', ')}`)
  for (const tool of TOOL_NAMES.filter((one) => names.length === 0 || names.includes(one))) {
    const there = findTool(tool)
    if (there !== undefined) {
      progress.say(`${tool}: ${there}`)
      continue
    }
    const go = findProgram(['go']) ?? findProgram(['go'], GO_FOLDER)
    if (go === undefined)
      throw new LocalError(
        `${tool} is not on PATH, and Go, which would build it, is neither on PATH nor in ${GO_FOLDER}; install Go 1.26 or newer from https://go.dev/dl (Debian 12's 1.19 is too old)`,
      )
    await progress.step(`building ${tool} ${TOOLS[tool].version}`, () => build(go, tool))
  }
}

if (import.meta.main) {
  try {
    await installTools(process.argv.slice(2))
  } catch (error) {
    console.error(messageOf(error))
    process.exitCode = 1
  }
}
