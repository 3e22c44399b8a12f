// The stack with a front, deployed to the local AWS. That makes distributions, functions and references to secrets, but can't
// ask an API through a distribution: of the front it shows that CloudFormation takes it, and that the API is closed.

import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { frontFunction } from '../../front/front-function.ts'
import { FRONT_HEADERS } from '../../lambda/names/front.ts'
import { clientConfig } from '../../local/clients.ts'
import { apiAddress } from '../../local/front-door.ts'
import { deployStack, destroyStack, startWorld, type World } from './deployment.ts'
import { missingPrograms, skipLoudly } from './programs.ts'

const NEEDED = ['docker-registry']
const skipped = skipLoudly('the stack with a front', missingPrograms(NEEDED), `Debian: apt-get install ${NEEDED}`)

/** Returns a text of XML without its entities. */
const plain = (text: string): string =>
  [
    ['&lt;', '<'],
    ['&gt;', '>'],
    ['&quot;', '"'],
    ['&apos;', "'"],
    ['&amp;', '&'],
  ].reduce((result, [entity = '', character = '']) => result.replaceAll(entity, character), text)

describe.skipIf(skipped)('the stack with a front', () => {
  let world: World
  let outputs: Awaited<ReturnType<typeof deployStack>>['outputs']

  /** Asks CloudFront's own API. */
  const cloudFront = async (path: string): Promise<string> => {
    const authorization = `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/cloudfront/aws4_request, SignedHeaders=host, Signature=0`
    const answer = await fetch(`${world.emulator.endpoint}/2020-05-31/${path}`, { headers: { authorization } })
    if (!answer.ok) throw new Error(`CloudFront answers ${path} with status ${answer.status}: ${await answer.text()}`)
    return answer.text()
  }
  const textOf = (xml: string, tag: string): string => new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(xml)?.[1] ?? ''

  beforeAll(async () => {
    world = await startWorld()
    const registry = { registry_host: 'origin.example.com', index_routes: 'base' }
    outputs = (await deployStack(world, { front: 'cloudfront', ...registry })).outputs
  })
  afterAll(async () => {
    await world?.stop()
  })

  it('gives the address of the distribution to people and to DNS', () => {
    expect(outputs['DomainTarget']).toMatch(/\.cloudfront\.net$/)
    expect(outputs['Url']).toBe(`https://${outputs['DomainTarget']}/`)
  })

  it('closes the address of the API to all but the distribution, which has the secret', async () => {
    const list = await cloudFront('distribution')
    const config = await cloudFront(`distribution/${textOf(list, 'Id')}/config`)
    expect(textOf(config, 'HeaderName')).toBe(FRONT_HEADERS.secret)
    // The local AWS puts punctuation into passwords whatever is asked of it.
    const secret = plain(textOf(config, 'HeaderValue'))
    expect(secret).toHaveLength(40)

    const apiDomain = /[a-z0-9]+\.execute-api\.[a-z0-9-]+\.amazonaws\.com/.exec(config)?.[0] ?? ''
    const api = apiAddress(world.emulator.endpoint, `https://${apiDomain}/`)
    const statusOf = async (path: string, headers: Record<string, string>) =>
      (await fetch(`${api}${path}`, { headers })).status
    const secrets = new SecretsManagerClient(clientConfig(world.emulator.endpoint))
    const { SecretString = '' } = await secrets.send(new GetSecretValueCommand({ SecretId: outputs['SecretArn'] }))
    const { username, password } = JSON.parse(SecretString) as { username: string; password: string }
    const authorization = `Basic ${btoa(`${username}:${password}`)}`
    const front = { [FRONT_HEADERS.secret]: secret }
    expect(await statusOf('/v1/search?q=x', { authorization })).toBe(403)
    expect(await statusOf('/v1/_ping', { [FRONT_HEADERS.secret]: 'x' })).toBe(403)
    expect(await statusOf('/v1/_ping', front)).toBe(200)
    expect(await statusOf('/v1/search?q=x', front)).toBe(401)
    expect(await statusOf('/v1/search?q=x', { ...front, authorization })).toBe(200)
  })

  it('publishes the function as it is in front/', async () => {
    const name = textOf(await cloudFront('function'), 'Name')
    expect(await cloudFront(`function/${name}?Stage=LIVE`)).toBe(frontFunction({ signIn: true, indexRoutes: ['base'] }))
  })

  it('leaves nothing behind', async () => {
    const left = await destroyStack(world)
    expect(left['secrets']).toEqual([])
    expect(await cloudFront('distribution')).not.toContain('<DistributionSummary>')
    expect(await cloudFront('function')).not.toContain('<FunctionSummary>')
  })
})
