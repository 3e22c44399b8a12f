import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { distribution } from '../../lambda/registry/layouts/distribution.ts'
import { dockerV1 } from '../../lambda/registry/layouts/docker-v1.ts'
import type { Layout } from '../../lambda/registry/layouts/layout.ts'
import { layouts } from '../../lambda/registry/layouts/layouts.ts'
import { parseMessage } from '../../lambda/registry/s3-events.ts'
import { repositoryName, tagName } from '../fakes/arbitraries.ts'

const layout = distribution('/my root')
const parse = (body: string, of: Layout = layout) => parseMessage(body, 'registry', layouts([of]))
const record = (key: string, bucket = 'registry') => ({
  eventName: 'ObjectCreated:Put',
  s3: { bucket: { name: bucket }, object: { key } },
})
const message = (...records: unknown[]) => JSON.stringify({ Records: records })
const encode = (key: string) => encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+')

const anything = fc.oneof(fc.string(), fc.json())

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
    fc.assert(fc.property(anything, (body) => parse(body).tags.length === 0))
  })
})

const topic = 'arn:aws:sns:eu-central-1:111122223333:pushes'
/** What SNS puts around a message without raw message delivery. */
const wrap = (Message: unknown, more: object = {}) =>
  JSON.stringify({
    Type: 'Notification',
    MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
    TopicArn: topic,
    Subject: 'Amazon S3 Notification',
    Message,
    Timestamp: '2026-11-24T10:00:00.500Z',
    SignatureVersion: '1',
    Signature: 'EXAMPLE',
    SigningCertURL: 'https://sns.example.com/cert.pem',
    UnsubscribeURL: 'https://sns.example.com/?Action=Unsubscribe',
    ...more,
  })

describe('a message from S3 through SNS', () => {
  const key = layout.tagKey({ repository: 'team/app', tag: 'v1' })
  const eventTime = '2026-11-24T10:00:00.123Z'
  const tag = { repository: 'team/app', tag: 'v1', at: Date.parse(eventTime) }
  const direct = message({ ...record(encode(key)), eventTime })

  it('names the same tags as a direct one, raw and wrapped', () => {
    expect(parse(direct)).toEqual({ tags: [tag], ignored: [] })
    expect(parse(wrap(direct))).toEqual({ tags: [tag], ignored: [] })
    expect(parse(JSON.stringify({ Type: 'Notification', Message: direct }))).toEqual({ tags: [tag], ignored: [] })
    expect(parse(wrap(direct, { MessageAttributes: {}, SequenceNumber: '1' }))).toEqual({ tags: [tag], ignored: [] })
  })

  it('may come from EventBridge', () => {
    const detail = { bucket: { name: 'registry' }, object: { key } }
    const bridged = JSON.stringify({ source: 'aws.s3', time: eventTime, detail })
    expect(parse(wrap(bridged))).toEqual({ tags: [tag], ignored: [] })
  })

  it('names no tag if it only tests the notification', () => {
    expect(parse(wrap('{"Service":"Amazon S3","Event":"s3:TestEvent"}'))).toEqual({ tags: [], ignored: [] })
  })

  it.each([
    ['no JSON', wrap('hello'), 'not-json', 'hello'],
    ['another JSON', wrap('{"alarm":1}'), 'not-s3', '{"alarm":1}'],
    ['another bucket', wrap(message(record(encode(key), 'other'))), 'other-bucket', 'other'],
    ['an envelope again', wrap(wrap(direct)), 'not-s3', wrap(direct).slice(0, 200)],
    ['no text', wrap({ Records: [] }), 'not-s3', expect.stringContaining('"Notification"')],
  ])('is ignored with its reason if the envelope holds %s', (_, body, reason, what) => {
    expect(parse(body)).toEqual({ tags: [], ignored: [{ reason, what }] })
  })

  it.each([
    ['SubscriptionConfirmation', /subscribe the queue from its own account/],
    ['UnsubscribeConfirmation', /subscribe the queue again, and start a run over the bucket/],
  ])('is ignored with a hint what to do if it is a %s', (Type, hint) => {
    const body = wrap('You have chosen to …', {
      Type,
      Token: 'secret',
      SubscribeURL: 'https://sns.example.com/?Token=secret',
    })
    expect(parse(body)).toEqual({
      tags: [],
      ignored: [{ reason: 'sns-subscription', what: topic, hint: expect.stringMatching(hint) }],
    })
    expect(JSON.stringify(parse(body))).not.toContain('secret')
  })

  it('never makes the parser throw, whatever its envelope holds and how often it is wrapped', () => {
    const { value: envelope } = fc.letrec((tie) => ({
      value: fc.oneof({ depthSize: 'small' }, anything, tie('envelope')),
      envelope: fc
        .record(
          {
            Type: fc.constantFrom('Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation', 'Other', 1),
            TopicArn: fc.oneof(fc.string(), fc.jsonValue()),
            Message: fc.oneof(tie('value'), fc.jsonValue()),
          },
          { requiredKeys: [] },
        )
        .map((each) => JSON.stringify(each)),
    }))
    fc.assert(fc.property(envelope, (body) => parse(body as string).tags.length === 0))
    const deep = Array.from({ length: 10 }).reduce<string>((inner) => wrap(inner), direct)
    expect(parse(deep)).toMatchObject({ tags: [], ignored: [{ reason: 'not-s3' }] })
  })
})

