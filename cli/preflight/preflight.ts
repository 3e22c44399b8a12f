// All checks, in an order in which each has what it needs. Those that need nothing of each other run at the same time.

import { DEFAULT_STACK, databaseOf } from '../../lambda/names/deployment.ts'
import { DISTRIBUTION } from '../../lambda/names/layouts.ts'
import { distribution } from '../../lambda/registry/layouts/distribution.ts'
import type { Layout } from '../../lambda/registry/layouts/layout.ts'
import { findingsOf } from '../finding.ts'
import { checkBucket, checkRegion, nameProblem } from './checks/bucket.ts'
import { checkConcurrency } from './checks/concurrency.ts'
import { checkEncryption } from './checks/encryption.ts'
import { type LoadEstimate, loadEstimate, loadFinding } from './checks/first-load.ts'
import { checkNotifications } from './checks/notifications.ts'
import { checkPolicy } from './checks/policy.ts'
import { checkRead } from './checks/read.ts'
import { checkRegistries, settingsOf } from './checks/registry.ts'
import { checkRights } from './checks/rights.ts'
import { checkStack } from './checks/stack.ts'
import { checkTables } from './checks/tables.ts'
import { checkVersioning } from './checks/versioning.ts'
import { CHECKS, checked, type Finding, isFailure, unchecked } from './finding.ts'
import { type Estimate, estimate } from './listing/estimate.ts'
import type { Walked } from './listing/walk.ts'
import { CallError, type PreflightAws, type RegionalAws } from './ports.ts'
import { type Intent, isForeign, type Subject } from './subject.ts'

export interface Report {
  readonly bucket: string
  /** Undefined where it isn't known. */
  readonly region: string | undefined
  readonly account: string | undefined
  readonly findings: readonly Finding[]
  /** The settings to give to `cdk deploy`, by their names. */
  readonly settings: Readonly<Record<string, string>>
  /** The command that deploys with these settings; undefined if nothing can be deployed. */
  readonly command: string | undefined
  /** Names of some repositories that were found. */
  readonly sample: readonly string[]
  readonly firstLoad: LoadEstimate | undefined
  /** True if no finding forbids the deployment, and nothing essential is unknown. */
  readonly isReady: boolean
}

/**
 * Checks a bucket, and the account that its index is to be deployed in. Changes nothing.
 * @param onStep called with what is being done
 */
export const preflight = async (
  aws: PreflightAws,
  intent: Intent,
  onStep: (text: string) => void = () => {},
): Promise<Report> => {
  const { bucket } = intent
  const misnamed = nameProblem(bucket)
  if (misnamed !== undefined) return report(intent, [misnamed])
  const place = await placeOf(aws, bucket)
  if (!('access' in place)) return report(intent, [place])
  const { region, access } = place
  const there = checkBucket(bucket, place)
  if (region === undefined) return report(intent, [there])
  const regional = aws.in(region)
  const { account, findings: credentials, isKnown } = await callerOf(regional)
  if (!isKnown) return report(intent, credentials)
  const list: Subject['list'] = (request) => regional.list(bucket, request)
  const subject: Subject = { ...intent, aws: regional, region, account, list }

  onStep('looking for registries')
  const [{ findings: stack, own }, { findings: registry, layouts }] = await Promise.all([
    checkStack(subject),
    checkRegistries(subject),
  ])
  onStep('looking at the bucket and the account')
  // Where no registry was found, what would be deployed is the default.
  const deployed = layouts.length > 0 ? layouts : [distribution(intent.roots.get(DISTRIBUTION.id) ?? '')]
  const checks = Promise.all([
    checkPolicy(subject, deployed),
    checkVersioning(subject),
    checkNotifications(subject, deployed, own?.get('IndexerQueue')),
    checkRights(subject, access === 'allowed'),
    checkTables(subject, own !== undefined),
    checkConcurrency(subject),
  ])
  const [others, { findings: reads, kmsKeys, parts }] = await Promise.all([checks, measure(subject, layouts, onStep)])
  const encryption = await checkEncryption(subject, kmsKeys)
  const load = parts.length === 0 ? undefined : loadEstimate(parts, encryption.costsRequests)
  const findings = [
    ...credentials,
    there,
    checkRegion(region, await aws.configuredRegion()),
    ...stack,
    ...registry,
    ...reads,
    ...encryption.findings,
    ...others.flat(),
    ...(load === undefined ? [] : [loadFinding(load)]),
  ]
  const settings = [
    ['bucket', bucket],
    ...(isForeign(subject)
      ? ([
          ['bucket_account', intent.bucketAccount ?? ''],
          ['notify', 'none'],
        ] as const)
      : []),
    ...settingsOf(layouts),
    ...(encryption.kmsKeys.length === 0 ? [] : [['kms_key', encryption.kmsKeys.join(',')]]),
    ...(intent.stack === DEFAULT_STACK ? [] : [['stack', intent.stack]]),
    ...(intent.database === databaseOf(intent.stack) ? [] : [['database', intent.database]]),
    ...(intent.tables?.repositoryTable === undefined ? [] : [['repository_table', intent.tables.repositoryTable]]),
    ...(intent.tables?.versionTable === undefined ? [] : [['version_table', intent.tables.versionTable]]),
  ] as const
  const given = settings.map(([name, value]) => `-c ${name}=${value}`).join(' ')
  return {
    ...report(intent, findings),
    region,
    account,
    settings: Object.fromEntries(settings),
    command: `AWS_REGION=${region} npx cdk deploy ${given}`,
    sample: parts.flatMap(({ walked }) => walked.names),
    firstLoad: load,
  }
}

