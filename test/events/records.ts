// Records of streams as anybody's rows would make them.

import type { AttributeValue } from 'aws-lambda'

type Image = Readonly<Record<string, AttributeValue>>

export const NOW_S = Date.parse('2026-11-24T12:00:00Z') / 1000

/** A brief as a stream has it. */
export const brief = (more: Image = {}): Image => ({
  repository: { S: 'team/app' },
  tag: { S: 'v1' },
  pushedAt: { S: '2026-11-24T11:59:00Z' },
  digest: { S: 'sha256:new' },
  kind: { S: 'image' },
  platforms: { L: [{ S: 'linux/amd64' }] },
  size: { N: '1000' },
  rev: { N: '7' },
  ...more,
})

/** The record of a change from one image to another, of which one may be absent. */
export const record = (OldImage: Image | undefined, NewImage: Image | undefined, Keys: Image, sequence = '1') => ({
  eventName: 'MODIFY',
  dynamodb: {
    SequenceNumber: sequence,
    ApproximateCreationDateTime: NOW_S,
    Keys,
    ...(OldImage && { OldImage }),
    ...(NewImage && { NewImage }),
  },
})

export const tagRecord = (before: Image | undefined, after: Image | undefined, tag = 'v1', sequence = '1') =>
  record(before, after, { repository: { S: 'team/app' }, tag: { S: tag } }, sequence)
