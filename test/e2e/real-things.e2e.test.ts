// Pushes images and artifacts with real tools through real registries, and compares the index's answer for each tag,
// field by field, with what the tools themselves report.

import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBackfill, waitForExecution } from '../../local/backfill-wait.ts'
import { image, imageIndex, signature } from '../../local/sample/image.ts'
import { deployStack, openDoor, startWorld, type World } from './deployment.ts'
import { missingPrograms, skipLoudly } from './programs.ts'
import { type Expected, expectTagAnswer, historyOf } from './things/answer.ts'
import { CHART_VERSION, helmChart, orasArtifact, orasAttached } from './things/artifacts.ts'
import { buildahImage, buildahList } from './things/buildah.ts'
import { craneCopy, craneDocker, craneIndex, craneOci, craneTag } from './things/crane.ts'
import { expectedArtifact, expectedImage, expectedIndex } from './things/expected.ts'
import { openPushTarget, type PushTarget, pushBySkopeo, type RemoteTag, remoteTag } from './things/push-target.ts'
import { discovered, inspected, reportsOfCrane, reportsOfOras, reportsOfSkopeo, shownChart } from './things/reports.ts'
import { cosignAttestation, sample, withAttestations } from './things/samples.ts'
import { findTool, type Tool } from './tools.ts'

const TOOLS: readonly Tool[] = ['registry', 'crane', 'oras', 'helm']
const missing = [
  ...missingPrograms(['docker-registry', 'skopeo', 'buildah']),
  ...TOOLS.filter((tool) => findTool(tool) === undefined),
]
const remedy = 'Debian: apt-get install docker-registry skopeo buildah; the others: npm run tools, which needs Go'
const skipped = skipLoudly('the test of what real tools push', missing, remedy)

