// Reads and writes docs/clients.md: an introduction that is written by hand, then a generated part for each client with
// the output of its commands.

import { STATES } from './client.ts'
import type { Result, Session } from './session.ts'

/** The line that ends the introduction. */
const GENERATED_MARK = '<!-- From here on written by test/e2e/clients.e2e.test.ts -->'

const STATE_NAMES = { off: 'sign-in off', out: 'not signed in', in: 'signed in' } as const

/** The part of the document for one client. */
export interface Part {
  readonly title: string
  /** A line with the version as the client prints it. */
  readonly version: string
  readonly body: string
}

/** Splits a document into its introduction and its parts. */
export const parseDocument = (text: string): { readonly introduction: string; readonly parts: readonly Part[] } => {
  const [introduction = '', rest = ''] = text.split(GENERATED_MARK)
  const parts = rest
    .split(/^## /m)
    .slice(1)
    .map((part) => {
      const [title = '', , version = '', ...body] = part.split('\n')
      return { title, version, body: body.join('\n').trim() }
    })
  return { introduction: introduction.trimEnd(), parts }
}

/** Returns the whole text of a document, with the parts in the order of their titles. */
export const formatDocument = (introduction: string, parts: readonly Part[]): string => {
  const sorted = [...parts].sort((a, b) => (a.title < b.title ? -1 : 1))
  const texts = sorted.map(({ title, version, body }) => `## ${title}\n\n${version}\n\n${body}\n`)
  return `${introduction}\n\n${GENERATED_MARK}\n\n${texts.join('\n')}`
}

/** Returns the part of the document with the results of a client's commands. */
export const partOf = ({ client, results }: Session): Part => {
  const told = client.commands.filter(({ untold }) => untold !== true)
  const those = [...new Set(told.map(({ line }) => line))].map((line) => results.filter((each) => each.line === line))
  const table = ['| command | sign-in off | not signed in | signed in |', '|---|---|---|---|', ...those.map(row)]
  const body = [...table, '', '```console', ...those.flatMap(outputs).slice(0, -1), '```'].join('\n')
  return { title: client.title, version: `\`${client.version}\``, body }
}

const row = (results: readonly Result[]): string => {
  const cells = STATES.map((state) => {
    const result = results.find((each) => each.state === state)
    if (result === undefined) return ''
    const http = /^HTTP\/\S+ (\d{3})/.exec(result.stdout)?.[1]
    if (result.status === 0 && http !== undefined) return `exit 0, HTTP ${http}`
    if (result.status === 0) return result.stdout === '' ? 'exit 0, no output' : 'exit 0'
    return `exit ${result.status}: ${cell(result.errorLine)}`
  })
  const last = results[0]?.line.split('\n').at(-1) ?? ''
  return `| \`${cell(last)}\` | ${cells.join(' | ')} |`
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

// Returns the output of a command that does not fail, once for all states with the same output. Failures are in the
// table.
const outputs = (results: readonly Result[]): string[] => {
  const done = results.filter(({ status }) => status === 0)
  const different = [...new Set(done.map(({ stdout }) => stdout))]
  const some = different.filter((text) => text !== '')
  return some.flatMap((text) => {
    const states = done.filter(({ stdout }) => stdout === text).map(({ state }) => STATE_NAMES[state])
    const which = different.length > 1 ? [`# ${states.join(', ')}`] : []
    return [...which, `$ ${results[0]?.line ?? ''}`, text, '']
  })
}
