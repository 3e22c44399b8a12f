// Writes the sample registry into the folder of the local AWS, before that starts.

import { existsSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { distribution } from '../../lambda/registry/layouts/distribution.ts'
import { bucketFolder, writeEmulatorObjects } from '../emulator-objects.ts'
import { sampleObjects } from './sample-objects.ts'
import { MANY_TAGS_REPOSITORY, manyTags, type SampleTag, sampleTags } from './sample-tags.ts'

/** How much was written. */
export interface WrittenSample {
  readonly repositories: number
  readonly tags: number
  readonly objects: number
}

interface SampleOptions {
  /** Folder of the local AWS, which must not run. */
  readonly dir: string
  readonly bucket: string
  /** File that exists while the sample is being written: if it is there at the start, the sample is written again. */
  readonly unfinished: string
  /** Adds a repository with 5,000 tags, if it is not there. */
  readonly manyTags: boolean
  readonly now?: Date
  /** What is written, if not the sample. */
  readonly tags?: () => readonly SampleTag[]
}

/**
 * Writes the sample registry, or what is missing of it.
 * @returns how much was written; undefined if all of it is there
 */
export const writeSample = async (options: SampleOptions): Promise<WrittenSample | undefined> => {
  const { dir, bucket, unfinished, now = new Date() } = options
  const sample = options.tags ?? sampleTags
  const folder = bucketFolder(dir, bucket)
  const isMissing = (path: string) => existsSync(unfinished) || !existsSync(path)
  const tags = [
    ...(isMissing(folder) ? sample() : []),
    ...(options.manyTags && isMissing(join(folder, distribution('').prefix, MANY_TAGS_REPOSITORY)) ? manyTags() : []),
  ]
  if (tags.length === 0) return undefined
  const objects = sampleObjects(now, { tags })
  await mkdir(dirname(unfinished), { recursive: true })
  await writeFile(unfinished, '')
  await writeEmulatorObjects(dir, bucket, objects)
  await rm(unfinished)
  const repositories = new Set(tags.map(({ repository }) => repository)).size
  return { repositories, tags: tags.length, objects: objects.length }
}