describe.skipIf(skipped)('the index, after pushes by real tools', () => {
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

  // Both registries use the same bucket, as when version 3 replaces version 2.
  describe.each([
    { name: "Debian's docker-registry", namespace: 'two', start: async () => world.registry },
    {
      name: 'distribution 3',
      namespace: 'three',
      start: () => world.startAnother(findTool('registry') ?? 'registry', 'distribution'),
    },
  ])('through $name', ({ namespace, start }) => {
    let target: PushTarget
    const expectAnswer = (at: RemoteTag, expected: Expected) => expectTagAnswer(index, at, expected)

    beforeAll(async () => {
      target = await openPushTarget(world.dir, (await start()).url, namespace)
    })

    describe('with skopeo', () => {
      const asInspected = async (at: RemoteTag, expected: Expected) => {
        const { Digest, Created, Labels, Architecture, Os, Layers } = await inspected(at)
        expect(expected).toMatchObject({ digest: Digest, platforms: [`${Os}/${Architecture}`], labels: Labels })
        expect(expected.created).toBe(`${Created.slice(0, 19)}Z`)
        expect(expected.layers?.map(({ digest }) => digest)).toEqual(Layers)
      }

      it('describes an image in Docker’s format with label-schema labels', async () => {
        const at = remoteTag(target, 'skopeo/docker', 'v1.0')
        const labels = { 'org.label-schema.name': 'Older', 'org.label-schema.description': 'Labelled the older way' }
        await pushBySkopeo(image(sample('of Docker', labels)), at, 'v2s2')
        const expected = await expectedImage(reportsOfSkopeo(target), at)
        expect(expected).toMatchObject({ mediaType: expect.stringContaining('docker'), title: 'Older' })
        await asInspected(at, expected)
        await expectAnswer(at, expected)
      })

      it('describes an image in OCI’s format with every label', async () => {
        const at = remoteTag(target, 'skopeo/oci', 'v1.0')
        await pushBySkopeo(image({ ...sample('of OCI'), annotations: { 'org.example.a': 'b' } }), at)
        const expected = await expectedImage(reportsOfSkopeo(target), at)
        await asInspected(at, expected)
        await expectAnswer(at, expected)
      })

      it('describes an image index of three platforms with attestations', async () => {
        const at = remoteTag(target, 'skopeo/index', 'v1.0')
        await pushBySkopeo(withAttestations(imageIndex(sample('everywhere'), ['arm64', 'amd64', 'riscv64'])), at)
        const expected = await expectedIndex(reportsOfSkopeo(target), at, 'linux/amd64')
        expect(expected.children).toHaveLength(6)
        expect(expected.platforms).toEqual(['linux/arm64', 'linux/amd64', 'linux/riscv64'])
        await expectAnswer(at, expected)
      })

      it('describes a tag that is moved twice, with its history', async () => {
        const at = remoteTag(target, 'skopeo/moved', 'latest')
        const digests: string[] = []
        for (const description of ['first', 'second', 'third']) {
          await pushBySkopeo(image(sample(description)), at)
          const expected = await expectedImage(reportsOfSkopeo(target), at)
          await expectAnswer(at, expected)
          digests.push(expected.digest ?? '')
        }
        // S3's times are in whole seconds, so the order of pushes within one second is unknown.
        expect((await historyOf(index, at)).sort()).toEqual(digests.sort())
      })
    })

    it('describes an image by buildah', async () => {
      const at = await buildahImage(target)
      const expected = await expectedImage(reportsOfSkopeo(target), at)
      expect(expected).toMatchObject({ title: 'for amd64', description: 'Made by buildah', baseName: undefined })
      await expectAnswer(at, expected)
    })

    it('describes a manifest list by buildah', async () => {
      const at = await buildahList(target)
      const expected = await expectedIndex(reportsOfSkopeo(target), at, 'linux/amd64')
      expect(expected).toMatchObject({ mediaType: 'application/vnd.docker.distribution.manifest.list.v2+json' })
      await expectAnswer(at, expected)
    })

    it('describes images by crane, their image index, another tag and a copy', async () => {
      const reports = reportsOfCrane(target)
      const [docker, oci] = [await craneDocker(target), await craneOci(target)]
      for (const at of [docker, oci]) {
        const expected = await expectedImage(reports, at)
        // crane makes reproducible images, without a time of creation.
        expect(expected.created).toBeUndefined()
        await expectAnswer(at, expected)
      }
      const index = await craneIndex(docker, oci)
      const expected = await expectedIndex(reports, index, 'linux/amd64')
      expect(expected.platforms).toEqual(['linux/arm64/v8', 'linux/amd64'])
      await expectAnswer(index, expected)
      await expectAnswer(await craneTag(docker), await expectedImage(reports, docker))
      await expectAnswer(await craneCopy(index), expected)
    })

    it('describes an artifact by oras and its attachments', async () => {
      const reports = reportsOfOras(target)
      const at = await orasArtifact(target)
      const expected = await expectedArtifact(reports, at)
      expect(expected).toMatchObject({ artifactType: 'application/vnd.example.report.v1', description: 'A report' })
      await expectAnswer(at, expected)
      const digest = await reports.digest(at.reference)
      await orasAttached(at, digest, 'application/vnd.example.first')
      const list = await orasAttached(at, digest, 'application/spdx+json')
      const found = await discovered(at)
      expect(found).toHaveLength(2)
      const ofList = {
        digest: await reports.digest(list.reference),
        kind: 'index',
        hidden: true,
        platforms: [],
      } as const
      const children = found.map(({ digest, mediaType, artifactType = '' }) => ({ digest, mediaType, artifactType }))
      await expectAnswer(list, { ...ofList, children })
      const referrers = children.map(({ digest, artifactType }) => ({ digest, artifactType, tag: list.tag }))
      await expectAnswer(at, { ...expected, hasSbom: true, sboms: ['SPDX'], hasSignature: false, referrers })
      const attached = remoteTag(target, 'oras/report', 'attached')
      await target.use('oras', 'tag', '--plain-http', `${at.remote}@${found[0]?.digest}`, attached.tag)
      await expectAnswer(attached, { ...(await expectedArtifact(reports, attached)), subject: digest })
    })

    it('describes a chart by helm', async () => {
      const at = await helmChart(target)
      const { name, version, description, appVersion, icon, home } = await shownChart(at, CHART_VERSION)
      expect({ name, version, appVersion }).toEqual({ name: 'mychart', version: CHART_VERSION, appVersion: '4.5' })
      const expected = await expectedArtifact(reportsOfCrane(target), at)
      await expectAnswer(at, { ...expected, kind: 'chart', title: name, version, description, appVersion, icon, home })
    })

    it('describes signatures and attestations in the tags of cosign', async () => {
      const at = remoteTag(target, 'signed', 'v1.0')
      await pushBySkopeo(image(sample('signed')), at)
      const reports = reportsOfCrane(target)
      const expected = await expectedImage(reports, at)
      const digest = await reports.digest(at.reference)
      const tag = digest.replace(':', '-')
      const things = { sig: signature(digest, at.repository), att: cosignAttestation(digest) }
      for (const [suffix, thing] of Object.entries(things)) {
        const beside = remoteTag(target, 'signed', `${tag}.${suffix}`)
        await pushBySkopeo(thing, beside)
        await expectAnswer(beside, { digest: await reports.digest(beside.reference), hidden: true, platforms: [] })
      }
      const referrers = Object.keys(things).map((suffix) => ({ tag: `${tag}.${suffix}` }))
      await expectAnswer(at, { ...expected, hasSignature: true, attestations: ['SPDX'], sboms: ['SPDX'], referrers })
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
