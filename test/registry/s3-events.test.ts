import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { distribution } from '../../lambda/registry/layouts/distribution.ts'
import { layouts } from '../../lambda/registry/layouts/layouts.ts'
import { parseMessage } from '../../lambda/registry/s3-events.ts'
import { repositoryName, tagName } from '../fakes/arbitraries.ts'

const layout = distribution('/my root')
const parse = (body: string) => parseMessage(body, 'registry', layouts([layout]))
const record = (key: string, bucket = 'registry') => ({
  eventName: 'ObjectCreated:Put',
  s3: { bucket: { name: bucket }, object: { key } },
})
const message = (...records: unknown[]) => JSON.stringify({ Records: records })
const encode = (key: string) => encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+')

describe('a message from S3', () => {
  it('names the tags to index by form-encoded keys', () => {
    fc.assert(
      fc.property(repositoryName, tagName, (repository, tag) => {
        const key = encode(layout.tagKey({ repository, tag }))
        expect(parse(message(record(key), record(key)))).toEqual({
          tags: [
            { repository, tag, at: undefined },
            { repository, tag, at: undefined },
          ],
          ignored: [],
        })
      }),
    )
  })

  it('names no tag if it only tests the notification', () => {
    expect(parse('{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"registry"}')).toEqual({
      tags: [],
      ignored: [],
    })
  })

  const key = layout.tagKey({ repository: 'team/app', tag: 'v1' })
  const tag = { repository: 'team/app', tag: 'v1', at: Date.parse('2026-11-24T10:00:00.123Z') }
  const at = '2026-11-24T10:00:00.123Z'

  it.each([
    'ObjectCreated:Put',
    'ObjectCreated:Copy',
    'ObjectRemoved:Delete',
    'ObjectRemoved:DeleteMarkerCreated',
    'LifecycleExpiration:Delete',
    'LifecycleExpiration:DeleteMarkerCreated',
    'Something:New',
  ])('names the same tag for %s, whatever its version and other fields', (eventName) => {
    const { s3 } = record(encode(key))
    const of = {
      eventVersion: '9.9',
      eventName,
      eventTime: at,
      s3: { ...s3, object: { ...s3.object, sequencer: '0055AED6' } },
      more: [],
    }
    expect(parse(message(of))).toEqual({ tags: [tag], ignored: [] })
  })

  it('may come through EventBridge, where the key is not encoded', () => {
    const detail = { version: '0', bucket: { name: 'registry' }, object: { key, etag: 'x' }, reason: 'PutObject' }
    const body = JSON.stringify({ version: '0', 'detail-type': 'Object Created', source: 'aws.s3', time: at, detail })
    expect(parse(body)).toEqual({ tags: [tag], ignored: [] })
  })

  it('loses no record because of another one that cannot be read', () => {
    const parsed = parse(message({ s3: {} }, record(encode(key)), null))
    expect(parsed.tags).toHaveLength(1)
    expect(parsed.ignored.map(({ reason }) => reason)).toEqual(['not-s3', 'not-s3'])
  })

  it.each([
    ['', 'not-json'],
    ['null', 'not-s3'],
    ['[]', 'not-s3'],
    ['{"Records":{}}', 'not-s3'],
    [message({ s3: {} }), 'not-s3'],
    [message(record('my+root/docker/registry/v2/blobs/sha256/ab/abcd/data')), 'not-a-tag'],
    [message(record('%E0%A4%A')), 'not-a-tag'],
    [message(record(encode(key), 'other')), 'other-bucket'],
  ])('is ignored with its reason if it is %j', (body, reason) => {
    expect(parse(body)).toEqual({ tags: [], ignored: [{ reason, what: expect.any(String) }] })
  })

  it('never makes the parser throw', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (body) => parse(body).tags.length === 0))
  })
})
