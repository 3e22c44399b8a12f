import { describe, expect, it } from 'vitest'
import { rowsIn, rowsOf, withRows } from './table.ts'

const PLACES = ['alone', 'nginx']
const at = (alone: string, nginx?: string) =>
  new Map([['alone', alone], ...(nginx === undefined ? [] : [['nginx', nginx] as const])] as [string, string][])
const cells = new Map([
  [
    'docker',
    new Map([
      ['none', at('a', 'b')],
      ['basic', at('c', 'd')],
      ['registry', at('c', 'd')],
    ]),
  ],
])

describe('the table of clients', () => {
  it('has sign-ins with which a client does the same in one row', () => {
    expect(rowsOf(cells, PLACES).slice(2)).toEqual([
      '| docker | none | a | b |',
      '| docker | basic, registry | c | d |',
    ])
  })

  it('says what was not tried', () => {
    const rows = rowsOf(new Map([['curl', new Map([['none', at('a')]])]]), PLACES)
    expect(rows.at(-1)).toBe('| curl | none | a | not tried |')
  })

  it('is read from a document as it was put there, and the rest stays as it was', () => {
    const mark = '<!-- The table is written by test/e2e/clients-matrix.e2e.test.ts -->'
    const document = `# Clients\n\n${mark}\n\n| old |\n\n<!-- End of the table -->\n\nMore\n`
    const changed = withRows(document, rowsOf(cells, PLACES))
    expect(rowsIn(changed)).toEqual(rowsOf(cells, PLACES))
    expect(withRows(changed, ['| old |'])).toBe(document)
    expect(() => rowsIn('# Clients')).toThrow(/no table/)
  })
})
