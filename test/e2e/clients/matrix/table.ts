// The table of docs/clients.md: a row for each client and sign-in, a column for each place.

/** What came of each client (first key) with each sign-in (second) at each place (third). */
export type Cells = ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, string>>>

const START = '<!-- The table is written by test/e2e/clients-matrix.e2e.test.ts -->'
const END = '<!-- End of the table -->'

/** Returns the lines of the table. Sign-ins with which a client does the same share a row. */
export const rowsOf = (cells: Cells, places: readonly string[]): string[] => {
  const head = `| client | sign-in | ${places.join(' | ')} |`
  const rows = [...cells].flatMap(([client, signIns]) => {
    const same = new Map<string, string[]>()
    for (const [signIn, at] of signIns) {
      const text = places.map((place) => at.get(place) ?? 'not tried').join(' | ')
      same.set(text, [...(same.get(text) ?? []), signIn])
    }
    return [...same].map(([text, names]) => `| ${client} | ${names.join(', ')} | ${text} |`)
  })
  return [head, `|---|---|${places.map(() => '---|').join('')}`, ...rows]
}

/** Returns the lines of the table in a document. @throws Error if it has none */
export const rowsIn = (document: string): string[] => {
  const [, table] = document.split(START)
  const [rows, rest] = table?.split(END) ?? []
  if (rows === undefined || rest === undefined) throw new Error(`the document has no table after "${START}"`)
  return rows.trim().split('\n')
}

/** Returns the document with these lines in the place of its table. */
export const withRows = (document: string, rows: readonly string[]): string => {
  const [before, table] = document.split(START)
  const [, after] = table?.split(END) ?? []
  if (after === undefined) throw new Error(`the document has no table after "${START}"`)
  return `${before}${START}\n\n${rows.join('\n')}\n\n${END}${after}`
}
