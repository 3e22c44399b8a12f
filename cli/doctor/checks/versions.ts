import { FACTS_VERSION, SCHEMA } from '../../../lambda/names/versions.ts'
import { type Finding, findingsOf } from '../../finding.ts'
import type { Check } from '../check.ts'

const { ok, note, warning, error } = findingsOf('versions')

const SAME_VERSION = 'use the version of registry-index that was deployed, or deploy this one (npx cdk deploy)'

/** Whether what was deployed, and what wrote the index, is of the version of this program. */
export const checkVersions: Check = async ({ deployment: { version, health } }) => {
  const row = await version.read()
  return [...deployedFindings(health.outputs), indexFinding(row)]
}

const deployedFindings = (outputs: ReadonlyMap<string, string>): Finding[] => {
  const here = new Map([
    ['Schema', SCHEMA],
    ['FactsVersion', FACTS_VERSION],
  ])
  const others = [...here].filter(([name, value]) => outputs.has(name) && outputs.get(name) !== String(value))
  const texts = others.map(([name, value]) => `${name} ${outputs.get(name)} (here ${value})`)
  return others.length === 0
    ? []
    : [warning(`the deployment is of another version than this program: ${texts.join(', ')}`, SAME_VERSION)]
}

const indexFinding = (row: { schema: number; minReader: number; migratingTo?: number | undefined } | undefined) => {
  if (row === undefined)
    return note(
      'the index is not made yet: the first run over the bucket has not begun, which is normal after a deployment',
    )
  if (row.minReader > SCHEMA)
    return error(
      `the index can only be read by code of schema ${row.minReader}; this program has ${SCHEMA}`,
      SAME_VERSION,
    )
  if (row.migratingTo !== undefined)
    return warning(
      `the index is being rewritten, from schema ${row.schema} to ${row.migratingTo}`,
      'wait for the run (registry-index status); if none is under way, registry-index reconcile --wait',
    )
  if (row.schema < SCHEMA)
    return warning(
      `the index has schema ${row.schema}; this program has ${SCHEMA}`,
      'wait for the run that the deployment started, or registry-index reconcile --wait; if an older version was deployed, use that one',
    )
  return ok(`the index has schema ${row.schema}, facts of version ${FACTS_VERSION}`)
}
