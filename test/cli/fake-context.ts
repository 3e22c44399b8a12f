import { CliError } from '../../cli/cli-error.ts'
import { COMMANDS } from '../../cli/commands/all.ts'
import type { Context } from '../../cli/context.ts'
import type { Deployment, Execution, Target } from '../../cli/deployment.ts'
import { TABLES } from '../../cli/doctor/first/points/tables.ts'
import type { FirstLook } from '../../cli/doctor/first/ports.ts'
import type { Health } from '../../cli/doctor/ports.ts'
import type { Answer } from '../../cli/http.ts'
import type { PreflightAws } from '../../cli/preflight/ports.ts'
import type { Registry } from '../../cli/registry-client.ts'
import { run } from '../../cli/run.ts'
import { neededRules } from '../../lambda/health/notification.ts'
import { ALARMS, alarmName } from '../../lambda/names/alarms.ts'
import { ENV } from '../../lambda/names/environment.ts'
import { LAYOUTS, type LayoutId } from '../../lambda/names/layouts.ts'
import { FACTS_VERSION, SCHEMA } from '../../lambda/names/versions.ts'
import { documentSource } from '../fakes/document-source.ts'
import { LABEL_KEYS } from '../fakes/http.ts'
import { memoryScan } from '../fakes/memory-scan.ts'
import { memorySystem } from '../fakes/system.ts'

export const ARN = 'arn:aws:states:us-east-1:000000000000:execution:machine:run-1'

