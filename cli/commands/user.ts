// The commands `registry-index user add`, `user remove` and `user list`: who may sign in, and what they see.

import { costOf, nameProblem, prefixesProblem, type UserLine } from '../../lambda/http/users/user-lines.ts'
import { usersIn } from '../../lambda/http/users/users.ts'
import { CliError, UsageError } from '../cli-error.ts'
import { command, JSON_OUTPUT, TARGET, targetOf } from '../command.ts'
import { findingsOf } from '../finding.ts'
import { answerJson } from '../json-answer.ts'
import { columns } from '../text.ts'
import { changeSecret, secretOf } from '../users/change-secret.ts'
import { passwordFor } from '../users/password.ts'
import { namesUser, withoutUser, withUser } from '../users/secret-lines.ts'

/** A quarter of a second of a Lambda with a whole core, once a minute for each user and process. */
const COST = 12

const RIGHTS = 'cloudformation:DescribeStacks; of the secret secretsmanager:GetSecretValue'
const WRITE_RIGHTS = `${RIGHTS}, PutSecretValue and UpdateSecretVersionStage`
const SOON = 'it counts within a minute'

/** The command `registry-index user add`. */
export const userAdd = command({
  name: 'user add',
  argument: { name: 'NAME', help: 'name of the user' },
  summary: 'lets a user sign in, or changes the password and the prefixes of one',
  details: `Asks for the password, or reads it from stdin; it has 72 bytes at most. Without --prefix a new user sees everything,
and one that there is sees what he saw. Neither the password nor its hash is printed. Uses your own credentials:
${WRITE_RIGHTS}.`,
  options: {
    prefix: {
      ...{ type: 'string', multiple: true, value: 'PREFIX' },
      help: 'team/ for repositories whose names begin so, team for that one and those below; may be repeated',
    },
    everything: { type: 'boolean', help: 'the user sees everything, whatever he saw before' },
    'no-password': {
      type: 'boolean',
      help: 'no password signs the user in here: another sign-in does (auth=registry)',
    },
    'password-stdin': { type: 'boolean', help: 'read the password from stdin' },
    json: JSON_OUTPUT,
    ...TARGET,
  },
  async run(values, { terminal, input, deployment: find }, name = '') {
    const { prefix: asked, everything = false, 'no-password': isWithout = false, json = false } = values
    if (asked !== undefined && everything) throw new UsageError('--prefix and --everything exclude each other')
    const problem = nameProblem(name) ?? prefixesProblem(asked)
    if (problem !== undefined) throw new UsageError(`user add: ${problem.replace(/^its name/, 'the name')}`)
    const secret = secretOf(await find(targetOf(values)))
    const seen = (text: string): UserLine['prefixes'] => {
      refuseGenerated(text, name)
      if (asked !== undefined || everything) return asked && [...new Set(asked)]
      const known = usersIn(text).lines.get(name)
      // What is meant by a line that is wrong nobody knows; it may have been less than everything.
      if (known === undefined && namesUser(text, name))
        throw new CliError(
          `the line of ${name} in the secret is wrong, so what he sees is not known; say it by --prefix or --everything`,
        )
      return known?.prefixes
    }
    // Before a password is asked for in vain.
    const soFar = seen((await secret.read()).text)
    if (isWithout && soFar === undefined)
      throw new UsageError('--no-password says what somebody sees: give --prefix with it')
    const hashed = isWithout ? '' : await hashOf(await passwordFor(name, input, values['password-stdin'] ?? false))
    let prefixes: UserLine['prefixes']
    await changeSecret(secret, (text) => {
      prefixes = seen(text)
      return withUser(text, name, [name, hashed, ...(prefixes === undefined ? [] : [prefixes.join(',')])].join(':'))
    })
    if (json)
      return answerJson(terminal, {
        command: 'user add',
        exitStatus: 0,
        findings: [],
        name,
        prefixes: prefixes ?? null,
      })
    terminal.out(`${name} ${isWithout ? '' : 'may sign in and '}sees ${seenText(prefixes)}; ${SOON}`)
    return 0
  },
})

