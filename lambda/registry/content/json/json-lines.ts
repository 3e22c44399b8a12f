// Reads blobs that may hold several JSON documents: one a line, as bundles of in-toto do, or in an array. They may be
// compressed.

import { gunzipSync } from 'node:zlib'
import { type Fields, fieldsOf, parseJson } from './json-fields.ts'
import { Problem } from './problem.ts'

/** Lines or elements of one blob that are read. */
const MAX_DOCUMENTS = 100
/** Most bytes of what was compressed. */
const UNPACKED_MAX_BYTES = 1024 * 1024
const GZIP = Buffer.from([0x1f, 0x8b])
const LINE_FEED = 0x0a

/**
 * Returns the JSON objects that a blob holds: the one that it is, or those of its first 100 lines or elements. Others of
 * these are left out, as in-toto asks for (in-toto/attestation, spec/v1/bundle.md).
 * @throws Problem if it can't be unpacked
 */
export const documentsIn = (blob: Uint8Array): Fields[] => {
  const content = unpacked(blob)
  const whole = jsonOf(content)
  const values = Array.isArray(whole) ? whole.slice(0, MAX_DOCUMENTS) : whole === undefined ? linesOf(content) : [whole]
  return values.flatMap((value) => fieldsOf(value, []) ?? [])
}

/** Returns the value of a text that is JSON; undefined if it is none. */
export const jsonOf = (content: Uint8Array): unknown => {
  try {
    return parseJson(content, 'it')
  } catch (error) {
    if (error instanceof Problem) return undefined
    throw error
  }
}

const unpacked = (blob: Uint8Array): Uint8Array => {
  if (!GZIP.equals(blob.subarray(0, GZIP.length))) return blob
  try {
    return gunzipSync(blob, { maxOutputLength: UNPACKED_MAX_BYTES })
  } catch (error) {
    throw new Problem('it is no gzip, or unpacked too large', { cause: error })
  }
}

const linesOf = (content: Uint8Array): unknown[] => {
  const values: unknown[] = []
  for (let from = 0, lines = 0; from < content.length && lines < MAX_DOCUMENTS; lines++) {
    const found = content.indexOf(LINE_FEED, from)
    const end = found < 0 ? content.length : found
    values.push(jsonOf(content.subarray(from, end)))
    from = end + 1
  }
  return values
}
