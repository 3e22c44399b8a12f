// The programs that the end-to-end tests need and Debian does not have (or not as new), at exact versions. What is not on
// PATH is built by Go into a folder of its own below .local/bin:
//
//   npm run tools

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
  /** What one on PATH must say of its version; any will do where this is not given. */
  readonly says?: RegExp
}

/** All are Apache-2.0. */
const TOOLS = {
  // CNCF distribution; Debian's docker-registry is version 2 of it.
  registry: { module: 'github.com/distribution/distribution/v3/cmd/registry', version: 'v3.1.2', says: / v?3\./ },
  crane: { module: 'github.com/google/go-containerregistry/cmd/crane', version: 'v0.22.1' },
  oras: { module: 'oras.land/oras/cmd/oras', version: 'v1.3.6' },
  helm: { module: 'helm.sh/helm/v3/cmd/helm', version: 'v3.22.0' },
  regctl: { module: 'github.com/regclient/regclient/cmd/regctl', version: 'v0.11.7' },
} as const satisfies Record<string, Source>

export type Tool = keyof typeof TOOLS

/** All of them, by the name of the program. */
export const TOOL_NAMES = Object.keys(TOOLS) as Tool[]

/** Where Go's own installer puts it, which not every PATH has. */
const GO_FOLDER = '/usr/local/go/bin'
/** The user's settings of Go that matter for a download, not where it installs to. */
const GO_SETTINGS = /^GO(PROXY|SUMDB|NOSUMDB|NOPROXY|PRIVATE|INSECURE|TOOLCHAIN|PATH|MODCACHE|CACHE|MAXPROCS)$/
/** Distribution alone takes a minute and a half on two idle cores that have nothing cached. */
const BUILD_MS = 15 * 60_000

const built = (tool: Tool): string => join(PATHS.tools, `${tool}-${TOOLS[tool].version}`, tool)

const isFit = (program: string, { says }: Source): boolean => {
  if (says === undefined) return true
  const env = { ...baseEnvironment(PATHS.local) }
  return says.test(spawnSync(program, ['--version'], { env, encoding: 'utf8', timeout: 20_000 }).stdout)
}

/** The program: one on PATH, or else the one that was built; undefined where there is neither. */
export const findTool = (tool: Tool): string | undefined => {
  const program = findProgram([tool])
  if (program !== undefined && isFit(program, TOOLS[tool])) return program
  return existsSync(built(tool)) ? built(tool) : undefined
}

const goEnvironment = (folder: string): Environment => ({
  ...downloadEnvironment(PATHS.local),
  ...(Object.fromEntries(Object.entries(process.env).filter(([name]) => GO_SETTINGS.test(name))) as Environment),
  GOBIN: folder,
  // So that a machine without a C compiler builds the same.
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
    timeoutMs: BUILD_MS,
  })
  await rename(unfinished, folder)
}

/**
 * Builds those that are missing; three to five minutes on two cores when Go has nothing cached.
 * @throws LocalError where there is no Go, or one cannot be built
 */
const installTools = async (): Promise<void> => {
  const progress = createProgress(console.log)
  for (const tool of TOOL_NAMES) {
    const there = findTool(tool)
    if (there !== undefined) {
      progress.say(`${tool}: ${there}`)
      continue
    }
    const go = findProgram(['go']) ?? findProgram(['go'], GO_FOLDER)
    if (go === undefined)
      throw new LocalError(
        `${tool} is not on PATH, and neither is Go (nor in ${GO_FOLDER}) to build it; Go 1.26 or newer is on https://go.dev/dl (Debian 12's 1.19 is too old)`,
      )
    await progress.step(`building ${tool} ${TOOLS[tool].version}`, () => build(go, tool))
  }
}

if (import.meta.main) {
  try {
    await installTools()
  } catch (error) {
    console.error(messageOf(error))
    process.exitCode = 1
  }
}