const hashOf = async (password: string): Promise<string> => {
  const { hash } = await import('bcryptjs')
  return hash(password, COST)
}

/** The command `registry-index user remove`. */
export const userRemove = command({
  name: 'user remove',
  argument: { name: 'NAME', help: 'name of the user' },
  summary: 'lets a user sign in no more',
  details: `Uses your own credentials:\n${WRITE_RIGHTS}.`,
  options: { json: JSON_OUTPUT, ...TARGET },
  async run(values, { terminal, asTyped, deployment: find }, name = '') {
    const secret = secretOf(await find(targetOf(values)))
    let left = true
    let wasRestricted = false
    await changeSecret(secret, (text) => {
      refuseGenerated(text, name)
      const changed = withoutUser(text, name)
      if (changed === undefined)
        throw new CliError(`there is no user "${name}"; registry-index user list shows all users`)
      left = usersIn(changed).canSignIn
      const { lines, refused } = usersIn(text)
      wasRestricted = refused.has(name) || lines.get(name)?.prefixes !== undefined
      return changed
    })
    if (!values.json) terminal.out(`${name} is removed; ${SOON}`)
    const warnings: string[] = []
    // A line restricts there whom the registry lets in, so that less of it is more to see.
    if (wasRestricted)
      warnings.push(
        `with auth=registry the registry still lets ${name} in, who now sees what the line * says, and everything if there is none`,
      )
    if (!left) warnings.push('nobody can sign in now; registry-index user add lets somebody')
    for (const text of warnings) terminal.note(text)
    const findings = warnings.map((text) => findingsOf('users').warning(asTyped(text)))
    return values.json ? answerJson(terminal, { command: 'user remove', exitStatus: 0, findings, name }) : 0
  },
})

/** The command `registry-index user list`. */
export const userList = command({
  name: 'user list',
  summary: 'shows who may sign in, and what they see',
  details: `Shows no hash. Exit status 1 if a part of the secret is passed over because it is wrong. Uses your own credentials:
${RIGHTS}.`,
  options: { json: JSON_OUTPUT, ...TARGET },
  async run(values, { terminal, deployment: find }) {
    const secret = secretOf(await find(targetOf(values)))
    const { generated, lines, problems } = usersIn((await secret.read()).text)
    const users = [
      ...(generated === undefined ? [] : [{ name: generated.username, password: 'in the secret' }]),
      ...[...lines.values()].map(({ name, hash, prefixes }) => {
        const cost = hash === undefined ? undefined : costOf(hash)
        return { name, password: cost === undefined ? 'none here' : 'bcrypt', cost, prefixes }
      }),
    ].map((user) => ({ cost: undefined, prefixes: undefined, ...user }))
    if (values.json) {
      const findings = problems.map((problem) => findingsOf('users').warning(`passed over in the secret: ${problem}`))
      answerJson(terminal, { command: 'user list', exitStatus: problems.length > 0 ? 1 : 0, findings, users })
    } else
      for (const line of columns([
        ['NAME', 'PASSWORD', 'COST', 'SEES'],
        ...users.map(({ name, password, cost, prefixes }) =>
          [name, password, cost ?? '', seenText(prefixes)].map(String),
        ),
      ]))
        terminal.out(line)
    for (const problem of problems) terminal.note(`passed over in the secret: ${problem}`)
    return problems.length > 0 ? 1 : 0
  },
})

const seenText = (prefixes: UserLine['prefixes']): string => prefixes?.join(', ') ?? 'everything'

const refuseGenerated = (text: string, name: string): void => {
  if (usersIn(text).generated?.username === name)
    throw new CliError(
      `"${name}" is the user that the deployment generated; change its password in the secret itself, as "password", or take "username" and "password" out of it`,
    )
}