/** Returns a deployment in memory and a command line interface that uses it. Everything it prints is recorded. */
export const fakeCli = ({ isTerminal = false, layouts }: { isTerminal?: boolean; layouts?: LayoutId[] } = {}) => {
  const system = memorySystem({ rootDirectory: 'sub', ...(layouts && { layouts }) })
  const { scan } = memoryScan(system.tables)
  const out: string[] = []
  const notes: string[] = []
  const shown: string[] = []
  const started: object[] = []
  const targets: Target[] = []
  const sent: string[] = []
  /** Messages that the indexer's queue does not take. */
  const refused = new Set<string>()
  const interrupt = new AbortController()
  const queues = { waiting: 0, inFlight: 0, deadLetters: 0 }
  /** The answers of Step Functions, one after the other. The last one is repeated. */
  const executions: (() => Promise<Execution> | Execution)[] = []
  const registries: Registry[] = []
  /** The AWS that preflight asks. */
  const preflights: PreflightAws[] = []
  const logins: unknown[] = []
  /** How the program is called. */
  const called = { self: 'registry-index' }
  const env: Record<string, string> = {}
  /** The secret with the users; nobody signs in by one if its text is undefined. `before` is done before each replacement. */
  const secret: { text: string | undefined; version: number; readonly before: (() => void)[] } = {
    ...{ text: JSON.stringify({ username: 'registry', password: 'generated' }), version: 1, before: [] },
  }
  /** What is typed at the terminal, one after the other, and what stdin has. */
  const typed = { hidden: [] as string[], prompts: [] as string[], stdin: '' }
  /** The addresses that were asked, and the answers to them by status: that of a deployment where all is well. */
  const asked: URL[] = []
  const web = {
    async answer(url: URL, headers: Readonly<Record<string, string>>): Promise<Answer> {
      const given = headers['Authorization']
      const isOpen = url.pathname === '/v1/_ping' || given === `Basic ${btoa('registry:generated')}`
      const date = new Date(system.clock.now()).toUTCString()
      return {
        status: isOpen ? 200 : 401,
        headers: new Map([['date', date], ...(isOpen ? [] : [['www-authenticate', 'Basic'] as const])]),
        body: '{}',
      }
    },
  }
  const queueArn = 'arn:aws:sqs:eu-west-1:123456789012:index'
  const outputs = new Map([
    ['Notify', 's3'],
    ['IndexerFunction', 'indexer'],
    ['BackfillFunction', 'backfill'],
    ['SearchFunction', 'search'],
    ['SecretArn', 'arn:secret'],
    ['Schema', String(SCHEMA)],
    ['FactsVersion', String(FACTS_VERSION)],
    ...LAYOUTS.map(({ root }) => [root.output, '/sub'] as const),
    ...TABLES.map(([output]) => [output, `hub-${output}`] as const),
  ])
  const health: { -readonly [K in keyof Health]: Health[K] } = {
    stackStatus: 'UPDATE_COMPLETE',
    outputs,
    notifications: async () => ({
      rules: neededRules(system.ports.layouts.all).map((rule) => ({ ...rule, destination: queueArn })),
      hasEventBridge: false,
    }),
    functionState: async () => ({
      memoryMb: 1769,
      environment: new Map([
        [ENV.reconcileDays, '1'],
        [ENV.database, 'hub'],
      ]),
    }),
    tryAccess: async () => ({ read: ['team/app:v1'] }),
    alarms: async () =>
      new Map(
        ALARMS.map((name) => [
          alarmName('hub', name),
          { state: 'OK', reason: '', since: undefined, isHeard: true } as const,
        ]),
      ),
    oldestEvent: async () => undefined,
  }
  /** A deployment on AWS of which everything is seen as it is meant. */
  const firstLook: { -readonly [K in keyof FirstLook]: FirstLook[K] } = {
    async table(name) {
      const indexes = TABLES.find(([output]) => `hub-${output}` === name)?.[1] ?? []
      const warm = { warmWriteUnits: 4000, warmStatus: 'ACTIVE' }
      const answeredAt = system.clock.now()
      return {
        status: 'ACTIVE',
        indexes: indexes.map((index) => ({ name: index, status: 'ACTIVE' })),
        ...warm,
        answeredAt,
      }
    },
    expiry: async () => ({ attribute: 'expires', status: 'ENABLED' }),
    runtime: async () => ({ runtime: 'nodejs24.x', architecture: 'arm64', inVpc: false }),
    invoked: async () => ({ durationMs: 5, initMs: 310.4, maxMemoryMb: 120 }),
    measured: async () => ({ sum: 1200, samples: 3, maximum: 800 }),
  }
  const deployment: Deployment = {
    stack: 'registry-index',
    url: 'https://index.example/',
    bucketName: 'registry',
    bucket: system.ports.bucket,
    layouts: system.ports.layouts,
    bucketSide: {
      bucketName: 'registry',
      queueArn,
      roleArns: ['arn:aws:iam::123456789012:role/indexer', 'arn:aws:iam::123456789012:role/backfill'],
      layouts: system.ports.layouts.all,
    },
    labelKeys: LABEL_KEYS,
    store: system.ports.store,
    scan,
    search: documentSource(system.tables),
    version: system.ports.version,
    queues: async () => queues,
    deadLetters: system.ports.deadLetters,
    async send(body) {
      if (refused.has(body)) throw new Error(`the queue refuses ${body}`)
      sent.push(body)
    },
    async start(input) {
      started.push(input)
      return ARN
    },
    async execution() {
      const next = executions.length > 1 ? executions.shift() : executions[0]
      if (next === undefined) throw new Error('no execution')
      return next()
    },
    get secret() {
      if (secret.text === undefined) return undefined
      return {
        read: async () => ({ text: secret.text ?? '', version: `${secret.version}` }),
        async replace(version: string, text: string) {
          secret.before.shift()?.()
          if (version !== `${secret.version}`) return false
          secret.text = text
          secret.version++
          return true
        },
      }
    },
    health,
    firstLook,
  }
  const context: Context = {
    self: 'registry-index',
    asTyped: (text) => text,
    terminal: {
      out: (line) => void out.push(line),
      note: (line) => void notes.push(line),
      ...(isTerminal ? { status: (line: string) => void shown.push(line) } : {}),
      style: (_, text) => text,
    },
    input: {
      all: async () => typed.stdin,
      ...(isTerminal && {
        async hidden(prompt: string) {
          typed.prompts.push(prompt)
          return typed.hidden.shift() ?? ''
        },
      }),
    },
    clock: system.clock,
    env,
    async deployment(target) {
      targets.push(target)
      if (target.stack !== deployment.stack) throw new CliError(`there is no stack "${target.stack}"`)
      return deployment
    },
    async preflight() {
      if (preflights[0] === undefined) throw new CliError('the local system is not running')
      return preflights[0]
    },
    http(url, headers = {}) {
      asked.push(url)
      return web.answer(url, headers)
    },
    registry(_, given) {
      logins.push(given)
      if (registries[0] === undefined) throw new Error('no registry')
      return registries[0]
    },
    interrupted: () => interrupt.signal,
  }
  return {
    system,
    snapshots: deployment.search.store,
    context,
    out,
    notes,
    shown,
    started,
    targets,
    sent,
    refused,
    interrupt,
    queues,
    deployment,
    health,
    firstLook,
    outputs,
    web,
    asked,
    executions,
    registries,
    preflights,
    logins,
    called,
    env,
    secret,
    typed,
    run: (...argv: string[]) => run(argv, { ...context, self: called.self }, { commands: COMMANDS, version: '1.2.3' }),
  }
}
