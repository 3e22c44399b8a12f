// How the tables are, and what their indexes show.

import { REPOSITORY, TAG, VERSION } from '../../../../lambda/names/tables.ts'
import { asMeant, type FirstSubject, measured, notSeen, otherwise, outputOf, type Point } from '../point.ts'

const CHANGES_WITHIN_MS = 3_600_000
/** Entries of the index of changes that are compared with their rows: one request reads so many. */
const COMPARED = 50

/** The outputs that name the tables, with the indexes that each has. */
export const TABLES: readonly (readonly [output: string, indexes: readonly string[]])[] = [
  ['RepositoryTable', [REPOSITORY.catalog.index, REPOSITORY.changes.index]],
  ['TagTable', [TAG.rank.index, TAG.newest.index, ...Object.values(TAG.lookups).map(({ index }) => index)]],
  ['SearchTable', []],
  ['VersionTable', []],
]

/** What these take is the table's: CloudWatch has no metrics of them. */
const LOCAL: readonly string[] = [TAG.rank.index, TAG.newest.index]

/** Tables, and the indexes that have units and throttles of their own, with the dimensions by which CloudWatch knows them. */
export const metered = (subject: FirstSubject): readonly { title: string; dimensions: Record<string, string> }[] =>
  TABLES.flatMap(([output, indexes]) => {
    const TableName = outputOf(subject, output)
    const own = indexes.filter((index) => !LOCAL.includes(index))
    return [
      { title: output, dimensions: { TableName } },
      ...own.map((index) => ({ title: index, dimensions: { TableName, GlobalSecondaryIndexName: index } })),
    ]
  })

const tables: Point['look'] = async (subject) => {
  const found = await Promise.all(
    TABLES.map(async ([output, indexes]) => {
      const state = await subject.deployment.firstLook.table(outputOf(subject, output))
      const known = state.indexes.filter(({ name }) => indexes.includes(name))
      return { ...state, missing: indexes.length - known.length, more: state.indexes.length - known.length }
    }),
  )
  const states = found.flatMap(({ status, indexes }) => [status, ...indexes.map((one) => one.status)])
  const counts = {
    'not active': states.filter((status) => status !== undefined && status !== 'ACTIVE').length,
    'indexes missing': found.reduce((all, { missing }) => all + missing, 0),
    'unknown indexes': found.reduce((all, { more }) => all + more, 0),
  }
  const warm = found.map(({ warmWriteUnits, warmStatus }) =>
    warmWriteUnits === undefined ? 'unknown' : `${warmWriteUnits}${warmStatus === 'ACTIVE' ? '' : ' (not yet)'}`,
  )
  const wrong = Object.entries(counts).filter(([, count]) => count > 0)
  const text = `write units a second that the tables are ready for: ${warm.join(', ')}`
  if (wrong.length > 0) return otherwise(`${wrong.map(([what, count]) => `${count} ${what}`).join(', ')}; ${text}`)
  const silent = states.filter((status) => status === undefined).length
  return silent === 0
    ? asMeant(`all tables and indexes are active; ${text}`)
    : notSeen(`all tables and indexes are there, but ${silent} do not say whether they are active; ${text}`)
}

const expiry: Point['look'] = async (subject) => {
  const all = await Promise.all(
    [['RepositoryTable', REPOSITORY.expires] as const, ['VersionTable', VERSION.expires] as const].map(
      async ([output, attribute]) => {
        const found = await subject.deployment.firstLook.expiry(outputOf(subject, output))
        return found?.attribute === attribute && ['ENABLED', 'ENABLING'].includes(found.status)
      },
    ),
  )
  const off = all.filter((isOn) => !isOn).length
  return off === 0
    ? asMeant('TTL is enabled where rows expire')
    : otherwise(`TTL is off, or by another attribute, in ${off} of 2 tables`)
}

const dates: Point['look'] = async (subject) => {
  const { answeredAt } = await subject.deployment.firstLook.table(outputOf(subject, 'VersionTable'))
  if (answeredAt === undefined) return otherwise("DynamoDB's answers have no header Date")
  const seconds = Math.round(Math.abs(subject.clock.now() - answeredAt) / 1000)
  return asMeant(`DynamoDB's answers have the header Date; the clock of this machine is ${seconds} s off`)
}

const changes: Point['look'] = async (subject) => {
  const { reader } = subject.deployment.search
  const { states } = await reader.changes(subject.clock.now() - CHANGES_WITHIN_MS)
  if (states.length === 0) return notSeen('no repository changed within an hour; push something, then look again')
  const isInOrder = states.every(({ changedAt }, at) => changedAt >= (states[at - 1]?.changedAt ?? 0))
  const newest = new Map(states.slice(-COMPARED).map((state) => [state.id, state.changedAt]))
  const rows = await reader.rows([...newest.keys()])
  const behind = rows.states.filter(({ id, changedAt }) => changedAt > (newest.get(id) ?? 0)).length
  const text = `${behind} of ${newest.size} entries of the index of changes were behind their rows`
  return isInOrder ? measured(text) : otherwise(`${text}, and they were not in the order of their times`)
}

export const TABLE_POINTS: readonly Point[] = [
  { id: 'tables', look: tables },
  { id: 'ttl', look: expiry },
  { id: 'dates', look: dates },
  { id: 'changes', look: changes },
]
