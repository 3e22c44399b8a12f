// npm run bench:memory [size …]: what search in memory takes: bytes, milliseconds to open and to ask, and heap. Milliseconds
// are those of the processor, so that other programs on the machine change little.

import { zstdCompressSync, zstdDecompressSync } from 'node:zlib'
import type { ChangingDocuments, DocumentQuery } from '../lambda/search/memory/documents.ts'
import { openDocuments } from '../lambda/search/memory/overlays.ts'
import { packSegment } from '../lambda/search/memory/pack-segment.ts'
import { madeDocuments } from './made-documents.ts'

const SIZES = process.argv.length > 2 ? process.argv.slice(2).map(Number) : [5000, 100_000, 1_000_000]
const PER_SEGMENT = 250_000
const ROUNDS = 20
const NOW = Date.parse('2026-11-24T12:00:00Z')

const asked = (words: readonly string[], more: Partial<DocumentQuery> = {}): DocumentQuery => ({
  words,
  name: words.join('-'),
  without: [],
  filters: [],
  scope: { hidesPrivate: false },
  sort: 'relevance',
  limit: 25,
  facets: [],
  now: NOW,
  ...more,
})
const isArm = (platform: string): boolean => platform.includes('arm64')

/** What is asked, and the words by which a bare scan would look for it. */
const QUERIES: readonly (readonly [label: string, words: string, query: DocumentQuery | { readonly typed: string }])[] =
  [
    ['one letter: `a`', 'a', asked(['a'])],
    ['two letters: `an`', 'an', asked(['an'])],
    ['`api`', 'api', asked(['api'])],
    ['two words: `payments api`', 'payments api', asked(['payments', 'api'])],
    ['six letters: `worker`', 'worker', asked(['worker'])],
    [
      'platform and size only',
      '',
      asked([], {
        filters: [
          { by: 'text', field: 'platforms', test: isArm },
          { by: 'range', field: 'size', least: 4e8, most: Number.POSITIVE_INFINITY },
        ],
      }),
    ],
    ['newest of all', '', asked([], { sort: 'newest' })],
    ['typing error: `kuberntes`', '', { typed: 'kuberntes' }],
    [
      '`api` with six facets',
      '',
      asked(['api'], { facets: ['platform', 'kind', 'namespace', 'license', 'vendor', 'pushed'] }),
    ],
    ['nothing found: `zzqq`', 'zzqq', asked(['zzqq'])],
    ['names that begin with `payments/`', '', asked([], { filters: [{ by: 'namePrefix', start: 'payments/' }] })],
    ['twelve letters', '', asked([...'abcdefghiklm'])],
  ]

/** Milliseconds that this thread has had of a processor. */
const processorMs = (): number => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

interface Timing {
  readonly first: number
  readonly mean: number
}
// The processor's clock may tick in milliseconds, so the later runs are measured together.
const timed = (run: () => unknown): Timing => {
  const start = processorMs()
  run()
  const second = processorMs()
  for (let round = 0; round < ROUNDS; round++) run()
  return { first: second - start, mean: (processorMs() - second) / ROUNDS }
}

const memoryInUse = (): number => {
  globalThis.gc?.()
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

/** The texts in which words are looked for, one line for each document. */
const textOf = (size: number): Buffer => {
  const parts: Buffer[] = []
  for (const part of madeDocuments(size, PER_SEGMENT))
    parts.push(Buffer.from(`${part.map(({ id, document }) => `${id} ${document?.description ?? ''}`).join('\n')}\n`))
  return Buffer.concat(parts)
}

/** A bare pass: how many lines have a word. */
const linesWith = (text: Buffer, word: string): number => {
  let lines = 0
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, text.indexOf(10, at))) lines++
  return lines
}

const packed = (size: number) => {
  const segments: Buffer[] = []
  const start = processorMs()
  let raw = 0
  for (const part of madeDocuments(size, PER_SEGMENT)) {
    const segment = packSegment(part)
    raw += segment.length
    segments.push(zstdCompressSync(segment))
  }
  return { segments, raw, buildMs: processorMs() - start, peak: process.resourceUsage().maxRSS * 1024 }
}

const ask = (documents: ChangingDocuments, query: (typeof QUERIES)[number][2]): unknown =>
  'typed' in query ? documents.corrections(query.typed, { hidesPrivate: false }, 3) : documents.search(query)

interface Measured {
  readonly size: number
  readonly rows: ReadonlyMap<string, string>
}

const measure = (size: number): Measured => {
  console.error(`${size} documents`)
  const { segments, raw, buildMs, peak } = packed(size)
  const before = memoryInUse()
  let start = processorMs()
  const buffers = segments.map((segment) => zstdDecompressSync(segment))
  const unpackMs = processorMs() - start
  start = processorMs()
  const documents = openDocuments(buffers)
  const openMs = processorMs() - start
  const bytes = segments.reduce((sum, { length }) => sum + length, 0)
  const rows = new Map([
    ['packed by zstd, MB', megabytes(bytes)],
    ['unpacked, MB', megabytes(raw)],
    ['made and packed, ms; most memory of that, MB', `${buildMs.toFixed(0)}; ${megabytes(peak)}`],
    ['unpack, ms', unpackMs.toFixed(0)],
    ['open, ms', openMs.toFixed(1)],
    ['heap and external, MB', megabytes(memoryInUse() - before)],
  ])
  const text = textOf(size)
  for (const [label, words, query] of QUERIES) {
    const { first, mean } = timed(() => ask(documents, query))
    const bare = words === '' ? '' : timed(() => words.split(' ').map((word) => linesWith(text, word))).mean.toFixed(1)
    rows.set(`${label}, ms (first)`, `${mean.toFixed(1)} (${first.toFixed(1)})${bare && `; bare ${bare}`}`)
  }
  rows.set('1,000 changes applied, ms', changed(documents))
  return { size, rows }
}

const changed = (documents: ChangingDocuments): string => {
  const [part = []] = [...madeDocuments(1000, 1000)]
  const states = part.map((state, at) => ({ ...state, changedAt: NOW + at }))
  const start = processorMs()
  documents.apply(states)
  const all = processorMs() - start
  const one = timed(() => documents.apply(states.slice(0, 1)))
  return `${all.toFixed(0)}; then one ${one.mean.toFixed(2)}`
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1)
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

const measured = SIZES.map(measure)
console.log(row(['documents', ...measured.map(({ size }) => size.toLocaleString('en'))]))
console.log(row(['---', ...measured.map(() => '--:')]))
for (const label of measured[0]?.rows.keys() ?? [])
  console.log(row([label, ...measured.map(({ rows }) => rows.get(label) ?? '')]))
