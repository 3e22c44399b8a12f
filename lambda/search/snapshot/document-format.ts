import { openDocuments } from '../memory/overlays.ts'
import { packSegment } from '../memory/pack-segment.ts'
import { MEMORY_FORMAT } from '../memory/packed/segment-format.ts'
import { COPY_NAMES, type CopyNames } from '../memory/ranking/copies.ts'
import type { DocumentFormat } from './ports.ts'

/**
 * Returns the form in which builds hold documents, and in which search has them in memory.
 * @param copies names of namespaces whose repositories come last in search; builds don't depend on them
 */
export const documentFormatWith = (copies: CopyNames): DocumentFormat => ({
  version: MEMORY_FORMAT,
  pack: packSegment,
  open: (segments) => openDocuments(segments, copies),
})

/** The same, with the names that search has if no setting changes them. */
export const documentFormat = documentFormatWith(COPY_NAMES)
