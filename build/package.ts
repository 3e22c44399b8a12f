// Writes dist/, which is what the npm package has besides its README: the construct with its types, the command line, and
// the bundled functions. `npm pack` runs it.
//
// esbuild and the TypeScript compiler are there anyway, and do all of it. The packages of the command line stay outside,
// since npm installs them; only the functions have theirs inside.

import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'
import { FUNCTION_NAMES } from '../infra/function-code.ts'
import { buildFunctions } from './functions.ts'
import { bundledPackages, thirdParty } from './licences.ts'

const ROOT = join(import.meta.dirname, '..')
const DIST = join(ROOT, 'dist')
const FUNCTIONS = 'functions'
/** The file whose types are those of the package, below the folder of types. */
const TYPES_ENTRY = 'infra/index.d.ts'

/** Removes what older builds left, but not the functions, which a deployment may be reading. */
const clean = (): void => {
  mkdirSync(join(DIST, FUNCTIONS), { recursive: true })
  const isOld = (folder: string, kept: readonly string[]) =>
    readdirSync(join(DIST, folder))
      .filter((name) => !kept.includes(name))
      .map((name) => join(DIST, folder, name))
  for (const path of [...isOld('', [FUNCTIONS]), ...isOld(FUNCTIONS, FUNCTION_NAMES)])
    rmSync(path, { recursive: true, force: true })
}

// All files lie in dist/ itself, one level below package.json, as those of infra/, front/ and cli/ do: paths that these
// make from their own place are right in both.
const buildCode = async (): Promise<void> => {
  await build({
    entryPoints: { index: join(ROOT, 'infra', 'index.ts'), cli: join(ROOT, 'cli', 'main.ts') },
    outdir: DIST,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    packages: 'external',
    logLevel: 'warning',
  })
  cpSync(join(ROOT, 'front', 'viewer-request.js'), join(DIST, 'viewer-request.js'))
}

const RELATIVE_IMPORT = /((?:from|import\() ?'\.[^']*)\.ts'/g

// Copies the declarations that the entry leads to. They name each other as the sources do, by `.ts`.
const buildTypes = (): void => {
  const all = mkdtempSync(join(tmpdir(), 'types-'))
  try {
    const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')
    execFileSync(process.execPath, [compiler, '-p', join(ROOT, 'tsconfig.package.json'), '--outDir', all], {
      stdio: 'inherit',
    })
    const todo = [TYPES_ENTRY]
    const seen = new Set(todo)
    for (let file = todo.pop(); file !== undefined; file = todo.pop()) {
      const text = readFileSync(join(all, file), 'utf8')
      for (const [, start = ''] of text.matchAll(RELATIVE_IMPORT)) {
        const next = join(dirname(file), `${start.slice(start.indexOf("'") + 1)}.d.ts`)
        if (!seen.has(next)) todo.push(next)
        seen.add(next)
      }
      const target = join(DIST, 'types', file)
      mkdirSync(dirname(target), { recursive: true })
      writeFileSync(target, text.replace(RELATIVE_IMPORT, "$1.js'"))
    }
  } finally {
    rmSync(all, { recursive: true })
  }
}

clean()
const inputs = await buildFunctions()
writeFileSync(join(DIST, 'THIRD-PARTY.md'), thirdParty(bundledPackages(inputs, ROOT)))
await buildCode()
buildTypes()
