// Whose code is in the bundles of the functions, and under which licences.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod/mini'

/** A package whose code is bundled. */
export interface BundledPackage {
  readonly name: string
  readonly version: string
  /** An SPDX expression. */
  readonly licence: string
  /** The texts of its licence and notice files. */
  readonly texts: readonly string[]
}

/** Licences that ask for no more than that their texts and notices are passed on, by SPDX expression. */
const WITH_TEXT = ['Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT']
/** Licences that don't even ask for that. */
const WITHOUT_TEXT = ['0BSD', 'MIT-0']

const Manifest = z.object({ name: z.string(), version: z.string(), license: z.string() })
const LICENCE_FILE = /^(licen[cs]e|copying|notice)(\.(md|txt))?$/i
const FOLDER = /^.*(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/

/**
 * Returns the packages of which files were bundled, by name and version.
 * @param inputs paths of the files, relative to `root`
 * @throws Error if a package has another licence than those above, or lacks the text that its licence asks for
 */
export const bundledPackages = (inputs: readonly string[], root: string): BundledPackage[] => {
  const folders = new Set(inputs.flatMap((input) => FOLDER.exec(input)?.[0] ?? []))
  const found = [...folders].map((folder) => readPackage(join(root, folder)))
  const byId = new Map(found.map((one) => [`${one.name}@${one.version}`, one]))
  return [...byId].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one)
}

const readPackage = (folder: string): BundledPackage => {
  const file = join(folder, 'package.json')
  if (!existsSync(file)) throw new Error(`${folder} has no package.json, so that its licence is not known`)
  const { name, version, license: licence } = Manifest.parse(JSON.parse(readFileSync(file, 'utf8')))
  const allowed = [...WITH_TEXT, ...WITHOUT_TEXT]
  if (!allowed.includes(licence))
    throw new Error(`${name} has the licence ${licence}: bundle only what has one of ${allowed.join(', ')}`)
  const files = readdirSync(folder).filter((one) => LICENCE_FILE.test(one))
  const texts = files.sort().map((one) => readFileSync(join(folder, one), 'utf8').trim())
  if (texts.length === 0 && WITH_TEXT.includes(licence))
    throw new Error(`${name} ${version} has no file with its licence, which must be passed on`)
  return { name, version, licence, texts }
}

/** Returns a document of the packages and of the texts of their licences, each text once. */
export const thirdParty = (packages: readonly BundledPackage[]): string => {
  const rows = packages.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`)
  const byText = Map.groupBy(
    packages.flatMap(({ name, version, texts }) => texts.map((text) => ({ id: `${name} ${version}`, text }))),
    ({ text }) => text,
  )
  const texts = [...byText].map(
    ([text, those]) => `## ${those.map(({ id }) => id).join(', ')}\n\n\`\`\`\n${text}\n\`\`\`\n`,
  )
  return [
    '# Third-party software\n\nCode of these packages is bundled in `functions/`.\n',
    `| package | version | licence |\n|---|---|---|\n${rows.join('\n')}\n`,
    ...texts,
  ].join('\n')
}
