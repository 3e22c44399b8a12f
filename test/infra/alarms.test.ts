import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { METRICS, SERVICES } from '../../lambda/names/metrics.ts'
import { announcing, other, plain, render, withoutNumbers } from './template.ts'

const alarms = (template: typeof plain) =>
  Object.values(template.findResources('AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties)

const RUNBOOK = readFileSync(new URL('../../docs/runbook.md', import.meta.url), 'utf8')

describe('alarms', () => {
  it('have fixed names, each of which has a section in the runbook with meaning, look and mend', () => {
    const names = alarms(announcing).map(({ AlarmName }) => AlarmName)
    expect(names).toContain('docker-registry-dead-letters')
    const sections = RUNBOOK.split(/^## /m).slice(1)
    expect(sections.map((section) => `docker-registry-${section.split('\n')[0]}`).sort()).toEqual(names.sort())
    for (const section of sections)
      for (const part of ['Meaning', 'Look', 'Mend']) expect(section).toContain(`\n**${part}.** `)
  })

  it('of another index have other names, and look at its metrics', () => {
    const own = alarms(other).filter(({ Namespace }) => Namespace === METRICS.namespace)
    expect(own.map(({ AlarmName }) => AlarmName).sort()).toEqual(['hub-notification-missing', 'hub-run-overdue'])
    for (const { Dimensions } of own)
      expect(Dimensions).toEqual([
        { Name: METRICS.index, Value: 'hub' },
        { Name: METRICS.service, Value: SERVICES.backfill },
      ])
  })

  it('are at most ten of one metric each, which AWS gives an account for nothing', () => {
    expect(alarms(plain)).toHaveLength(8)
    expect(alarms(announcing)).toHaveLength(10)
    // An expression over several is paid for by each, and the local AWS knows none.
    for (const { Metrics } of alarms(plain)) expect(Metrics).toBeUndefined()
  })

  it('say when others were not told of changes for an hour, and when they never will be', () => {
    const [late, lost] = alarms(announcing).filter(({ AlarmName }) => AlarmName.startsWith('docker-registry-events-'))
    expect(late).toMatchObject({
      AlarmName: 'docker-registry-events-late',
      MetricName: 'IteratorAge',
      Namespace: 'AWS/Lambda',
      Statistic: 'Maximum',
      Threshold: 3_600_000,
    })
    expect(withoutNumbers(render(late?.Dimensions[0].Value))).toBe('<IndexEventsAnnouncer>')
    expect(lost).toMatchObject({ MetricName: 'ApproximateNumberOfMessagesVisible', Threshold: 1 })
    expect(withoutNumbers(render(lost?.Dimensions[0].Value))).toBe('<IndexEventsLostEvents.QueueName>')
  })

  it('take silence for health, because what is well sends nothing', () => {
    for (const { TreatMissingData } of alarms(plain)) expect(TreatMissingData).toBe('notBreaching')
  })

  it('call nobody if no topic and no address is given, else both, also when all is well again', () => {
    for (const { AlarmActions = [], OKActions = [] } of alarms(plain))
      expect([...AlarmActions, ...OKActions]).toEqual([])
    const both = ['arn:aws:sns:eu-west-1:123456789012:pager', '<AlarmMails>']
    for (const { AlarmActions, OKActions } of alarms(other))
      for (const actions of [AlarmActions, OKActions])
        expect(actions.map((one: unknown) => withoutNumbers(render(one)))).toEqual(both)
    other.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'platform@example.com' })
    plain.resourceCountIs('AWS::SNS::Topic', 0)
  })
})

describe('the dashboard', () => {
  it('is there if it is asked for', () => {
    plain.resourceCountIs('AWS::CloudWatch::Dashboard', 0)
    other.hasResourceProperties('AWS::CloudWatch::Dashboard', { DashboardName: 'hub-index' })
  })
})
