import { expect, it } from 'vitest'
import { BucketError } from '../../lambda/registry/bucket/bucket-error.ts'
import { run } from '../fakes/filled.ts'
import { memorySystem } from '../fakes/system.ts'

/** A registry in which S3 denies what the test says. */
const deniedWhere = (isDenied: (key: string) => boolean) => {
  const system = memorySystem()
  const { get } = system.bucket.bucket
  system.bucket.bucket.get = async (key, maxBytes) => {
    if (isDenied(key)) throw new BucketError(`can't read ${key}`, 'AccessDenied', undefined)
    return get(key, maxBytes)
  }
  return system
}

it('one blob that S3 denies costs its tag the facts, and the run nothing', async () => {
  let denied = ''
  const system = deniedWhere((key) => key === denied)
  const digest = system.registry.push('app', 'v1')
  system.registry.push('other', 'v1')
  denied = system.layout.blobKey(digest)
  expect(await run(system)).toMatchObject({ repositories: 2, tags: 2, failed: 0 })
  expect(system.tables.briefs.get('app\nv1')).toMatchObject({
    digest,
    problem: `blob ${digest} can't be read: AccessDeniedToThisObject`,
    tries: 0,
  })
  expect(system.tables.briefs.get('other\nv1')).not.toHaveProperty('problem')
})

it('one link that S3 denies is a tag without a digest, also where nothing else is to be read', async () => {
  let denied = ''
  const system = deniedWhere((key) => key === denied)
  system.registry.push('app', 'v1')
  await run(system)
  denied = system.registry.push('new', 'v1') && system.layout.tagKey({ repository: 'new', tag: 'v1' })
  expect(await run(system)).toMatchObject({ repositories: 2, failed: 0 })
  expect(system.tables.briefs.get('new\nv1')).toMatchObject({
    problem: "the tag's link can't be read: AccessDeniedToThisObject",
  })
})

it('where S3 denies everything, nothing is touched', async () => {
  let isLost = false
  const system = deniedWhere(() => isLost)
  system.registry.push('app', 'v1')
  await run(system)
  const rows = structuredClone(system.tables.briefs)
  isLost = true
  system.registry.push('app', 'v1', { salt: 'moved' })
  await expect(run(system)).rejects.toThrow(/AccessDenied.*nothing was removed/)
  expect(system.tables.briefs).toEqual(rows)
})
