// What real tools push through real registries, compared field by field with what the tools themselves report of it.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBackfill, waitForExecution } from '../../local/backfill-wait.ts'
import { image, imageIndex, signature } from '../../local/sample/image.ts'
import { deployStack, openDoor, startWorld, type World } from './deployment.ts'
import { missingPrograms, skipLoudly } from './programs.ts'
import { type Expected, expectTold, historyOf } from './things/answer.ts'
import { CHART_VERSION, helmChart, orasArtifact, orasAttached } from './things/artifacts.ts'
import { buildahImage, buildahList } from './things/buildah.ts'
import { craneCopy, craneDocker, craneIndex, craneOci, craneTag } from './things/crane.ts'
import { expectedArtifact, expectedImage, expectedIndex } from './things/expected.ts'
import { openPlace, type Place, pushBySkopeo, type Spot, spot } from './things/place.ts'
import { discovered, inspected, reportsOfCrane, reportsOfOras, reportsOfSkopeo, shownChart } from './things/reports.ts'
import { cosignAttestation, sample, withAttestations } from './things/samples.ts'
import { findTool, type Tool } from './tools.ts'

const TOOLS: readonly Tool[] = ['registry', 'crane', 'oras', 'helm']
const missing = [
  ...missingPrograms(['docker-registry', 'skopeo', 'buildah']),
  ...TOOLS.filter((tool) => findTool(tool) === undefined),
]
const remedy = 'Debian: apt-get install docker-registry skopeo buildah; the rest by npm run tools, which needs Go'
const skipped = skipLoudly('the test of real things', missing, remedy)

