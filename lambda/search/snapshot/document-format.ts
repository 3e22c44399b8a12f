import { openDocuments } from '../memory/overlays.ts'
import { packSegment } from '../memory/pack-segment.ts'
import { MEMORY_FORMAT } from '../memory/segment-format.ts'
import type { DocumentFormat } from './ports.ts'

/** The form in which builds hold documents, and in which search has them in memory. */
export const documentFormat: DocumentFormat = { version: MEMORY_FORMAT, pack: packSegment, open: openDocuments }
