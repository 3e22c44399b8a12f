// Writes what deploys the index without CDK: a template of CloudFormation, and the zips of the functions that it names.
// `npm run template -- -c bucket=NAME`, with the settings of `cdk deploy`; docs/embedding.md says what to do with it.

import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import type { IStackSynthesizer } from 'aws-cdk-lib'
import { zipSync } from 'fflate'
import * as z from 'zod/mini'
import type { Context } from '../infra/context.ts'
import { withEnvironment } from '../infra/environment-settings.ts'
import { newApp } from '../infra/new-app.ts'
import { readSettings, SettingsError } from '../infra/settings.ts'
import { RegistryIndexStack } from '../infra/stack.ts'
import { buildFunctions } from './functions.ts'
import { type Asset, ParameterAssets } from './parameter-assets.ts'

const ROOT = join(import.meta.dirname, '..')
const DEFAULT_OUT = 'template.out'
const TEMPLATE = 'template.json'
/** What a folder of an earlier template has; nothing else is removed. */
const OURS = /^(template\.json|[0-9a-f]{64}\.zip)$/

const CdkJson = z.object({ context: z.optional(z.record(z.string(), z.unknown())) })

/** Settings as `cdk deploy` takes them: those of the environment and of cdk.json, and over them `name=value`. */
const contextOf = async (given: readonly string[]): Promise<Context> => {
  const { context } = CdkJson.parse(JSON.parse(await readFile(join(ROOT, 'cdk.json'), 'utf8')))
  const pairs = given.map((text) => {
    const at = text.indexOf('=')
    if (at < 1) throw new SettingsError(`-c ${text} is no setting: write -c name=value`)
    return [text.slice(0, at), text.slice(at + 1)]
  })
  const all = withEnvironment({ ...context, ...Object.fromEntries(pairs) }, process.env)
  for (const note of all.notes) console.error(note)
  return all.context
}

/** Zips a folder to the same bytes each time. */
const zip = ({ folder }: Asset): Uint8Array => {
  const files = readdirSync(folder).sort()
  const entries = files.map((name) => [name, new Uint8Array(readFileSync(join(folder, name)))])
  // Unix, readable by all, as Lambda needs it; 1980 is where times of a zip begin.
  return zipSync(Object.fromEntries(entries), { os: 3, attrs: 0o644 << 16, mtime: new Date(1980, 0, 1), level: 9 })
}

/** Writes the template and its zips into a folder. Returns the names of the files. */
const writeTemplate = async (context: Readonly<Record<string, unknown>>, out: string): Promise<string[]> => {
  const settings = readSettings(context)
  await buildFunctions()
  const synthesizer = new ParameterAssets()
  // Assets are read where they are; the assembly of CDK is of no use here.
  const outdir = mkdtempSync(join(tmpdir(), 'assembly-'))
  const app = newApp({ ...context, 'aws:cdk:disable-asset-staging': true }, { outdir })
  // CDK's own class is not of CDK's type under exactOptionalPropertyTypes.
  new RegistryIndexStack(app, settings, { synthesizer: synthesizer as IStackSynthesizer })
  const { template, messages } = app.synth().getStackArtifact(settings.stack)
  rmSync(outdir, { recursive: true })
  // As the CDK command line would.
  for (const { entry } of messages) console.error(String(entry.data))
  await mkdir(out, { recursive: true })
  for (const name of readdirSync(out)) if (OURS.test(name)) rmSync(join(out, name))
  const zips = [...synthesizer.assets.values()]
  for (const asset of zips) await writeFile(join(out, asset.file), zip(asset))
  await writeFile(join(out, TEMPLATE), JSON.stringify(template))
  return [TEMPLATE, ...zips.map(({ file }) => file)]
}

try {
  const { values } = parseArgs({
    options: { context: { type: 'string', multiple: true, short: 'c' }, out: { type: 'string', default: DEFAULT_OUT } },
  })
  const files = await writeTemplate(await contextOf(values.context ?? []), values.out)
  for (const name of files) {
    const file = join(values.out, name)
    console.log(`${relative('', file)}: ${statSync(file).size} bytes`)
  }
} catch (error) {
  const isUsage = error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
  if (!isUsage && !(error instanceof SettingsError)) throw error
  console.error(error.message)
  process.exitCode = 1
}
