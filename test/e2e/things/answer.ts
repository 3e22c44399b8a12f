// What the index tells of a tag, in the form of GET /api/repositories/<name>/tags/<tag>; the only file that knows where
// it comes from and how the fields are called.

import { expect } from 'vitest'
import { eventually } from '../eventually.ts'
import type { Spot } from './place.ts'

interface Child {
  readonly digest: string
  readonly mediaType: string
  readonly platform?: string
  readonly artifactType?: string
  /** Compressed bytes of that platform. */
  readonly size?: number
  /** Digest of the child that an attestation is for. */
  readonly attests?: string
}

interface Referrer {
  readonly digest?: string
  readonly artifactType?: string
  readonly tag: string
}

type Text = string | undefined

interface TagAnswer {
  readonly digest: string
  readonly kind: 'image' | 'index' | 'chart' | 'artifact'
  readonly mediaType: string
  readonly artifactType: Text
  readonly platforms: readonly string[]
  readonly size: number
  readonly created: Text
  readonly hidden: boolean
  readonly description: Text
  readonly title: Text
  readonly version: Text
  readonly source: Text
  readonly revision: Text
  readonly url: Text
  readonly documentation: Text
  readonly licenses: Text
  readonly vendor: Text
  readonly authors: Text
  readonly baseName: Text
  readonly baseDigest: Text
  readonly appVersion: Text
  readonly icon: Text
  readonly home: Text
  readonly configDigest: Text
  readonly subject: Text
  readonly labels: Readonly<Record<string, string>> | undefined
  readonly annotations: Readonly<Record<string, string>> | undefined
  readonly layers: readonly { readonly digest: string; readonly size: number; readonly mediaType: string }[]
  readonly children: readonly Child[]
  readonly signed: boolean
  readonly attested: boolean
  readonly sbom: boolean
  readonly referrers: readonly Referrer[]
  readonly problem: Text
}

/** What a test expects; undefined where a field must be absent. */
export type Expected = Partial<TagAnswer>

// The index answers 404 until it knows the tag.
const tagAnswer = async (index: string, { repository, tag }: Spot): Promise<Record<string, unknown> | undefined> => {
  const answer = await fetch(`${index}/api/repositories/${repository}/tags/${tag}`)
  if (answer.status === 404) return undefined
  expect(answer.status).toBe(200)
  return (await answer.json()) as Record<string, unknown>
}

/** The digests that a tag pointed to, the newest first. */
export const historyOf = async (index: string, { repository, tag }: Spot): Promise<string[]> => {
  const answer = await fetch(`${index}/api/repositories/${repository}/tags/${tag}/history`)
  const { history } = (await answer.json()) as { history: { digest: string; at: string }[] }
  expect(history.map(({ at }) => at)).toEqual(
    history
      .map(({ at }) => at)
      .sort()
      .reverse(),
  )
  return history.map(({ digest }) => digest)
}

/** Milliseconds in which the index must tell of a push; twice what it promises, for a machine that does much else. */
const LIMIT = 20_000

const pick = (from: object, like: object): object =>
  Object.fromEntries(Object.entries(from).filter(([field]) => Object.hasOwn(like, field)))

/**
 * Waits until the index tells all of this of a tag, field by field: texts, numbers and labels exactly; of the things in
 * a list at least what is expected of each.
 * @throws the last difference after the limit
 */
export const expectTold = async (index: string, at: Spot, expected: Expected): Promise<void> => {
  const entries = Object.entries(expected)
  const lists = Object.fromEntries(entries.filter(([, value]) => Array.isArray(value)))
  const others = Object.fromEntries(entries.filter(([, value]) => !Array.isArray(value)))
  // JSON has no undefined.
  const absent = Object.fromEntries(Object.keys(others).map((field) => [field, undefined]))
  await eventually(LIMIT, async () => {
    const answer = await tagAnswer(index, at)
    if (answer === undefined) throw new Error(`the index does not know ${at.repository}:${at.tag}`)
    expect({ ...absent, ...pick(answer, others) }).toEqual(others)
    expect(pick(answer, lists)).toMatchObject(lists)
  })
}
