// Does what is advised for any small registry, in the order of the advice, as a registry does it, and looks after each step.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Advice } from '../../../cli/cleanup/advice.ts'
import { KINDS } from '../../../cli/cleanup/choose.ts'
import { runs } from '../../effort.ts'
import { cleanupWorld, day, EVERYTHING, referrersTag } from './cleanup-world.ts'

interface State {
  readonly manifests: Map<string, Set<string>>
  readonly tags: Map<string, Map<string, string>>
}

/** A registry of as many manifests as there are plans, of which each may lead to those before it. */
const build = (
  plans: readonly { kind: number; layers: readonly number[]; of: readonly number[] }[],
  links: readonly { repository: number; manifest: number; tag: number; at: number }[],
  gone: readonly number[],
  pageSize: number,
) => {
  const world = cleanupWorld(pageSize)
  const all: { digest: string; children: string[]; subject?: string; needs: string[] }[] = []
  for (const { kind, layers, of } of plans) {
    const children = [...new Set(of.flatMap((at) => all[at % Math.max(1, all.length)]?.digest ?? []))]
    const [subject] = children
    const texts = layers.map((one) => `layer ${one}`)
    if (kind === 0 && children.length > 0) all.push({ digest: world.index(children), children, needs: [] })
    else if (kind === 1 && subject !== undefined) {
      all.push({ digest: world.artifact(`${all.length}`, subject), children: [], subject, needs: [] })
    } else all.push({ digest: world.image(...texts, `of ${all.length}`), children: [], needs: [] })
  }
  for (const one of all) {
    const { config, layers = [] } = JSON.parse(world.memory.content(world.layout.blobKey(one.digest))) as {
      config?: { digest: string }
      layers?: { digest: string }[]
    }
    one.needs.push(
      one.digest,
      ...one.children,
      ...(config ? [config.digest] : []),
      ...layers.map(({ digest }) => digest),
    )
  }
  const state: State = { manifests: new Map(), tags: new Map() }
  const times = new Map<string, number>()
  for (const { repository, manifest, tag, at } of links) {
    const name = `r${repository}`
    const one = all[manifest % all.length]
    if (one === undefined) continue
    const other = all[(manifest + tag) % all.length]?.digest ?? ''
    const tagName = [undefined, 'v1', 'v2', referrersTag(other), referrersTag(other, '.sig')][tag]
    if (tagName === undefined) world.link.revision(name, one.digest, day(at))
    else world.link.push(name, tagName, one.digest, day(at))
    state.manifests.set(name, (state.manifests.get(name) ?? new Set()).add(one.digest))
    times.set(`${name} ${one.digest}`, at)
    const tags = state.tags.get(name) ?? new Map<string, string>()
    state.tags.set(name, tagName === undefined ? tags : tags.set(tagName, one.digest))
  }
  const needs = new Map(all.map((one) => [one.digest, one]))
  for (const at of gone) {
    const one = all[at % all.length]
    world.removeBlob(one?.needs[at % one.needs.length] ?? '')
  }
  return { world, state, needs, times }
}

const copyOf = ({ manifests, tags }: State): State => ({
  manifests: new Map([...manifests].map(([name, all]) => [name, new Set(all)])),
  tags: new Map([...tags].map(([name, all]) => [name, new Map(all)])),
})

type Built = ReturnType<typeof build>

/** Deletes as distribution does; returns the tags that are gone by it. */
const execute = (
  { manifests, tags }: State,
  name: string,
  one: Advice['repositories'][number]['deletions'][number],
) => {
  const all = tags.get(name) ?? new Map<string, string>()
  const gone = [...all].filter(([tag, digest]) => (one.digest ? digest === one.digest : one.tags.includes(tag)))
  for (const [tag] of gone) all.delete(tag)
  if (one.digest && !manifests.get(name)?.delete(one.digest)) throw new Error(`${name} has no ${one.digest}`)
  return gone.map(([tag]) => tag)
}

/** The blobs that garbage-collect leaves. */
const marked = ({ manifests }: State, { needs, world }: Built): Set<string> => {
  const exists = (digest: string) => world.memory.has(world.layout.blobKey(digest))
  const linked = new Set([...manifests.values()].flatMap((all) => [...all]).filter(exists))
  return new Set([...linked].flatMap((digest) => needs.get(digest)?.needs ?? []).filter(exists))
}

const sizeOf = (digests: Iterable<string>, { world }: Built): number => world.bytes(...digests)

