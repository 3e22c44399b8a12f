import { OPEN_PATHS } from '../../../lambda/names/front.ts'
import { explain } from '../../explain.ts'
import { type Finding, findingsOf } from '../../finding.ts'
import { ask } from '../ask.ts'
import type { Check, Subject } from '../check.ts'

const { ok, note, warning, error } = findingsOf('front')

/** Whether the address that people use leads to the index. */
export const checkFront: Check = async (subject) => {
  const { url, health } = subject.deployment
  const target = health.outputs.get('DomainTarget')
  try {
    const answer = await ask(subject, OPEN_PATHS.ping.slice(1))
    if (answer.status !== 200) return [wrongStatus(url, answer.status)]
    const isThroughCloudFront = /cloudfront/i.test(answer.headers.get('via') ?? '')
    if (target !== undefined && !isThroughCloudFront && !isHere(url))
      return [
        warning(
          `${url} answers, but not through the CloudFront of the stack`,
          `point the name of the domain to ${target}, by an alias or a CNAME`,
        ),
      ]
    return [ok(`${url} answers${isThroughCloudFront ? ', through CloudFront' : ''}`), ...withoutFront(subject)]
  } catch (thrown) {
    return [
      error(
        explain(thrown),
        target === undefined
          ? 'check the network between here and there; a private API or a firewall may only let others in'
          : `point the name of the domain to ${target}, by an alias or a CNAME; a new name takes some minutes`,
      ),
    ]
  }
}

const isHere = (url: string): boolean => ['127.0.0.1', 'localhost'].includes(new URL(url).hostname)

const wrongStatus = (url: string, status: number): Finding =>
  status === 403
    ? error(
        `${url} answers with status 403`,
        'with front=cloudfront the address of API Gateway is closed: ask the one that people use; else see which firewall denies it',
      )
    : error(
        `${url} answers with status ${status}`,
        'see the log of the search function (docs/runbook.md, "search-errors")',
      )

const withoutFront = ({ deployment: { url } }: Subject): Finding[] =>
  new URL(url).hostname.includes('.execute-api.')
    ? [
        note(
          'people ask the address of API Gateway itself, from which nothing can be pulled: docker takes the host of a search for that of the registry',
          'put a front before the index and the registry (docs/front-doors.md)',
        ),
      ]
    : []
