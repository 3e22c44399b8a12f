// Writes objects into the folder of the local AWS, before it starts, in the form in which it keeps them itself. S3 lets nobody
// say when an object was written; this does, so that a sample can have been pushed over years. test/local holds it to
// what the local AWS then says of them.

import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ACCOUNT } from './environment.ts'

/** One object of a bucket. */
export interface DatedObject {
  readonly key: string
  readonly body: Buffer
  readonly lastModified: Date
}

const PARALLEL = 16
const OWNER_ONLY = { mode: 0o600 } as const

/** Returns the folder of a bucket, which exists from the bucket's first object on. */
export const bucketFolder = (emulatorDir: string, bucket: string): string => join(emulatorDir, 's3', ACCOUNT, bucket)

/**
 * Writes objects, over those with the same keys, and so makes the bucket. Keys must be plain paths, as those of a registry
 * are.
 */
export const writeEmulatorObjects = async (
  emulatorDir: string,
  bucket: string,
  objects: readonly DatedObject[],
): Promise<void> => {
  const folder = bucketFolder(emulatorDir, bucket)
  const rest = objects.values()
  const worker = async () => {
    for (const { key, body, lastModified } of rest) {
      const path = join(folder, key)
      const etag = `"${createHash('md5').update(body).digest('hex')}"`
      const about = { key, etag, size: body.length, last_modified: lastModified.toISOString() }
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, body, OWNER_ONLY)
      await writeFile(`${path}.meta.json`, JSON.stringify(about), OWNER_ONLY)
    }
  }
  await Promise.all(Array.from({ length: PARALLEL }, worker))
}
