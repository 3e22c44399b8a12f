import { DEFAULT_DATABASE, type TableNames, tableNames } from '../../../lambda/names/deployment.ts'
import { REPOSITORY, TAG } from '../../../lambda/names/tables.ts'
import { listed } from '../../../lambda/shared/listed.ts'
import { findingsOf } from '../../finding.ts'
import { checked, type Finding } from '../finding.ts'
import type { Table } from '../ports.ts'
import type { Subject } from '../subject.ts'

const { ok, error } = findingsOf('tables')

type Kind = keyof TableNames

/** Says whether the names of the tables are free, or whose the tables are. */
export const checkTables = (subject: Subject, isDeployed: boolean): Promise<readonly Finding[]> =>
  checked('tables', 'whether the names of the tables are free', async () => {
    const names = Object.entries(namesOf(subject)) as [Kind, string][]
    const all = await Promise.all(
      names.map(async ([kind, name]) => ({ kind, name, table: await subject.aws.table(name) })),
    )
    const taken = all.flatMap(({ kind, name, table }) => (table === undefined ? [] : [{ kind, name, table }]))
    if (taken.length === 0) return [ok(`the names ${names.map(([, name]) => name).join(', ')} are free`)]
    const text = listed(taken.map(({ name }) => name))
    if (isDeployed) return [ok(`${text} are of the stack that is there`)]
    if (taken.some(({ kind, table }) => isOf2015(kind, table))) return [error(`${text} exist: ${OF_2015}`, FIX_2015)]
    const whose = taken.some(({ kind, table }) => isOurs(kind, table))
      ? 'as tables of another search index'
      : 'as tables of another program'
    return [error(`${text} exist, ${whose}: CloudFormation refuses to make them`, ANOTHER)]
  })

const namesOf = ({ database, tables }: Subject): TableNames => {
  const names = tableNames(database)
  return {
    ...names,
    repository: tables?.repositoryTable ?? names.repository,
    version: tables?.versionTable ?? names.version,
  }
}

// Of 2015 the repository table has the key of ours, so that its index tells them apart; the version table has another key.
const isOf2015 = (kind: Kind, { keys, indexes }: Table): boolean => {
  if (kind === 'repository')
    return keys.join() === REPOSITORY.key && indexes.includes('Repositories-By-Description-Index')
  return kind === 'version' && keys.join() === 'version'
}

const isOurs = (kind: Kind, { keys, indexes }: Table): boolean =>
  (kind === 'repository' && indexes.includes(REPOSITORY.changes.index)) ||
  (kind === 'tag' && keys.join() === `${TAG.partition},${TAG.sort}`)

const ANOTHER = `give the tables other names: here by --database, at cdk deploy by -c database=… (${DEFAULT_DATABASE} is the default)`

const OF_2015 =
  'by their keys they are those of docker-registry-index-dynamodb (2015), under whose names CloudFormation can make no others'

const FIX_2015 =
  'take SEARCH_BACKEND out of the configuration of the old registry first and start it anew, then delete them; or give -c database=… and leave them. While the old registry runs with SEARCH_BACKEND, it answers pushes with 500 if its tables are gone, writes its own rows into ours of the same name, and never starts again'
