// What the address of the index answers, as clients ask it.

import { OPEN_PATHS } from '../../../../lambda/names/front.ts'
import { type Answer, basic } from '../../../http.ts'
import { readSecret } from '../../../users/read-secret.ts'
import { ask, SEARCH_PATH } from '../../ask.ts'
import { asMeant, type FirstSubject, measured, notSeen, otherwise, type Point } from '../point.ts'

/** So many searches at the same time are a small team; the API lets 200 in at once. */
const AT_ONCE = 20
/** Searches one after the other, for the time of one. */
const IN_TURN = 10
/** What no repository is called. */
const MISSING = 'api/repositories/registry-index-doctor/tags'

/** Returns the headers by which the generated user signs in; none where nobody has to; undefined if no password is known. */
export const signInOf = async (subject: FirstSubject): Promise<Readonly<Record<string, string>> | undefined> => {
  if ((await ask(subject, SEARCH_PATH)).status === 200) return {}
  const { login } = (await readSecret(subject.deployment)) ?? {}
  return login && basic(login)
}
const NO_PASSWORD = 'no password is known that could be tried'

const challenge: Point['look'] = async (subject) => {
  const { status, headers } = await ask(subject, SEARCH_PATH)
  if (status === 200) return notSeen('nobody has to sign in')
  if (status !== 401) return otherwise(`a search without a password gets status ${status}`)
  if (headers.has('www-authenticate')) return asMeant('WWW-Authenticate arrives')
  return otherwise(
    headers.has('x-amzn-remapped-www-authenticate')
      ? 'WWW-Authenticate is renamed to x-amzn-remapped-www-authenticate'
      : 'WWW-Authenticate is missing',
  )
}

const signIn: Point['look'] = async (subject) => {
  const headers = await signInOf(subject)
  if (headers === undefined) return notSeen(NO_PASSWORD)
  if (Object.keys(headers).length === 0) return notSeen('nobody has to sign in')
  const { status } = await ask(subject, SEARCH_PATH, headers)
  return (status === 200 ? asMeant : otherwise)(`a search with the generated password gets status ${status}`)
}

const cloudfront: Point['look'] = async (subject) => {
  if (!subject.deployment.health.outputs.has('DomainTarget')) return notSeen('the deployment has no CloudFront')
  const headers = await signInOf(subject)
  const [ping, closed, document] = await Promise.all([
    ask(subject, OPEN_PATHS.ping.slice(1)),
    ask(subject, SEARCH_PATH),
    ask(subject, OPEN_PATHS.openapi.slice(1), { 'Accept-Encoding': 'gzip' }),
  ])
  const signedIn = headers && (await ask(subject, SEARCH_PATH, headers))
  // One after the other: the second one would be what was kept of the first.
  const missing = headers && [await ask(subject, MISSING, headers), await ask(subject, MISSING, headers)]
  const isKept = ({ headers: of }: Answer) => of.has('age') || /^hit/i.test(of.get('x-cache') ?? '')
  const parts: readonly (readonly [name: string, isRight: boolean | undefined])[] = [
    ['answers come through CloudFront', /cloudfront/i.test(ping.headers.get('via') ?? '')],
    ['the challenge arrives', closed.status === 200 ? undefined : closed.headers.has('www-authenticate')],
    ['Authorization arrives', signedIn && signedIn.status === 200],
    ['answers are compressed', document.headers.has('content-encoding')],
    ['a 404 is not kept', missing?.every((one) => one.status === 404 && !isKept(one))],
  ]
  const texts = parts.map(
    ([name, isRight]) => `${name}: ${isRight === undefined ? 'not seen' : isRight ? 'yes' : 'no'}`,
  )
  return (parts.some(([, isRight]) => isRight === false) ? otherwise : asMeant)(texts.join(', '))
}

const timed = async (subject: FirstSubject, headers: Readonly<Record<string, string>>) => {
  const from = subject.clock.now()
  const { status } = await ask(subject, SEARCH_PATH, headers)
  return { status, ms: subject.clock.now() - from }
}

const searches: Point['look'] = async (subject) => {
  const headers = await signInOf(subject)
  if (headers === undefined) return notSeen(NO_PASSWORD)
  const together = await Promise.all(Array.from({ length: AT_ONCE }, () => timed(subject, headers)))
  const alone: Awaited<ReturnType<typeof timed>>[] = []
  while (alone.length < IN_TURN) alone.push(await timed(subject, headers))
  const all = [...together, ...alone]
  const failed = all.filter(({ status }) => status !== 200)
  const times = alone.map(({ ms }) => ms).sort((a, b) => a - b)
  const text = `${AT_ONCE} at once took up to ${Math.max(...together.map(({ ms }) => ms))} ms, ${IN_TURN} in turn ${times[Math.floor(IN_TURN / 2)]} ms each (median, with the network)`
  if (failed.length === 0) return measured(text)
  return otherwise(
    `${text}; ${failed.length} failed, with status ${[...new Set(failed.map(({ status }) => status))].join(', ')}`,
  )
}

export const ADDRESS_POINTS: readonly Point[] = [
  { id: 'challenge', look: challenge },
  { id: 'sign-in', look: signIn },
  { id: 'cloudfront', look: cloudfront },
  { id: 'searches', look: searches },
]
