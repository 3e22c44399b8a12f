import { expect, it } from 'vitest'
import { BucketError } from '../../lambda/registry/bucket/bucket-error.ts'
import { run } from '../fakes/filled.ts'
import { memorySystem } from '../fakes/system.ts'

/** A registry in which S3 denies the keys that the test chooses. */
const deniedWhere = (isDenied: (key: string) => boolean) => {
  const system = memorySystem()
  const { get } = system.bucket.bucket
  system.bucket.bucket.get = async (key, maxBytes) => {
    if (isDenied(key)) throw new BucketError(`can't read ${key}`, 'AccessDenied', undefined)
    return get(key, maxBytes)
  }
  return system
}

it('costs a tag its facts, but does not fail the run, when S3 denies one blob', async () => {
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

it('indexes a tag without a digest when S3 denies its link, even if no other key was read before', async () => {
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

it('changes nothing when S3 denies everything', async () => {
  let isLost = false
  const system = deniedWhere(() => isLost)
  system.registry.push('app', 'v1')
  await run(system)
  const rows = structuredClone(system.tables.briefs)
  isLost = true
  system.registry.push('app', 'v1', { salt: 'moved' })
  await expect(run(system)).rejects.toThrow(/AccessDenied.*removed nothing because of it/)
  expect(system.tables.briefs).toEqual(rows)
})
