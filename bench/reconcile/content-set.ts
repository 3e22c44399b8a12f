// What a deep run keeps of all blobs: `node bench/reconcile/content-set.ts [blobs]`. Digests are random, in the order in which
// S3 lists them; no bucket is listed.

import { randomBytes } from 'node:crypto'
import { contentSet } from '../../lambda/reconcile/deep/content-set.ts'

const blobs = Number(process.argv[2] ?? 10_000_000)
const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`
const cpu = (from: NodeJS.CpuUsage): string => `${(process.cpuUsage(from).user / 1e6).toFixed(1)} s of CPU time`

// Random gaps that add up to all 48-bit numbers of each digit, so that digests come in order and are spread evenly.
function* inOrder(count: number): Generator<string> {
  const step = Math.floor(2 ** 48 / count)
  const noise = randomBytes(4 * 4096)
  for (let at = 0; at < count; at++) {
    const more = noise.readUInt32LE((at * 4) % noise.length) % step
    yield `sha256:${(at * step + more).toString(16).padStart(12, '0')}${'5'.repeat(52)}`
  }
}

const set = contentSet()
let started = process.cpuUsage()
let add = set.part()
let digit = ''
for (const digest of inOrder(blobs)) {
  if (digest.charAt(7) !== digit) add = set.part()
  digit = digest.charAt(7)
  add(digest)
}
console.log(`${set.size()} blobs: ${megabytes(set.bytes())} in arrays, filled in ${cpu(started)}`)
const { rss, heapUsed } = process.memoryUsage()
console.log(`the process has ${megabytes(rss)}, of which ${megabytes(heapUsed)} are heap`)
const LOOKED_FOR = 1_000_000
started = process.cpuUsage()
let found = 0
for (let at = 0; at < LOOKED_FOR; at++) if (set.has(`sha256:${randomBytes(32).toString('hex')}`)) found++
console.log(`${LOOKED_FOR} that are not there: ${found} taken for one of them, in ${cpu(started)}`)
