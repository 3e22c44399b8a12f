// What the test of memory runs in a process of its own: a run over images that take as much memory as a push can make them.

import { runStep } from '../../lambda/reconcile/run.ts'
import { parseRunEvent } from '../../lambda/reconcile/run-events.ts'
import { FAR } from '../fakes/filled.ts'
import { memorySystem } from '../fakes/system.ts'

// As many as are read at once: of images with a large manifest, or of those that are just not large.
const [REPOSITORIES, ANNOTATION_LENGTH] = process.argv[2] === 'small' ? [32, 2_200] : [8, 30_000]
const TAGS = 8
const HOUR_MS = 3_600_000

const { registry, ports, clock, index } = memorySystem()
// One character beyond Latin-1 makes the engine keep two bytes for each character of a string.
const texts = Object.fromEntries(Array.from({ length: 1000 }, (_, at) => [`k${at}`, `ā${'x'.repeat(234)}`]))
const child = registry.blob(
  JSON.stringify({
    schemaVersion: 2,
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest: `sha256:${'0'.repeat(64)}`, size: 2 },
    layers: [],
    annotations: texts,
  }),
)
const entries = [...Array.from({ length: 99 }, () => child), `sha256:${'e'.repeat(64)}`].map((digest) => ({
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  digest,
  platform: { os: 'linux', architecture: 'arm64' },
  annotations: { k: 'x'.repeat(ANNOTATION_LENGTH) },
}))
const digest = registry.blob(JSON.stringify({ schemaVersion: 2, manifests: entries }))
const repositories = Array.from({ length: REPOSITORIES }, (_, at) => `r${at}`)
const tags = Array.from({ length: TAGS }, (_, at) => `v${at}`)
for (const repository of repositories) for (const tag of tags) registry.tag(repository, tag, digest)
// One after the other, as by events. An entry that is missing makes all of them due again, so that one run reads them at once.
for (const repository of repositories) for (const tag of tags) await index(repository, tag)
await clock.sleep(2 * HOUR_MS)
const done = await runStep(ports, parseRunEvent({}), FAR)
process.stdout.write(JSON.stringify(done))
