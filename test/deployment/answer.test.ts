import { describe, expect, it } from 'vitest'
import { answer, type DeploymentPorts, type NamedAccess } from '../../lambda/deployment/answer.ts'

const REQUEST = {
  RequestType: 'Create',
  ResponseURL: 'https://answers.example/one?signature=a%2Fb',
  StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/registry-index/1',
  RequestId: '026484f6-5f3e-4255-97a8-650270241dfe',
  LogicalResourceId: 'FirstRun',
  ResourceType: 'Custom::RegistryIndexBackfill',
  ResourceProperties: { ServiceToken: 'arn', Schema: '1', Bucket: 'registry', RootDirectory: '', Wait: '300' },
}

const GOOD: NamedAccess[] = [{ function: 'indexer', read: ['team/app:1'] }]

const record = (start: DeploymentPorts['start'] = async () => {}, access: NamedAccess[][] = []) => {
  const started: [string, unknown][] = []
  const answers: [string, unknown][] = []
  const done = { forgotten: 0, slept: 0, tries: 0 }
  const ports: DeploymentPorts = {
    tryAccess: async () => access[done.tries++] ?? access.at(-1) ?? GOOD,
    forgetRules: async () => void done.forgotten++,
    sleep: async (milliseconds) => {
      done.slept += milliseconds
    },
    start: async (name, input) => {
      started.push([name, JSON.parse(input)])
      await start(name, input)
    },
    put: async (url, body) => {
      answers.push([url, JSON.parse(body)])
    },
  }
  return { ports, started, answers, done }
}

const answerTo = (outcome: object) => [
  REQUEST.ResponseURL,
  {
    ...outcome,
    PhysicalResourceId: 'registry-index-backfill',
    StackId: REQUEST.StackId,
    RequestId: REQUEST.RequestId,
    LogicalResourceId: 'FirstRun',
  },
]

describe('a request of CloudFormation', () => {
  it.each(['Create', 'Update'])(
    'of type %s starts a backfill, named by the id of the request, with the wait as a number',
    async (RequestType) => {
      const { ports, started, answers } = record()
      await answer({ ...REQUEST, RequestType }, ports)
      expect(started).toEqual([[REQUEST.RequestId, { wait: 300 }]])
      expect(answers).toEqual([answerTo({ Status: 'SUCCESS' })])
    },
  )

  it('of type Delete starts none, removes our rules, and succeeds even if the properties are of another version', async () => {
    const { ports, started, answers, done } = record()
    await answer({ ...REQUEST, RequestType: 'Delete', ResourceProperties: {} }, ports)
    expect(started).toEqual([])
    expect(done).toMatchObject({ forgotten: 1, tries: 0 })
    expect(answers).toEqual([answerTo({ Status: 'SUCCESS' })])
  })

  const DENIED: NamedAccess[] = [...GOOD, { function: 'backfill', read: [], failure: "can't read: AccessDenied" }]

  it('waits for the rights of new roles before it starts one', async () => {
    const { ports, started, answers, done } = record(undefined, [DENIED, DENIED, GOOD])
    await answer(REQUEST, ports)
    expect(done).toEqual({ forgotten: 0, slept: 12_000, tries: 3 })
    expect(started).toHaveLength(1)
    expect(answers).toEqual([answerTo({ Status: 'SUCCESS' })])
  })

  it('waits for its own new right to ask them, and says so where that never comes', async () => {
    const { ports, answers, done } = record()
    let tries = 0
    const tryAccess = async () => {
      if (++tries < 3) throw new Error('not authorized to perform: lambda:InvokeFunction')
      return GOOD
    }
    await answer(REQUEST, { ...ports, tryAccess })
    expect(done.slept).toBe(12_000)
    expect(answers).toEqual([answerTo({ Status: 'SUCCESS' })])
    const never = record()
    const denied = () => Promise.reject(new Error('not authorized to perform: lambda:InvokeFunction'))
    await answer(REQUEST, { ...never.ports, tryAccess: denied })
    expect(never.started).toEqual([])
    const Reason = expect.stringMatching(/could not be asked to read the registry bucket: not authorized/)
    expect(never.answers).toEqual([answerTo({ Status: 'FAILED', Reason })])
  })

  it('fails and starts none if a function may not read, and says which one and what', async () => {
    const { ports, started, answers, done } = record(undefined, [DENIED])
    await answer(REQUEST, ports)
    expect(done.slept).toBe(54_000)
    expect(started).toEqual([])
    const Reason = "the index can't begin its work: backfill can't read the registry bucket: can't read: AccessDenied"
    expect(answers).toEqual([answerTo({ Status: 'FAILED', Reason })])
  })

  it('gets the reason why no backfill could be started, in at most 4 KB', async () => {
    const { ports, answers } = record(() => Promise.reject(new Error(`not authorized ${'x'.repeat(9000)}`)))
    await answer(REQUEST, ports)
    expect(answers).toEqual([
      answerTo({
        Status: 'FAILED',
        Reason: expect.stringMatching(/^the index can't begin its work: not authorized x{900}/),
      }),
    ])
    expect(JSON.stringify(answers).length).toBeLessThan(4096)
  })

  it.each([
    ['no properties', { ResourceProperties: undefined }],
    ['a wait that is not a number', { ResourceProperties: { Wait: 'soon' } }],
    ['an unknown request', { RequestType: 'Rename' }],
  ])('with %s fails, but gets a response', async (_, change) => {
    const { ports, started, answers } = record()
    await answer({ ...REQUEST, ...change }, ports)
    expect(started).toEqual([])
    expect(answers).toEqual([
      answerTo({ Status: 'FAILED', Reason: expect.stringContaining("the index can't begin its work") }),
    ])
  })

  it('fails without a response if it has no response URL', async () => {
    const { ports, answers } = record()
    await expect(answer({ RequestType: 'Create' }, ports)).rejects.toThrow('ResponseURL')
    expect(answers).toEqual([])
  })

  it('fails if the response can not be delivered, so that Lambda retries', async () => {
    const { ports } = record()
    const refused = { ...ports, put: () => Promise.reject(new Error('status 403')) }
    await expect(answer(REQUEST, refused)).rejects.toThrow('status 403')
  })
})
