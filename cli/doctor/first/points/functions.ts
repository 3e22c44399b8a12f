// How the functions run on AWS.

import { OPEN_PATHS } from '../../../../lambda/names/front.ts'
import { checkAccess } from '../../checks/access.ts'
import { checkSnapshot } from '../../checks/snapshot.ts'
import { asMeant, byDoctor, measured, notSeen, otherwise, outputOf, type Point } from '../point.ts'

/** As infra/function.ts says. */
const MEANT = { runtime: 'nodejs24.x', architecture: 'arm64' }
/** Invocations at the same time: some of them start a process. */
const AT_ONCE = 8
/** What Lambda gives a process to start, before it starts again with the first request. */
const INIT_LIMIT_MS = 10_000

/** A request for what is open and reads nothing, as API Gateway passes it on (payload format 2.0). */
const PING = {
  version: '2.0',
  routeKey: '$default',
  rawPath: OPEN_PATHS.ping,
  rawQueryString: '',
  headers: { host: 'localhost' },
  requestContext: {
    domainName: 'localhost',
    http: { method: 'GET', path: OPEN_PATHS.ping, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'doctor' },
  },
  isBase64Encoded: false,
}

const runtime: Point['look'] = async (subject) => {
  const names = ['IndexerFunction', 'BackfillFunction', 'SearchFunction'].map((name) => outputOf(subject, name))
  const found = await Promise.all(names.map((name) => subject.deployment.firstLook.runtime(name)))
  const isMeant = found.every((one) => one.runtime === MEANT.runtime && one.architecture === MEANT.architecture)
  return isMeant ? asMeant(`${MEANT.runtime} on ${MEANT.architecture}`) : otherwise('another runtime or architecture')
}

const subnets: Point['look'] = async (subject) => {
  const { inVpc } = await subject.deployment.firstLook.runtime(outputOf(subject, 'SearchFunction'))
  return inVpc
    ? measured('the search function is in subnets; see the points searches and cold-start')
    : notSeen('no subnets')
}

const coldStart: Point['look'] = async (subject) => {
  const name = outputOf(subject, 'SearchFunction')
  const asked = Array.from({ length: AT_ONCE }, () => subject.deployment.firstLook.invoked(name, PING))
  const reports = (await Promise.all(asked)).filter((report) => report !== undefined)
  if (reports.length === 0) return notSeen("the log of an invocation does not end with Lambda's report")
  const starts = reports.flatMap(({ initMs }) => (initMs === undefined ? [] : [Math.round(initMs)]))
  const documents = (await subject.deployment.search.store.pointer())?.documents
  const memory = `${Math.max(...reports.map(({ maxMemoryMb }) => maxMemoryMb))} MB at most, with ${documents ?? 'no'} documents in the snapshot`
  if (starts.length === 0) return notSeen(`none of ${reports.length} started anew, try again in an hour; ${memory}`)
  const text = `${starts.length} of ${reports.length} at once started anew, in ${Math.min(...starts)} to ${Math.max(...starts)} ms; ${memory}`
  return (Math.max(...starts) < INIT_LIMIT_MS ? measured : otherwise)(text)
}

export const FUNCTION_POINTS: readonly Point[] = [
  { id: 'runtime', look: runtime },
  { id: 'subnets', look: subnets },
  { id: 'cold-start', look: coldStart },
  { id: 'access', look: byDoctor(checkAccess) },
  { id: 'snapshot', look: byDoctor(checkSnapshot) },
]