// A report of what was found so far, where nothing more can be asked.
const report = ({ bucket }: Intent, findings: readonly Finding[]): Report => ({
  bucket,
  region: undefined,
  account: undefined,
  findings: [...findings].sort((a, b) => CHECKS.indexOf(a.check) - CHECKS.indexOf(b.check)),
  settings: {},
  command: undefined,
  sample: [],
  firstLoad: undefined,
  isReady: !findings.some(isFailure),
})

const placeOf = async (aws: PreflightAws, bucket: string) => {
  try {
    return await aws.placeOf(bucket)
  } catch (error) {
    if (!(error instanceof CallError)) throw error
    if (error.kind === 'credentials') return findingsOf('credentials').error(error.message, error.fix)
    return unchecked('bucket', `whether there is a bucket ${bucket}`, error)
  }
}

// Who asks. Where the service can't be asked, the checks that need the account say less; where it does not know the
// credentials, nobody does.
const callerOf = async (aws: RegionalAws) => {
  const { ok, error } = findingsOf('credentials')
  try {
    const { account, arn } = await aws.caller()
    return { account, findings: [ok(`${arn} in the account ${account}`)], isKnown: true }
  } catch (thrown) {
    if (!(thrown instanceof CallError)) throw thrown
    if (thrown.kind === 'credentials')
      return { account: undefined, findings: [error(thrown.message, thrown.fix)], isKnown: false }
    return { account: undefined, findings: [unchecked('credentials', 'whose they are', thrown)], isKnown: true }
  }
}

interface Part {
  readonly layout: Layout
  readonly estimate: Estimate
  readonly walked: Walked
}

// Counts what the layouts hold, and reads a tag of each. The LISTs are shared between them.
const measure = async (subject: Subject, layouts: readonly Layout[], onStep: (text: string) => void) => {
  const kmsKeys: string[] = []
  const parts: Part[] = []
  const findings: Finding[] = []
  for (const layout of layouts) {
    onStep(`counting the tags below ${layout.prefix}`)
    const failed = await checked('first-load', `how many tags are below ${layout.prefix}`, async () => {
      const { walked, ...size } = await estimate(subject.list, layout, Math.ceil(subject.maxLists / layouts.length))
      parts.push({ layout, estimate: size, walked })
      return []
    })
    const read = await checkRead(subject, layout, parts.find((one) => one.layout === layout)?.walked.samples ?? [])
    findings.push(...failed, ...read.findings)
    kmsKeys.push(...read.kmsKeys)
  }
  return { findings, kmsKeys, parts }
}
