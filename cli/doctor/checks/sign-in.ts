import { ENV } from '../../../lambda/names/environment.ts'
import { explain } from '../../explain.ts'
import { type Finding, findingsOf } from '../../finding.ts'
import { type Answer, basic } from '../../http.ts'
import type { Login } from '../../registry-client.ts'
import { readSecret } from '../../users/read-secret.ts'
import { ask, SEARCH_PATH } from '../ask.ts'
import type { Check, Subject } from '../check.ts'

const { ok, note, warning, unknown, error } = findingsOf('sign-in')

/** What nobody has as a name and a password. */
const WRONG = { username: 'registry-index-doctor', password: 'wrong' }

/** Whether the right password is let in, a wrong one isn't, and clients without one are told to send it. */
export const checkSignIn: Check = async (subject) => {
  const auth = await authOf(subject.deployment)
  if (auth === 'none') return [await tried('without signing in', subject, {}, openFinding)]
  const [{ login, findings }, ...others] = await Promise.all([
    loginOf(subject),
    tried('without a password', subject, {}, withoutPassword),
    tried('with a wrong password', subject, basic(WRONG), wrongPassword),
  ])
  if (login === undefined) return [...others, ...findings]
  return [...others, await tried('with the right password', subject, basic(login), rightPassword), ...findings]
}

// Only `none` needs to be told from others. Where the function can't be asked, it is the mode of the deployment's secret.
const authOf = async ({ health, secret }: Subject['deployment']): Promise<string | undefined> => {
  const name = health.outputs.get('SearchFunction')
  if (secret !== undefined || name === undefined) return undefined
  return (await health.functionState(name)).environment.get(ENV.auth)
}

// A password that was hashed can't be tried, only the one that the deployment generated.
const loginOf = async ({ deployment }: Subject): Promise<{ login?: Login; findings: Finding[] }> => {
  try {
    const { login, problems } = (await readSecret(deployment)) ?? { problems: [] }
    const findings = problems.map((text) =>
      warning(
        `the secret of users has something wrong: ${text}`,
        'registry-index user list shows it; write that part anew',
      ),
    )
    if (login !== undefined) return { login, findings }
    return { findings: [...findings, note('no password is known that could be tried')] }
  } catch (thrown) {
    const arn = deployment.health.outputs.get('SecretArn')
    const finding = unknown(
      `couldn't be checked: whether the right password is let in: ${explain(thrown)}`,
      `give yourself secretsmanager:GetSecretValue on ${arn}, and kms:Decrypt if it has a key of its own`,
    )
    return { findings: [finding] }
  }
}

const tried = async (
  how: string,
  subject: Subject,
  headers: Readonly<Record<string, string>>,
  judge: (answer: Answer) => Finding | undefined,
): Promise<Finding> => {
  try {
    const answer = await ask(subject, SEARCH_PATH, headers)
    return judge(answer) ?? unexpected(how, answer)
  } catch (thrown) {
    return unknown(`couldn't be checked: a search ${how}: ${explain(thrown)}`, 'mend what the check front says first')
  }
}

const unexpected = (how: string, { status }: Answer): Finding =>
  status === 503
    ? error(
        `a search ${how} gets status 503: search has not loaded its documents`,
        'run doctor again in a minute, which is enough after a deployment; then see docs/runbook.md, "search-errors"',
      )
    : error(
        `a search ${how} gets status ${status}`,
        'see the log of the search function (docs/runbook.md, "search-errors")',
      )

const openFinding = ({ status }: Answer): Finding | undefined =>
  status === 200 ? note('auth=none: everybody who reaches the address may search') : undefined

const withoutPassword = ({ status, headers }: Answer): Finding | undefined => {
  if (status === 200)
    return error(
      'a search without a password is answered, although people have to sign in',
      'a front before the index may sign everybody in, or keep answers of others: docs/front-doors.md',
    )
  if (status !== 401) return undefined
  if (headers.has('www-authenticate')) return ok(`who sends no password is asked for one`)
  const how = headers.has('x-amzn-remapped-www-authenticate')
    ? 'API Gateway renamed the header WWW-Authenticate to x-amzn-remapped-www-authenticate'
    : 'the header WWW-Authenticate is missing in the answer'
  return error(
    `${how}: podman, skopeo, helm and browsers never send a password, and docker login fails`,
    'put a front before the index: -c front=cloudfront, or nginx (docs/front-doors.md, "The challenge"); or deploy with -c challenge_mapping=true, where it was switched off',
  )
}

const wrongPassword = ({ status }: Answer): Finding | undefined => {
  if (status === 200)
    return error(
      'a search with a wrong password is answered',
      'a front before the index may sign everybody in, or keep answers of others: docs/front-doors.md',
    )
  return status === 401 ? ok('a wrong password is refused') : undefined
}

const rightPassword = ({ status }: Answer): Finding | undefined => {
  if (status === 200) return ok("the secret's password is let in")
  return status === 401
    ? error(
        "the secret's name and password are refused",
        'a new password takes a minute; if it stays so, a front does not pass the header Authorization on (docs/front-doors.md)',
      )
    : undefined
}