describe.skipIf(skipped)('what real tools push', () => {
  let world: World
  let runs: string
  let index: string

  beforeAll(async () => {
    world = await startWorld()
    const { outputs } = await deployStack(world, { auth: 'none' })
    runs = outputs['BackfillStateMachine'] ?? ''
    const door = await openDoor(world.emulator, outputs, world.registry.url)
    world.onStop(door.close)
    index = door.url
  })
  afterAll(async () => {
    await world?.stop()
  })

  // Both on one bucket, as where version 3 is about to take over.
  describe.each([
    { name: "Debian's docker-registry", namespace: 'two', start: async () => world.registry },
    {
      name: 'distribution 3',
      namespace: 'three',
      start: () => world.startAnother(findTool('registry') ?? 'registry', 'distribution'),
    },
  ])('through $name', ({ namespace, start }) => {
    let place: Place
    const told = (at: Spot, expected: Expected) => expectTold(index, at, expected)

    beforeAll(async () => {
      place = await openPlace(world.dir, (await start()).url, namespace)
    })

    describe('by skopeo', () => {
      const asInspected = async (at: Spot, expected: Expected) => {
        const { Digest, Created, Labels, Architecture, Os, Layers } = await inspected(at)
        expect(expected).toMatchObject({ digest: Digest, platforms: [`${Os}/${Architecture}`], labels: Labels })
        expect(expected.created).toBe(`${Created.slice(0, 19)}Z`)
        expect(expected.layers?.map(({ digest }) => digest)).toEqual(Layers)
      }

      it('an image in the format of Docker, with labels of label-schema', async () => {
        const at = spot(place, 'skopeo/docker', 'v1.0')
        const labels = { 'org.label-schema.name': 'Older', 'org.label-schema.description': 'Labelled the older way' }
        await pushBySkopeo(image(sample('of Docker', labels)), at, 'v2s2')
        const expected = await expectedImage(reportsOfSkopeo(place), at)
        expect(expected).toMatchObject({ mediaType: expect.stringContaining('docker'), title: 'Older' })
        await asInspected(at, expected)
        await told(at, expected)
      })

      it('an image in the format of OCI, with every label', async () => {
        const at = spot(place, 'skopeo/oci', 'v1.0')
        await pushBySkopeo(image({ ...sample('of OCI'), annotations: { 'org.example.a': 'b' } }), at)
        const expected = await expectedImage(reportsOfSkopeo(place), at)
        await asInspected(at, expected)
        await told(at, expected)
      })

      it('an index of three platforms with attestations', async () => {
        const at = spot(place, 'skopeo/index', 'v1.0')
        await pushBySkopeo(withAttestations(imageIndex(sample('everywhere'), ['arm64', 'amd64', 'riscv64'])), at)
        const expected = await expectedIndex(reportsOfSkopeo(place), at, 'linux/amd64')
        expect(expected.children).toHaveLength(6)
        expect(expected.platforms).toEqual(['linux/arm64', 'linux/amd64', 'linux/riscv64'])
        await told(at, expected)
      })

      it('a tag that is moved, twice', async () => {
        const at = spot(place, 'skopeo/moved', 'latest')
        const digests: string[] = []
        for (const description of ['first', 'second', 'third']) {
          await pushBySkopeo(image(sample(description)), at)
          const expected = await expectedImage(reportsOfSkopeo(place), at)
          await told(at, expected)
          digests.push(expected.digest ?? '')
        }
        // Those of one second stand in no order.
        expect((await historyOf(index, at)).sort()).toEqual(digests.sort())
      })
    })

    it('an image by buildah', async () => {
      const at = await buildahImage(place)
      const expected = await expectedImage(reportsOfSkopeo(place), at)
      expect(expected).toMatchObject({ title: 'for amd64', description: 'Made by buildah', baseName: undefined })
      await told(at, expected)
    })

    it('a manifest list by buildah', async () => {
      const at = await buildahList(place)
      const expected = await expectedIndex(reportsOfSkopeo(place), at, 'linux/amd64')
      expect(expected).toMatchObject({ mediaType: 'application/vnd.docker.distribution.manifest.list.v2+json' })
      await told(at, expected)
    })

    it('images by crane, their index, another tag and a copy', async () => {
      const reports = reportsOfCrane(place)
      const [docker, oci] = [await craneDocker(place), await craneOci(place)]
      for (const at of [docker, oci]) {
        const expected = await expectedImage(reports, at)
        // crane builds the same at any time.
        expect(expected.created).toBeUndefined()
        await told(at, expected)
      }
      const index = await craneIndex(docker, oci)
      const expected = await expectedIndex(reports, index, 'linux/amd64')
      expect(expected.platforms).toEqual(['linux/arm64/v8', 'linux/amd64'])
      await told(index, expected)
      await told(await craneTag(docker), await expectedImage(reports, docker))
      await told(await craneCopy(index), expected)
    })

    it('an artifact by oras, and what it attaches', async () => {
      const reports = reportsOfOras(place)
      const at = await orasArtifact(place)
      const expected = await expectedArtifact(reports, at)
      expect(expected).toMatchObject({ artifactType: 'application/vnd.example.report.v1', description: 'A report' })
      await told(at, expected)
      const digest = await reports.digest(at.reference)
      await orasAttached(at, digest, 'application/vnd.example.first')
      const list = await orasAttached(at, digest, 'application/vnd.example.second')
      const found = await discovered(at)
      expect(found).toHaveLength(2)
      const ofList = {
        digest: await reports.digest(list.reference),
        kind: 'index',
        hidden: true,
        platforms: [],
      } as const
      const children = found.map(({ digest, mediaType, artifactType = '' }) => ({ digest, mediaType, artifactType }))
      await told(list, { ...ofList, children })
      const referrers = children.map(({ digest, artifactType }) => ({ digest, artifactType, tag: list.tag }))
      await told(at, { ...expected, referrers })
      const attached = spot(place, 'oras/report', 'attached')
      await place.use('oras', 'tag', '--plain-http', `${at.remote}@${found[0]?.digest}`, attached.tag)
      await told(attached, { ...(await expectedArtifact(reports, attached)), subject: digest })
    })

    it('a chart by helm', async () => {
      const at = await helmChart(place)
      const { name, version, description, appVersion, icon, home } = await shownChart(at, CHART_VERSION)
      expect({ name, version, appVersion }).toEqual({ name: 'mychart', version: CHART_VERSION, appVersion: '4.5' })
      const expected = await expectedArtifact(reportsOfCrane(place), at)
      await told(at, { ...expected, kind: 'chart', title: name, version, description, appVersion, icon, home })
    })

    it('signatures and attestations in the tags of cosign', async () => {
      const at = spot(place, 'signed', 'v1.0')
      await pushBySkopeo(image(sample('signed')), at)
      const reports = reportsOfCrane(place)
      const expected = await expectedImage(reports, at)
      const digest = await reports.digest(at.reference)
      const tag = digest.replace(':', '-')
      const things = { sig: signature(digest, at.repository), att: cosignAttestation(digest) }
      for (const [suffix, thing] of Object.entries(things)) {
        const beside = spot(place, 'signed', `${tag}.${suffix}`)
        await pushBySkopeo(thing, beside)
        await told(beside, { digest: await reports.digest(beside.reference), hidden: true, platforms: [] })
      }
      const referrers = Object.keys(things).map((suffix) => ({ tag: `${tag}.${suffix}` }))
      await told(at, { ...expected, signed: true, attested: true, referrers })
    })
  })

  it('leaves nothing for a run over the bucket to change', async () => {
    const execution = await startBackfill(world.emulator, runs)
    expect(await waitForExecution(world.emulator, execution)).toMatchObject({
      repositories: 22,
      tags: 36,
      changed: 0,
      recounted: 0,
      missing: 0,
      problems: 0,
    })
  })
})
