import {
  ACCOUNT_ID,
  DATABASE_NAME,
  DEFAULT_DATABASE,
  DEFAULT_STACK,
  databaseOf,
  STACK_NAME,
  TABLE_NAME,
  VARIABLES_OF_2015,
} from '../../lambda/names/deployment.ts'
import { LAYOUTS, type LayoutId, ROOT_PATH, withoutSlashes } from '../../lambda/names/layouts.ts'
import { UsageError } from '../cli-error.ts'
import { command, JSON_OUTPUT, type Option, TARGET, targetOf, wholeNumber } from '../command.ts'
import { typedFinding } from '../finding.ts'
import { answerJson } from '../json-answer.ts'
import { rootOption } from '../preflight/checks/registry.ts'
import { preflight as check } from '../preflight/preflight.ts'
import { reportLines } from '../preflight/report-text.ts'
import { preflightPolicy } from '../preflight/rights.ts'

/** LISTs for the estimate of the first load if --lists is not given: a tenth of a cent, and some ten seconds. */
const DEFAULT_LISTS = 200

const ROOT_OPTIONS = {
  rootdirectory: {
    type: 'string',
    value: 'PATH',
    help: "root directory of a registry v2 or v3, if it isn't found",
  },
  'storage-path': {
    type: 'string',
    value: 'PATH',
    help: "storage path of a registry v1, if it isn't found",
  },
} as const satisfies Record<string, Option>

/** The command `registry-index preflight BUCKET`. */
export const preflight = command({
  name: 'preflight',
  summary: 'checks a bucket and the account before the first deployment; changes nothing',
  argument: { name: 'BUCKET', help: 'name of the S3 bucket that the registry writes' },
  details: `Finds the registry in the bucket, and prints the command that deploys its index. Says what would make the deployment
fail, or the index wrong, and how to mend it: region, rights, encryption, notification rules of others, bucket policy,
names of tables, limits of the account. Says what couldn't be checked, and which right is missing. Estimates what the
first load costs. Makes some hundred requests at most, besides those of --lists, with your own credentials; --policy
prints the rights for them.

Exit status 0 if nothing forbids the deployment, 1 if something does or could not be checked, 2 for an invalid
command line.`,
  options: {
    database: {
      type: 'string',
      value: 'NAME',
      help: `first part of table names (default ${VARIABLES_OF_2015.database}, ${DEFAULT_DATABASE} or the stack's name)`,
    },
    'bucket-account': {
      type: 'string',
      value: 'ID',
      help: 'account of the bucket, if it is another one: its owner sets its rules and policies',
    },
    ...ROOT_OPTIONS,
    lists: {
      type: 'string',
      value: 'N',
      help: `most LISTs for the estimate of the first load (default ${DEFAULT_LISTS})`,
    },
    policy: { type: 'boolean', help: 'only print the IAM policy with the rights that preflight needs' },
    json: JSON_OUTPUT,
    ...TARGET,
    stack: { ...TARGET.stack, help: `name for the stack (default ${DEFAULT_STACK})` },
  },
  async run(values, { terminal, asTyped, env, preflight: find }, bucket = '') {
    if (values.policy) {
      terminal.out(JSON.stringify(preflightPolicy(bucket), undefined, 2))
      return 0
    }
    const { stack, local } = targetOf(values)
    // As `cdk deploy` takes them, where it is not told otherwise. An empty variable says nothing.
    const given = (name: keyof typeof VARIABLES_OF_2015) => env[VARIABLES_OF_2015[name]] || undefined
    const database = values.database ?? given('database') ?? databaseOf(stack)
    const tables = { repositoryTable: given('repositoryTable'), versionTable: given('versionTable') }
    for (const name of ['repositoryTable', 'versionTable'] as const) {
      const table = tables[name]
      if (table !== undefined && !TABLE_NAME.test(table))
        throw invalid(VARIABLES_OF_2015[name], table, '3 to 255 of A-Z a-z 0-9 . _ -')
    }
    if (!DATABASE_NAME.test(database)) throw invalid('--database', database, '1 to 244 of A-Z a-z 0-9 . _ -')
    if (!STACK_NAME.test(stack)) throw invalid('--stack', stack, '1 to 128 of A-Z a-z 0-9 -, starting with a letter')
    const bucketAccount = values['bucket-account']
    if (bucketAccount !== undefined && !ACCOUNT_ID.test(bucketAccount))
      throw invalid('--bucket-account', bucketAccount, 'the 12 digits of an AWS account')
    const maxLists = wholeNumber('--lists', values.lists, 2) ?? DEFAULT_LISTS
    const intent = { bucket, bucketAccount, stack, database, tables, roots: rootsIn(values), maxLists }
    const { isReady, ...found } = await check(await find(local), intent, (text) => terminal.status?.(text))
    const report = { ...found, findings: found.findings.map((one) => typedFinding(one, asTyped)) }
    terminal.status?.('')
    const exitStatus = isReady ? 0 : 1
    if (values.json) {
      const { command: deploy, ...rest } = report
      return answerJson(terminal, { command: 'preflight', exitStatus, ...rest, deploy })
    }
    for (const line of reportLines(report, terminal.style)) terminal.out(line)
    return exitStatus
  },
})

const rootsIn = (values: Readonly<Record<string, string | boolean | undefined>>): ReadonlyMap<LayoutId, string> =>
  new Map(
    LAYOUTS.flatMap(({ id }): [LayoutId, string][] => {
      const option = rootOption(id)
      const path = values[option]
      if (typeof path !== 'string') return []
      if (!ROOT_PATH.test(path)) throw invalid(`--${option}`, path, 'of A-Z a-z 0-9 . _ / -')
      return [[id, withoutSlashes(path)]]
    }),
  )

const invalid = (option: string, value: string, allowed: string): UsageError =>
  new UsageError(`${option} is ${JSON.stringify(value)}; it must be ${allowed}`)
