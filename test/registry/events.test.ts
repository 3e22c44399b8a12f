import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { distribution } from '../../lambda/registry/distribution.ts'
import { parseMessage } from '../../lambda/registry/events.ts'
import { repositoryName, tagName } from '../fakes/arbitraries.ts'

const layout = distribution('/my root')
const parse = (body: string) => parseMessage(body, 'registry', layout)
const record = (key: string, bucket = 'registry') => ({
  eventName: 'ObjectCreated:Put',
  s3: { bucket: { name: bucket }, object: { key } },
})
const message = (...records: unknown[]) => JSON.stringify({ Records: records })
const encode = (key: string) => encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+')

describe('a message from S3', () => {
  it('says which tags to look at, by keys in form encoding', () => {
    fc.assert(
      fc.property(repositoryName, tagName, (repository, tag) => {
        const key = encode(layout.tagKey({ repository, tag }))
        expect(parse(message(record(key), record(key)))).toEqual({
          tags: [
            { repository, tag },
            { repository, tag },
          ],
          ignored: [],
        })
      }),
    )
  })

  it('says nothing where it only tests the notification', () => {
    expect(parse('{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"registry"}')).toEqual({
      tags: [],
      ignored: [],
    })
  })

  it.each([
    ['', /no S3 notification/],
    ['null', /no S3 notification/],
    ['{"Records":{}}', /no S3 notification/],
    [message({ s3: {} }), /no S3 notification/],
    [message(record('my+root/docker/registry/v2/blobs/sha256/ab/abcd/data')), /is no tag/],
    [message(record('%E0%A4%A')), /is no tag/],
    [
      message(record(encode(layout.tagKey({ repository: 'a', tag: 'b' })), 'other')),
      /the bucket is other, not registry/,
    ],
  ])('is ignored with its reason where it is %j', (body, reason) => {
    const { tags, ignored } = parse(body)
    expect(tags).toEqual([])
    expect(ignored).toEqual([expect.stringMatching(reason)])
  })

  it('never throws', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (body) => parse(body).tags.length === 0))
  })
})