describe('what is reported of an ignored message', () => {
  const long = 'x'.repeat(1000)
  const whatOf = (body: string) => parse(body).ignored.map(({ what }) => what)

  it('has at most 200 characters of it, and 300 of a key', () => {
    expect(whatOf(long)).toEqual([long.slice(0, 200)])
    expect(whatOf(JSON.stringify({ long }))).toEqual([JSON.stringify({ long }).slice(0, 200)])
    expect(whatOf(message(record('a', long)))).toEqual([long.slice(0, 200)])
    expect(whatOf(message(record(long)))).toEqual([long.slice(0, 300)])
    expect(whatOf(message(record(`%${long}`)))).toEqual([message(record(`%${long}`)).slice(0, 300)])
    expect(whatOf(wrap('', { Type: 'SubscriptionConfirmation', TopicArn: long }))).toEqual([long.slice(0, 200)])
  })

  it('names no topic that the message does not name', () => {
    expect(whatOf(wrap('', { Type: 'SubscriptionConfirmation', TopicArn: undefined }))).toEqual(['an unknown topic'])
  })

  it('has a hint if the key is of a layout that is not indexed', () => {
    const { ignored } = parse(message(record('registry/repositories/library/redis/tag_v1')))
    expect(ignored).toEqual([
      { reason: 'not-a-tag', what: expect.any(String), hint: expect.stringMatching(/docker-v1/) },
    ])
  })

  it('is nothing of a key that a registry writes beside its tags', () => {
    const v1 = dockerV1('registry')
    expect(parse(message(record('registry/repositories/library/redis/tagv1_json')), v1)).toEqual({
      tags: [],
      ignored: [],
    })
  })
})

describe('a message that is nearly one from S3', () => {
  const key = layout.tagKey({ repository: 'team/app', tag: 'v1' })
  const direct = message(record(encode(key)))
  const detail = { bucket: { name: 'registry' }, object: { key } }

  it.each([
    ['an event of another source', JSON.stringify({ source: 'aws.ecr', time: '2026-11-24T10:00:00Z', detail })],
    ['an envelope of another type', JSON.stringify({ Type: 'Other', Message: direct })],
    ['an envelope without a type', JSON.stringify({ Message: direct })],
    ['another event without records', '{"Event":"s3:Other"}'],
    ['an object of anything', '{"a":1}'],
  ])('is ignored, such as %s', (_, body) => {
    expect(parse(body)).toMatchObject({ tags: [], ignored: [{ reason: 'not-s3' }] })
  })

  it.each([['yesterday'], [5], [null], [undefined]])('names its tag also if its time is %j', (eventTime) => {
    const tags = [{ repository: 'team/app', tag: 'v1', at: undefined }]
    expect(parse(message({ ...record(encode(key)), eventTime }))).toEqual({ tags, ignored: [] })
    expect(parse(JSON.stringify({ source: 'aws.s3', time: eventTime, detail }))).toEqual({ tags, ignored: [] })
  })

  it('names each of its tags', () => {
    const keys = ['v1', 'v2', 'v3'].map((tag) => layout.tagKey({ repository: 'team/app', tag }))
    expect(parse(message(...keys.map((one) => record(encode(one))))).tags.map(({ tag }) => tag)).toEqual([
      'v1',
      'v2',
      'v3',
    ])
  })

  it('has spaces as pluses and pluses encoded if it is a notification, and both as they are in EventBridge', () => {
    const odd = distribution('/a b c+d%41')
    const { tagKey } = odd
    const oddKey = tagKey({ repository: 'app', tag: 'v1' })
    const tags = [{ repository: 'app', tag: 'v1', at: undefined }]
    expect(parse(message(record(encode(oddKey))), odd)).toEqual({ tags, ignored: [] })
    const bridged = { source: 'aws.s3', detail: { bucket: { name: 'registry' }, object: { key: oddKey } } }
    expect(parse(JSON.stringify(bridged), odd)).toEqual({ tags, ignored: [] })
  })
})