/** What is left of what these lead to by entries of image indexes. */
const reached = (roots: Iterable<string>, manifests: ReadonlySet<string>, { needs, world }: Built): Set<string> => {
  const found = new Set([...roots].filter((digest) => manifests.has(digest)))
  for (const digest of found)
    if (world.memory.has(world.layout.blobKey(digest)))
      for (const child of needs.get(digest)?.children ?? []) if (manifests.has(child)) found.add(child)
  return found
}

describe('advice for any small registry', () => {
  const manifest = fc.record({
    kind: fc.nat(3),
    layers: fc.uniqueArray(fc.nat(3), { maxLength: 3 }),
    of: fc.array(fc.nat(9), { maxLength: 3 }),
  })
  const link = fc.record({
    repository: fc.nat(2),
    manifest: fc.nat(9),
    tag: fc.nat(4),
    at: fc.constantFrom(2, 16, 21),
  })

  it('never takes from what stays, wherever it stops, and frees what it says', async () => {
    const seen = { manifests: 0, tags: 0, stay: 0 }
    await fc.assert(
      fc.asyncProperty(
        fc.array(manifest, { minLength: 1, maxLength: 9 }),
        fc.array(link, { maxLength: 20 }),
        fc.array(fc.nat(30), { maxLength: 2 }),
        fc.subarray([...KINDS]),
        fc.integer({ min: 1, max: 9 }),
        async (plans, links, gone, kinds, pageSize) => {
          const built = build(plans, links, gone, pageSize)
          const { world, state, needs, times } = built
          const before = copyOf(state)
          const advice = await world.advise({ ...EVERYTHING, kinds: new Set(kinds) })

          for (const { name, deletions } of advice.repositories)
            for (const deletion of deletions) {
              expect(execute(state, name, deletion).sort()).toEqual([...deletion.tags].sort())
              const had = before.manifests.get(name) ?? new Set()
              const has = state.manifests.get(name) ?? new Set()
              for (const digest of state.tags.get(name)?.values() ?? [])
                expect(reached([digest], has, built)).toEqual(reached([digest], had, built))
              if (deletion.digest) seen.manifests++
              else seen.tags++
            }

          const exists = (digest: string) => world.memory.has(world.layout.blobKey(digest))
          for (const [name, has] of state.manifests) {
            const left = new Set([...has].filter(exists))
            seen.stay += left.size
            // Who refers to what stays, stays.
            for (const one of before.manifests.get(name) ?? []) {
              const { subject = '' } = (exists(one) && needs.get(one)) || {}
              if (left.has(subject)) expect(left).toContain(one)
            }
            const isInDoubt = [...(state.tags.get(name)?.values() ?? [])].some((one) => !exists(one))
            if (!kinds.includes('untagged') || isInDoubt) continue
            // What stays is needed: by a tag, or as it is new, or by what it refers to.
            const isNew = (digest: string) => times.get(`${name} ${digest}`) === 21
            const roots = [...(state.tags.get(name)?.values() ?? []), ...[...left].filter(isNew)]
            let found = reached(roots, has, built)
            for (let size = -1; size < found.size; ) {
              size = found.size
              const referrers = [...left].filter((one) => found.has(needs.get(one)?.subject ?? ''))
              found = reached([...found, ...referrers], has, built)
            }
            for (const one of left) expect(found).toContain(one)
          }

          const [needed, still] = [marked(before, built), marked(state, built)]
          expect(advice.freed.bytes).toBe(sizeOf(needed, built) - sizeOf(still, built))
          const blobs = world.memory.keys().filter((key) => key.includes('/blobs/'))
          const stored = blobs.reduce((sum, key) => sum + world.memory.content(key).length, 0)
          expect(advice.unneeded.bytes).toBe(stored - sizeOf(needed, built))
          for (const { name, bytes, deletions } of advice.repositories) {
            const alone = copyOf(before)
            for (const deletion of deletions) execute(alone, name, deletion)
            expect(bytes).toBe(sizeOf(needed, built) - sizeOf(marked(alone, built), built))
            for (const deletion of deletions) {
              const only = copyOf(before)
              execute(only, name, deletion)
              expect(deletion.bytes).toBe(sizeOf(needed, built) - sizeOf(marked(only, built), built))
            }
          }
        },
      ),
      { numRuns: runs(300, 20_000) },
    )
    // Not in vain.
    expect(seen.manifests).toBeGreaterThan(100)
    expect(seen.tags).toBeGreaterThan(10)
    expect(seen.stay).toBeGreaterThan(100)
  })
})
