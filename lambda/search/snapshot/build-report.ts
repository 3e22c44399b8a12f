import type { Pointer } from './ports.ts'

/** What a status says of the newest build. */
export interface BuildReport {
  /** How many repositories have a document. */
  readonly documents: number
  /** What they take, packed. */
  readonly bytes: number
  /** When the build's reading began. ISO 8601. */
  readonly builtAt: string
}

/** Returns what a status says of a build. */
export const buildReport = ({ documents, bytes, builtAt }: Pointer): BuildReport => ({
  documents,
  bytes,
  builtAt: new Date(builtAt).toISOString(),
})
