import type { DocumentState } from '../../model/search-document.ts'
import type { DocumentReader, PageKey } from './ports.ts'

/** In how many parts the repository table is scanned at the same time. */
const SCAN_PARTS = 8

/**
 * Reads all states of the repository table, in no order, and hands them to `take` page by page.
 * @returns how many rows have an invalid document and were left out
 */
export const scanAll = async (
  reader: Pick<DocumentReader, 'scan'>,
  take: (states: readonly DocumentState[]) => void,
  parts = SCAN_PARTS,
): Promise<number> => {
  const readPart = async (part: number): Promise<number> => {
    let invalid = 0
    let after: PageKey | undefined
    do {
      const page = await reader.scan(part, parts, after)
      take(page.states)
      invalid += page.invalid.length
      after = page.next
    } while (after !== undefined)
    return invalid
  }
  const counts = await Promise.all(Array.from({ length: parts }, (_, part) => readPart(part)))
  return counts.reduce((sum, one) => sum + one, 0)
}
