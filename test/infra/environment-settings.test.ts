import { Template } from 'aws-cdk-lib/assertions'
import { describe, expect, it } from 'vitest'
import { ENVIRONMENT_NAMES } from '../../infra/environment-names.ts'
import { regionProblem, withEnvironment } from '../../infra/environment-settings.ts'
import { readSettings } from '../../infra/settings.ts'
import { ALL_SETTINGS } from '../../infra/settings-schema.ts'
import { stackWith } from './template.ts'

/** The environment of a registry of 2015 with docker-registry-index-dynamodb. */
const OF_2015 = {
  SEARCH_BACKEND: 'docker_registry_index.dynamodb',
  SETTINGS_FLAVOR: 's3',
  AWS_BUCKET: 'old-images',
  AWS_REGION: 'eu-west-1',
  STORAGE_PATH: '/prod',
  DYNAMODB_DATABASE: 'hub',
  DYNAMODB_REPOSITORY_TABLE: 'hub-names',
  DYNAMODB_VERSION_TABLE: 'hub-state',
  DYNAMODB_REGION: 'eu-west-1',
}

const settingsOf = (context: Record<string, unknown>, env: Record<string, string>) =>
  readSettings(withEnvironment(context, env).context)

describe('the environment of 2015', () => {
  it('gives bucket, storage path and the names of tables', () => {
    const { context, notes } = withEnvironment({ layout: 'docker-v1' }, OF_2015)
    expect(readSettings(context)).toMatchObject({
      bucket: 'old-images',
      roots: { 'docker-v1': 'prod' },
      database: 'hub',
      repositoryTable: 'hub-names',
      versionTable: 'hub-state',
    })
    expect(notes).toContain('bucket is "old-images", by the variable AWS_BUCKET')
    expect(notes).toHaveLength(5)
  })

  it('names the tables of the stack so', () => {
    const { context } = withEnvironment({ layout: 'docker-v1' }, OF_2015)
    const template = Template.fromStack(stackWith(context as Record<string, string>))
    const tables = Object.values(template.findResources('AWS::DynamoDB::GlobalTable'))
    expect(tables.map(({ Properties }) => Properties.TableName).sort()).toEqual([
      'hub-names',
      'hub-search',
      'hub-state',
      'hub-tag',
    ])
  })

  it('comes after the context, wherever that is from', () => {
    expect(settingsOf({ bucket: 'new-images', database: 'new' }, OF_2015)).toMatchObject({
      bucket: 'new-images',
      database: 'new',
    })
  })

  it('has a storage path only for a registry v1', () => {
    expect(settingsOf({}, OF_2015).roots['docker-v1']).toBe('registry')
    expect(withEnvironment({}, OF_2015).notes.join()).not.toContain('STORAGE_PATH')
  })

  it('gives nothing by an empty variable', () => {
    expect(withEnvironment({ bucket: 'images' }, { DYNAMODB_DATABASE: '' })).toEqual({
      context: { bucket: 'images' },
      notes: [],
    })
  })

  it('is named where its value is not allowed', () => {
    const settings = () => settingsOf({}, { ...OF_2015, AWS_BUCKET: 'Old_Images' })
    expect(settings).toThrow(/bucket is "Old_Images": .*, or in the variable AWS_BUCKET$/m)
  })

  it('has names of settings that there are', () => {
    expect([...ENVIRONMENT_NAMES.keys()].filter((name) => !ALL_SETTINGS.has(name))).toEqual([])
  })
})

describe('the region of tables', () => {
  it('is that of the stack, or is refused with the reason', () => {
    expect(regionProblem(OF_2015, 'eu-west-1')).toBeUndefined()
    expect(regionProblem({ DYNAMODB_REGION: '' }, 'eu-west-1')).toBeUndefined()
    expect(regionProblem(OF_2015, 'us-east-1')).toMatch(
      /^DYNAMODB_REGION is "eu-west-1", but the stack goes to us-east-1: .* queues of its own region only; set AWS_REGION/,
    )
    expect(regionProblem(OF_2015, undefined)).toContain('the region of the stack is not known')
  })
})
