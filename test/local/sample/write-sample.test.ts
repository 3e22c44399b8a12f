import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { distribution } from '../../../lambda/registry/layouts/distribution.ts'
import { bucketFolder } from '../../../local/emulator-objects.ts'
import { SAMPLE } from '../../../local/sample/catalog.ts'
import { MANY_TAGS, sampleTags } from '../../../local/sample/sample-tags.ts'
import { writeSample } from '../../../local/sample/write-sample.ts'

const FEW = SAMPLE.filter(({ name }) => name === 'library/redis' || name === 'charts/redis')
const LINK = distribution('').tagKey({ repository: 'library/redis', tag: 'latest' })

describe('writeSample', () => {
  let dir: string
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'registry-index-sample-'))
  })
  afterEach(() => rm(dir, { recursive: true, force: true }))

  const unfinished = () => join(dir, 'state', 'unfinished')
  const write = (manyTags = false, now = new Date('2030-01-02T03:04:05Z')) =>
    writeSample({ dir, bucket: 'registry', unfinished: unfinished(), manyTags, now, tags: () => sampleTags(FEW) })
  const file = () => join(bucketFolder(dir, 'registry'), LINK)
  const writtenAt = async () => JSON.parse(await readFile(`${file()}.meta.json`, 'utf8')).last_modified

  it('writes all of it once, with pushes before now', async () => {
    expect(await write()).toMatchObject({ repositories: 2 })
    expect(await readFile(file(), 'utf8')).toMatch(/^sha256:[0-9a-f]{64}$/)
    expect(await writtenAt()).toMatch(/^(2029-12-31|2030-01-01)/)
    expect(existsSync(unfinished())).toBe(false)
    await writeFile(file(), 'pushed since')
    expect(await write(false, new Date('2031-01-02T03:04:05Z'))).toBeUndefined()
    expect(await readFile(file(), 'utf8')).toBe('pushed since')
  })

  it('writes all of it again if it was interrupted', async () => {
    await write()
    await rm(file())
    await writeFile(unfinished(), '')
    expect(await write()).toMatchObject({ repositories: 2 })
    expect(existsSync(file())).toBe(true)
  })

  it('adds the repository with very many tags, also later', async () => {
    await write()
    await writeFile(file(), 'pushed since')
    expect(await write(true)).toMatchObject({ repositories: 1, tags: MANY_TAGS })
    expect(await write(true)).toBeUndefined()
    expect(await readFile(file(), 'utf8')).toBe('pushed since')
  })
})
