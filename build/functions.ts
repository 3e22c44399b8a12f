// Bundles the functions of the stack, once, by esbuild. The CDK app, the npm package and the template for those without
// CDK all ship these files.

import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { build } from 'esbuild'
import { FUNCTION_NAMES, type FunctionName, functionFolder } from '../infra/function-code.ts'

const ROOT = join(import.meta.dirname, '..')

/**
 * Where the SDK looks for credentials if there are none in the environment, as there always are in Lambda. It loads these
 * modules only then; left out, the search function is a tenth smaller.
 */
const UNUSED_CREDENTIALS = ['http', 'ini', 'login', 'process', 'sso', 'web-identity'].map(
  (source) => `@aws-sdk/credential-provider-${source}`,
)

/**
 * Bundles all functions to where infra/function-code.ts looks for them. The same sources give the same bytes, so that a
 * deployment changes only functions whose code did.
 * @returns the files that went into them, relative to the checkout
 */
export const buildFunctions = async (folderOf = functionFolder): Promise<string[]> => {
  const inputs = await Promise.all(FUNCTION_NAMES.map((name) => buildFunction(name, folderOf(name))))
  return [...new Set(inputs.flat())].sort()
}

const buildFunction = async (name: FunctionName, folder: string): Promise<string[]> => {
  const { outputFiles, metafile } = await build({
    entryPoints: [join(ROOT, 'lambda', `${name}.ts`)],
    outfile: join(folder, 'index.js'),
    absWorkingDir: ROOT,
    bundle: true,
    platform: 'node',
    // CommonJS loads 25 to 39 ms sooner than the same bundle as an ES module.
    format: 'cjs',
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    // Reading the map takes a quarter of the time that the code takes to load, and somebody waits for a search.
    sourcemap: name === 'api' ? false : 'linked',
    // Traces name file and line without the sources, which are two thirds of a map.
    sourcesContent: false,
    // The bundled SDK loads sooner than the one that Lambda provides, and is the version that was tested.
    external: UNUSED_CREDENTIALS,
    // The sheet and the script of the web page.
    loader: { '.css': 'text', '.client.js': 'text' },
    write: false,
    metafile: true,
    logLevel: 'warning',
  })
  for (const { path, contents } of outputFiles) await writeIfChanged(folder, basename(path), contents)
  // Not `metafile.inputs`, which has what was left out too.
  return Object.values(metafile.outputs).flatMap(({ inputs }) =>
    Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? path : [])),
  )
}

// Another process may be reading the file: it sees the old one or the new one, and mostly these are equal.
const writeIfChanged = async (folder: string, name: string, contents: Uint8Array): Promise<void> => {
  const path = join(folder, name)
  const before = await readFile(path).catch(() => undefined)
  if (before?.equals(contents)) return
  await mkdir(folder, { recursive: true })
  // Beside the folder, all of which is deployed.
  const part = `${folder}-${name}.${process.pid}`
  await writeFile(part, contents)
  await rename(part, path)
}

if (import.meta.main) await buildFunctions()
