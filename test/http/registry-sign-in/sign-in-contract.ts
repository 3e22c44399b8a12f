// What a registry with accounts does, and the sign-in that rests on it. The fake of the unit tests and real registries with
// a real token server (test/e2e/registry-sign-in.e2e.test.ts) pass it.

import { describe, expect, it } from 'vitest'
import { HttpError } from '../../../lambda/http/http-error.ts'
import type { Fetch } from '../../../lambda/http/registry-sign-in/asking.ts'
import { parseChallenges } from '../../../lambda/http/registry-sign-in/challenges.ts'
import { registryAccess } from '../../../lambda/http/registry-sign-in/registry-access.ts'
import { subjectOf, tokenAddress, tokenIn } from '../../../lambda/http/registry-sign-in/tokens.ts'
import { usersIn } from '../../../lambda/http/users/users.ts'
import { basic } from '../../fakes/http.ts'
import { noLog } from '../../fakes/log.ts'
import { keptMetrics } from '../../fakes/metrics.ts'

/** A registry that is open for the tests; it has the user `alice` with the password `pa:ss`. */
export interface OpenRegistry {
  readonly registry: string
  readonly tokenHost: string
  readonly fetch: Fetch
}

const RIGHT = basic('alice:pa:ss').authorization
const WRONG = [basic('alice:wrong').authorization, basic('nobody:pa:ss').authorization]

export const signInContract = (
  name: string,
  kind: 'password' | 'token' | 'nobody',
  opened: () => OpenRegistry,
): void => {
  const ask = (url: string, authorization?: string) =>
    opened().fetch(url, {
      headers: authorization === undefined ? {} : { authorization },
      redirect: 'manual',
      signal: AbortSignal.timeout(10_000),
    })
  const come = (authorization?: string) => ask(`${opened().registry}/v2/`, authorization)
  const access = () => {
    const { registry, tokenHost, fetch } = opened()
    const ports = { fetch, clock: { now: () => 0 }, log: noLog, metrics: keptMetrics().metrics }
    return registryAccess({ ...ports, registry, tokenHost, users: async () => usersIn('') })
  }
  const admitted = (authorization?: string, path = '/v1/search') =>
    access()
      .admit({ authorization, path })
      .catch((error: unknown) => {
        if (error instanceof HttpError) return error
        throw error
      })
  const tokenUrl = async (): Promise<string> => {
    const { headers } = await come()
    const [bearer] = parseChallenges(headers.get('www-authenticate') ?? '') ?? []
    const url = bearer && tokenAddress(bearer, [opened().tokenHost])
    if (url === undefined) throw new Error(`no address of a token service in ${headers.get('www-authenticate')}`)
    return url
  }

  describe(name, () => {
    it('names its protocol, whoever asks', async () => {
      expect((await come()).headers.get('docker-distribution-api-version')).toBe('registry/2.0')
    })

    if (kind === 'nobody') {
      it('lets in everybody, whatever they send, so that they see what is public', async () => {
        for (const authorization of [undefined, RIGHT, ...WRONG]) {
          expect((await come(authorization)).status).toBe(200)
          expect(await admitted(authorization)).toEqual({ hidesPrivate: true })
        }
      })
      return
    }

    it(`asks who has no credentials for a ${kind}, with status 401`, async () => {
      const answer = await come()
      expect(answer.status).toBe(401)
      const schemes = parseChallenges(answer.headers.get('www-authenticate') ?? '')?.map(({ scheme }) => scheme)
      expect(schemes).toEqual([kind === 'password' ? 'basic' : 'bearer'])
      expect(await admitted()).toMatchObject({ status: 401, challenge: undefined })
      const challenge = answer.headers.get('www-authenticate')
      expect(await admitted(undefined, '/v2/')).toMatchObject({ status: 401, challenge })
    })

    it('lets in who has the right password, and nobody else', async () => {
      expect(await admitted(RIGHT)).toEqual({ hidesPrivate: false })
      for (const authorization of WRONG) expect(await admitted(authorization)).toMatchObject({ status: 401 })
    })

    if (kind === 'password') {
      it('takes the password itself', async () => {
        expect((await come(RIGHT)).status).toBe(200)
        for (const authorization of WRONG) expect((await come(authorization)).status).toBe(401)
        expect(await admitted('Bearer abc.def.ghi')).toMatchObject({ status: 401 })
      })
      return
    }

    it('takes no password itself: its token service does', async () => {
      expect((await come(RIGHT)).status).toBe(401)
      const url = await tokenUrl()
      expect((await ask(url)).status).toBe(401)
      for (const authorization of WRONG) expect((await ask(url, authorization)).status).toBe(401)
      const answer = await ask(url, RIGHT)
      expect(answer.status).toBe(200)
      const token = tokenIn(await answer.text()) ?? ''
      expect(subjectOf(token)).toBe('alice')
      expect((await come(`Bearer ${token}`)).status).toBe(200)
      expect(await admitted(`Bearer ${token}`)).toEqual({ hidesPrivate: false })
      // Of somebody else, under the same signature.
      const [head, , signature] = token.split('.')
      const forged = [head, Buffer.from('{"sub":"root"}').toString('base64url'), signature].join('.')
      expect((await come(`Bearer ${forged}`)).status).toBe(401)
      expect(await admitted(`Bearer ${forged}`)).toMatchObject({ status: 401 })
    })
  })
}
