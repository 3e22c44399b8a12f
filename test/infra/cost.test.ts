// docs/cost.md is calculated with what the stack deploys (bench/cost/deployed.ts), and with nothing that it does not name.

import { expect, it } from 'vitest'
import { DEPLOYED } from '../../bench/cost/deployed.ts'
import { announcing, fronted, plain, properties, render } from './template.ts'

const count = (template: typeof plain, type: string) => Object.keys(template.findResources(type)).length
const memoryOf = (id: string) => properties(plain, 'AWS::Lambda::Function', id).MemorySize

it('what costs at rest is what the stack deploys', () => {
  expect(count(plain, 'AWS::CloudWatch::Alarm')).toBe(DEPLOYED.alarms)
  expect(count(plain, 'AWS::SecretsManager::Secret')).toBe(DEPLOYED.secrets)
  expect(count(fronted, 'AWS::SecretsManager::Secret')).toBe(DEPLOYED.secrets + DEPLOYED.frontSecrets)
  expect(count(announcing, 'AWS::CloudWatch::Alarm')).toBe(DEPLOYED.alarms + DEPLOYED.eventAlarms)
  expect(count(plain, 'AWS::CloudWatch::Dashboard')).toBe(0)
})

it('functions have the memory that is paid for', () => {
  const { indexer, backfill, search, announcer } = DEPLOYED.memory
  expect(memoryOf('IndexIndexingIndexer')).toBe(indexer)
  expect(memoryOf('IndexBackfillFunction')).toBe(backfill)
  expect(memoryOf('IndexSearchFunction')).toBe(search)
  expect(properties(announcing, 'AWS::Lambda::Function', 'IndexEventsAnnouncer').MemorySize).toBe(announcer)
})

it('schedules are those whose calls are paid for', () => {
  const { snapshotMinutes, watchMinutes, reconcileDays } = DEPLOYED
  const rates = Object.values(plain.findResources('AWS::Events::Rule')).map(({ Properties }) =>
    render(Properties.ScheduleExpression),
  )
  expect(rates.sort()).toEqual(
    [`rate(${reconcileDays} day)`, `rate(${watchMinutes / 60} hour)`, `rate(${snapshotMinutes} minutes)`].sort(),
  )
})

/** Types that are billed by use, or by number, with lines in bench/cost/. */
const PAID = new Set([
  'AWS::ApiGatewayV2::Api',
  'AWS::CloudWatch::Alarm',
  'AWS::DynamoDB::GlobalTable',
  'AWS::Lambda::Function',
  'AWS::Logs::LogGroup',
  'AWS::SQS::Queue',
  'AWS::SecretsManager::Secret',
  'AWS::StepFunctions::StateMachine',
])
/** Types that cost nothing by themselves: rights, wiring, and schedules of the default bus. */
const FREE = new Set([
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::Events::Rule',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Permission',
  'AWS::SQS::QueuePolicy',
  'Custom::RegistryIndexBackfill',
  'Custom::S3BucketNotifications',
])

it('no other kind of resource is there, which might cost something', () => {
  const resources = [plain, announcing].flatMap((template) => Object.values(template.toJSON()['Resources']))
  const types = resources.map((resource) => (resource as { Type: string }).Type)
  expect([...new Set(types)].filter((type) => !FREE.has(type) && !PAID.has(type))).toEqual([])
})
