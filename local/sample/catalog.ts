// Reads the table of the sample registry, repositories.txt, which explains itself at its top.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a repository of the sample holds: images, or one kind of what is none. */
export const SAMPLE_KINDS = [
  'image',
  'chart',
  'wasm',
  'model',
  'policy',
  'bundle',
  'module',
  'compose',
  'artifact',
] as const
type SampleKind = (typeof SAMPLE_KINDS)[number]

/** A repository of the sample. */
export interface SampleRepository {
  readonly name: string
  /** May be empty. */
  readonly description: string
  /** Newest first. Each version is a tag; `latest` points to the first. */
  readonly versions: readonly string[]
  /** Compressed bytes of all layers for one platform, about as the manifest states them; 0 if the table doesn't say. */
  readonly bytes: number
  /** Days from the last push to the first start. */
  readonly age: number
  readonly kind: SampleKind
  /** Such as `linux/arm/v7`. */
  readonly platforms: readonly string[]
  /** True for an image index. */
  readonly multi: boolean
  readonly docker: boolean
  readonly signed: boolean
  readonly sbom: boolean
  readonly attested: boolean
  readonly dangling: boolean
  /** True if its layers are stored, so that it can be pulled. */
  readonly whole: boolean
  /** True if the description is in the manifest's annotations instead of the config's labels. */
  readonly inManifest: boolean
  /** Repository on whose newest version it is built; undefined if it is built on nothing. */
  readonly base: string | undefined
  /** RFC 3339; undefined if it was built shortly before the push. */
  readonly created: string | undefined
  /** Labels or annotations, but for those that differ from version to version. */
  readonly labels: Readonly<Record<string, string>>
}

const MULTI = ['linux/amd64', 'linux/arm64']
const SIX = [...MULTI, 'linux/arm/v7', 'linux/386', 'linux/ppc64le', 'linux/s390x']
const MARKS = ['multi', 'six', 'docker', 'manifest', 'whole', 'scratch', 'signed', 'sbom', 'attested', 'dangling']
type Units = ReadonlyMap<string, number>
const BYTES: Units = new Map([
  ['KB', 1e3],
  ['MB', 1e6],
  ['GB', 1e9],
])
const DAYS: Units = new Map([
  ['h', 1 / 24],
  ['d', 1],
  ['w', 7],
  ['m', 30],
  ['y', 365],
])
const OCI = 'org.opencontainers.image.'
const KEYS: ReadonlyMap<string, string> = new Map([
  ...['title', 'vendor', 'source', 'documentation', 'keywords'].map((key) => [key, OCI + key] as const),
  ['license', `${OCI}licenses`],
  ['maintainer', 'maintainer'],
])
const COLUMNS = 7

type Values = Readonly<Record<string, string>>

const amount = (text: string, units: Units): number => {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([a-zA-Z]+)$/.exec(text) ?? []
  const factor = units.get(unit)
  if (number === undefined || factor === undefined) throw new Error(`"${text}" is no number with ${[...units.keys()]}`)
  return Number(number) * factor
}

/** Returns a key and a value of an indented line. */
const parseValue = (line: string): readonly [string, string] => {
  const [, key = '', value = ''] = /^([^ ]+): (.+)$/.exec(line) ?? []
  if (!KEYS.has(key) && !key.includes('.') && key !== 'base' && key !== 'created')
    throw new Error(`"${line}" has none of the keys ${[...KEYS.keys(), 'base', 'created']}, and none with a dot`)
  return [key, value]
}

/** A repository's own line and what is indented below it. */
interface Block {
  readonly columns: readonly string[]
  readonly group: Values
  readonly own: Record<string, string>
}

const parseMarks = (text: string): { marks: ReadonlySet<string>; base: string | undefined; kind: SampleKind } => {
  const words = text.split(' ').filter((word) => word !== '')
  const wordOf = (key: string) => words.find((word) => word.startsWith(`${key}=`))?.slice(key.length + 1)
  const wrong = words.find((word) => !MARKS.includes(word) && !/^(on|kind)=/.test(word))
  if (wrong !== undefined) throw new Error(`"${wrong}" is none of the marks ${MARKS}, on=NAME, kind=KIND`)
  const kind = SAMPLE_KINDS.find((one) => one === (wordOf('kind') ?? 'image'))
  if (kind === undefined) throw new Error(`"${wordOf('kind')}" is none of the kinds ${SAMPLE_KINDS}`)
  return { marks: new Set(words), base: wordOf('on'), kind }
}

const repositoryOf = ({ columns, group, own }: Block): SampleRepository => {
  const [name = '', description = '', versions = '', bytes = '', age = '', license = '', words = ''] = columns
  const { marks, base, kind } = parseMarks(words)
  const values: Values = { ...group, ...(license === '' ? {} : { license }), ...own }
  const parts = name.split('/')
  const filled = (value: string) =>
    value
      .replaceAll('PATH', name)
      .replaceAll('SPACE', parts[0] ?? '')
      .replaceAll('NAME', parts.at(-1) ?? '')
  const { base: groupBase, created, ...texts }: { base?: string; created?: string } & Values = values
  const labels = Object.entries(texts).map(([key, value]) => [KEYS.get(key) ?? key, filled(value)] as const)
  const isMulti = marks.has('multi') || marks.has('six')
  const platforms = marks.has('six') ? SIX : MULTI.slice(0, isMulti ? 2 : 1)
  return {
    name,
    description,
    versions: versions.split(' '),
    bytes: bytes === '' ? 0 : amount(bytes, BYTES),
    age: amount(age, DAYS),
    kind,
    platforms,
    multi: isMulti,
    docker: marks.has('docker'),
    signed: marks.has('signed'),
    sbom: marks.has('sbom'),
    attested: marks.has('attested'),
    dangling: marks.has('dangling'),
    whole: marks.has('whole') || (kind !== 'image' && kind !== 'model'),
    inManifest: marks.has('manifest'),
    base: marks.has('scratch') || kind !== 'image' ? undefined : (base ?? groupBase),
    created,
    labels: { ...Object.fromEntries(labels), ...(description === '' ? {} : { [`${OCI}description`]: description }) },
  }
}

/** Calls `work` for each line, with the number of the line in its errors. */
const eachLine = (text: string, work: (line: string) => void): void => {
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue
    try {
      work(line)
    } catch (error) {
      throw new Error(`line ${at + 1} of the sample's table: ${error instanceof Error ? error.message : error}`)
    }
  }
}

/**
 * Parses a table such as repositories.txt.
 * @throws Error with the number of the line that is wrong
 */
export const parseTable = (text: string): SampleRepository[] => {
  const found: Block[] = []
  let group: Record<string, string> = {}
  let own = group
  eachLine(text, (line) => {
    if (line.startsWith('[')) {
      group = {}
      own = group
    } else if (line.startsWith(' ')) {
      const [key, value] = parseValue(line.trim())
      own[key] = value
    } else {
      const columns = line.split('|').map((part) => part.trim())
      if (columns.length !== COLUMNS) throw new Error(`it has ${columns.length} columns, not ${COLUMNS}`)
      own = {}
      const block = { columns, group, own }
      repositoryOf(block)
      found.push(block)
    }
  })
  return found.map(repositoryOf)
}

/** The repositories of the sample registry, some 220, as a company's registry might have them. */
export const SAMPLE: readonly SampleRepository[] = parseTable(
  readFileSync(join(import.meta.dirname, 'repositories.txt'), 'utf8'),
)
