import { describe, expect, it } from 'vitest'
import { missingNotifications, type NotificationRule } from '../../lambda/health/notification.ts'
import { NOTIFIED_EVENTS } from '../../lambda/names/bucket.ts'

const QUEUE = 'arn:aws:sqs:eu-west-1:123456789012:index'
const ROOT = 'prod/docker/registry/v2/repositories/'
const OURS: NotificationRule = {
  destination: QUEUE,
  events: [...NOTIFIED_EVENTS],
  prefix: ROOT,
  suffix: '/current/link',
}
const missing = (rules: NotificationRule[], layouts = [{ id: 'distribution', root: 'prod' }]) =>
  missingNotifications({ rules, hasEventBridge: false }, { mode: 's3', destination: QUEUE, layouts })

describe('the notification', () => {
  it.each<[string, NotificationRule[]]>([
    ['in one rule', [OURS]],
    ['in a rule for each kind of events', NOTIFIED_EVENTS.map((event) => ({ ...OURS, events: [event] }))],
    ['of more keys than needed', [{ ...OURS, prefix: 'prod/', suffix: 'link' }]],
    ['of all keys', [{ ...OURS, prefix: '', suffix: '' }]],
    [
      'beside rules of others',
      [{ ...OURS, destination: 'arn:aws:sqs:eu-west-1:123456789012:other', prefix: 'logs/' }, OURS],
    ],
  ])('is there %s', (_, rules) => {
    expect(missing(rules)).toEqual([])
  })

  it.each<[string, NotificationRule[]]>([
    ['there is no rule', []],
    ['another queue hears of it', [{ ...OURS, destination: `${QUEUE}-other` }]],
    ['it is of another root', [{ ...OURS, prefix: 'test/docker/registry/v2/repositories/' }]],
    ['it is of a part of the keys', [{ ...OURS, prefix: `${ROOT}team/` }]],
    ['its suffix is another one', [{ ...OURS, suffix: '/index/link' }]],
  ])('is missing if %s', (_, rules) => {
    expect(missing(rules)).toHaveLength(NOTIFIED_EVENTS.length)
  })

  it('says which events of which keys nobody sends', () => {
    expect(missing([{ ...OURS, events: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'] }])).toEqual([
      `no rule of the bucket sends s3:LifecycleExpiration:* of keys ${ROOT}*/current/link to ${QUEUE}`,
    ])
  })

  it('is needed for each layout that is indexed', () => {
    const both = [
      { id: 'distribution', root: 'prod' },
      { id: 'docker-v1', root: 'registry' },
    ]
    expect(missing([OURS], both)).toHaveLength(NOTIFIED_EVENTS.length)
    expect(missing([OURS, { ...OURS, prefix: 'registry/repositories/', suffix: '' }], both)).toEqual([])
    // Keys of a registry v1 have no suffix in common.
    expect(missing([OURS, { ...OURS, prefix: 'registry/', suffix: 'link' }], both)).toHaveLength(NOTIFIED_EVENTS.length)
  })

  it('is there for EventBridge if the bucket sends it its events, whatever else it tells', () => {
    const expected = { mode: 'eventbridge', destination: QUEUE, layouts: [{ id: 'distribution', root: '' }] } as const
    expect(missingNotifications({ rules: [], hasEventBridge: true }, expected)).toEqual([])
    expect(missingNotifications({ rules: [OURS], hasEventBridge: false }, expected)).toEqual([
      expect.stringContaining('EventBridge'),
    ])
  })
})
