// Asks the index for a tag, by GET /api/repositories/<name>/tags/<tag>, and compares its answer. This is the only file
// here that knows the route and the names of its fields.

import { expect } from 'vitest'
import { eventually } from '../eventually.ts'
import type { RemoteTag } from './push-target.ts'

interface Child {
  readonly digest: string
  readonly mediaType: string
  readonly platform?: string
  readonly artifactType?: string
  /** Compressed bytes of the image for that platform. */
  readonly size?: number
  /** For an attestation: digest of the child that it attests. */
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
  readonly hasSignature: boolean
  readonly hasAttestation: boolean
  readonly hasSbom: boolean
  readonly signatures: readonly string[]
  readonly attestations: readonly string[]
  readonly sboms: readonly string[]
  readonly referrers: readonly Referrer[]
  readonly problem: Text
}

/** The fields that a test expects. A field that is undefined must be absent from the answer. */
export type Expected = Partial<TagAnswer>

// Returns undefined while the index answers 404, because it does not know the tag yet.
const tagAnswer = async (
  index: string,
  { repository, tag }: RemoteTag,
): Promise<Record<string, unknown> | undefined> => {
  const answer = await fetch(`${index}/api/repositories/${repository}/tags/${tag}`)
  if (answer.status === 404) return undefined
  expect(answer.status).toBe(200)
  return (await answer.json()) as Record<string, unknown>
}

/** Returns the digests to which a tag has pointed, newest first. */
export const historyOf = async (index: string, { repository, tag }: RemoteTag): Promise<string[]> => {
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

const pick = (from: object, like: object): object =>
  Object.fromEntries(Object.entries(from).filter(([field]) => Object.hasOwn(like, field)))

/**
 * Waits until the index's answer for a tag has all expected fields. Texts, numbers and labels must be equal; the
 * elements of a list must have at least the expected fields.
 * @throws the last difference if the time is over
 */
export const expectTagAnswer = async (index: string, at: RemoteTag, expected: Expected): Promise<void> => {
  const entries = Object.entries(expected)
  const lists = Object.fromEntries(entries.filter(([, value]) => Array.isArray(value)))
  const others = Object.fromEntries(entries.filter(([, value]) => !Array.isArray(value)))
  // The answer, being JSON, lacks absent fields; here they must be undefined.
  const absent = Object.fromEntries(Object.keys(others).map((field) => [field, undefined]))
  await eventually(async () => {
    const answer = await tagAnswer(index, at)
    if (answer === undefined) throw new Error(`the index does not have ${at.repository}:${at.tag}`)
    expect({ ...absent, ...pick(answer, others) }).toEqual(others)
    expect(pick(answer, lists)).toMatchObject(lists)
  })
}
