import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CliError } from '../../../cli/cli-error.ts'
import type { Deployment } from '../../../cli/deployment.ts'
import type { Check, Subject } from '../../../cli/doctor/check.ts'
import { checkClock } from '../../../cli/doctor/checks/clock.ts'
import { checkFront } from '../../../cli/doctor/checks/front.ts'
import { checkRuns } from '../../../cli/doctor/checks/runs.ts'
import { type Answer, http } from '../../../cli/http.ts'
import { NOTHING } from '../../../lambda/model/runs/run-totals.ts'
import type { RunsRow } from '../../../lambda/model/runs/version-store.ts'
import { ENV } from '../../../lambda/names/environment.ts'

const NOW = Date.parse('2026-11-28T12:00:00Z')
const ago = (seconds: number) => new Date(NOW - seconds * 1000)

interface World {
  readonly url?: string
  readonly answer?: Partial<Answer> | Error
  readonly outputs?: Record<string, string>
  readonly environment?: Record<string, string> | Error
  readonly runs?: Omit<RunsRow, 'id'>
}

const subjectOf = ({ url = 'https://registry.example.com/', answer = {}, outputs, environment, runs }: World) => {
  const deployment: Pick<Deployment, 'url'> & { health: unknown; version: unknown } = {
    url,
    health: {
      outputs: new Map(Object.entries(outputs ?? { BackfillFunction: 'backfill' })),
      functionState: async () => {
        if (environment instanceof Error) throw environment
        return { memoryMb: 1769, environment: new Map(Object.entries(environment ?? { [ENV.reconcileDays]: '1' })) }
      },
    },
    version: { runs: async () => runs && { id: 'reconcile', ...runs } },
  }
  return {
    deployment: deployment as unknown as Deployment,
    clock: { now: () => NOW } as Subject['clock'],
    http: async () => {
      if (answer instanceof Error) throw answer
      return { status: 200, headers: new Map(), body: '', ...answer }
    },
  }
}

const found = async (check: Check, world: World) =>
  (await check(subjectOf(world))).map(({ level, message }) => `${level} ${message}`)
const headers = (all: Record<string, string>) => ({ answer: { headers: new Map(Object.entries(all)) } })

describe('the clock', () => {
  it.each<[string, World, string]>([
    ['is not told', {}, 'note the index does not say'],
    ['is right', headers({ date: ago(2).toUTCString() }), 'ok '],
    ['is right, though a cache kept the answer', headers({ date: ago(900).toUTCString(), age: '900' }), 'ok '],
    [
      'is told by a cache that does not say for how long',
      headers({ date: ago(90).toUTCString(), age: 'x' }),
      'warning ',
    ],
    ['is a minute wrong', headers({ date: ago(-60).toUTCString() }), 'warning '],
    ['is five minutes wrong', headers({ date: ago(300).toUTCString() }), 'error '],
  ])('%s', async (_, world, expected) => {
    expect(await found(checkClock, world)).toEqual([expect.stringContaining(expected)])
  })
})

describe('the front', () => {
  const DomainTarget = 'd1.cloudfront.net'
  it.each<[string, World, string[]]>([
    ['answers', {}, ['ok https://registry.example.com/ answers']],
    ['is CloudFront', headers({ via: '1.1 x.cloudfront.net (CloudFront)' }), [', through CloudFront']],
    ['is not the one of the stack', { outputs: { DomainTarget } }, ['warning']],
    ['is the local one', { outputs: { DomainTarget }, url: 'http://127.0.0.1:5050/' }, ['ok']],
    ['is none', { url: 'https://x.execute-api.eu-west-1.amazonaws.com/' }, ['ok', 'note people ask']],
    ['denies', { answer: { status: 403 } }, ['error https://registry.example.com/ answers with status 403']],
    ['fails', { answer: { status: 502 } }, ['error https://registry.example.com/ answers with status 502']],
    ['is not there', { answer: new CliError('nothing listens') }, ['error nothing listens']],
    ['has no name yet', { answer: new CliError('no host'), outputs: { DomainTarget } }, ['error no host']],
  ])('%s', async (_, world, expected) => {
    expect(await found(checkFront, world)).toEqual(expected.map((text) => expect.stringContaining(text)))
  })
})

describe('runs', () => {
  const done = {
    run: 'r',
    outcome: 'done' as const,
    startedAt: ago(200).toISOString(),
    endedAt: ago(100).toISOString(),
  }
  const totals = { ...NOTHING, repositories: 3, tags: 4 }
  const lease = { run: 'first', startedAt: ago(10).toISOString(), until: NOW + 1000, ranges: [] }
  it.each<[string, World, string[]]>([
    ['are well', { runs: { last: done, lastDone: { ...done, totals } } }, ['ok the last whole run ended at']],
    ['are of an older version', { runs: { last: done, lastDone: done } }, ['ok the last whole run ended well at']],
    ['never ended', {}, ['error no run over the whole bucket']],
    ['work for the first time', { runs: { lease } }, ['note a run is under way: first']],
    [
      'were refused, and one works',
      { runs: { lease, last: { ...done, outcome: 'refused' } } },
      ['note a run', 'error the last run was refused'],
    ],
    [
      'failed without a word',
      { runs: { last: { ...done, outcome: 'failed' }, lastDone: { ...done, totals } } },
      ['error the last run failed: it does not say why', 'ok '],
    ],
    [
      'left something out',
      { runs: { last: done, lastDone: { ...done, totals: { ...totals, failed: 2 }, others: ['another registry'] } } },
      ['warning the last whole run', 'note another registry'],
    ],
    ['found nothing', { runs: { last: done, lastDone: { ...done, totals: NOTHING } } }, ['warning the last whole run']],
    [
      'are of a stack that does not say how often they come',
      { outputs: {}, runs: { last: done, lastDone: { ...done, totals } } },
      ["unknown couldn't be checked: how often", 'ok '],
    ],
    [
      'are of a function that does not say it',
      { environment: {}, runs: { last: done, lastDone: { ...done, totals } } },
      ['is not set', 'ok '],
    ],
    [
      'are of a function that may not be looked at',
      { environment: new CliError('denied'), runs: { last: done, lastDone: { ...done, totals } } },
      ['denied', 'ok '],
    ],
  ])('%s', async (_, world, expected) => {
    expect(await found(checkRuns, world)).toEqual(expected.map((text) => expect.stringContaining(text)))
  })
})

describe('a request to the index', () => {
  const server = createServer((request, response) => {
    if (request.url === '/elsewhere') response.writeHead(302, { location: 'http://127.0.0.1:1/' })
    response.end(request.url === '/long' ? 'x'.repeat(9 * 2 ** 20) : (request.headers.authorization ?? 'nobody'))
  })
  let url: URL
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
  })
  afterAll(() => void server.close())

  it('sends the headers, and reads the answer', async () => {
    expect(await http(url)).toMatchObject({ status: 200, body: 'nobody' })
    expect(await http(url, { Authorization: 'Basic x' })).toMatchObject({ body: 'Basic x' })
  })

  it('follows no redirection, and keeps 8 MiB of a body', async () => {
    expect((await http(new URL('/elsewhere', url))).status).toBe(302)
    expect((await http(new URL('/long', url))).body).toHaveLength(8 * 2 ** 20)
  })

  it('names the server that does not answer', async () => {
    await expect(http(new URL('http://127.0.0.1:1/'))).rejects.toThrow('127.0.0.1:1')
  })
})
