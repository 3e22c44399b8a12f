// A small registry in which every field of an answer is to be seen.

import type { RepositoryRow } from '../../lambda/model/row-schemas.ts'
import { defined } from '../../lambda/shared/defined.ts'
import { run } from './filled.ts'
import { linkWriter } from './links.ts'
import { memorySystem } from './system.ts'

const label = (key: string) => `org.opencontainers.image.${key}`
export const DESCRIPTION = '=Says "hello", & <b>\u{1f9ad}</b>'

/** Three repositories and a run over them: two tags of the same image, a base of one, a signature, an index. */
export const shownSystem = async () => {
  const system = memorySystem()
  const { registry } = system
  const base = registry.push('library/base', 'v1.0')
  const labels = {
    ...{ [label('description')]: DESCRIPTION, [label('title')]: 'App', [label('vendor')]: 'Acme' },
    ...{ [label('licenses')]: 'Apache-2.0', [label('source')]: 'https://example.org/app.git' },
    ...{ [label('revision')]: 'c0ffee00', [label('version')]: '1.2', [label('base.digest')]: base },
    ...{ [label('base.name')]: 'library/base:v1.0', [label('url')]: 'https://example.org' },
  }
  const digest = registry.push('team/app', 'latest', { labels }, new Date('2026-11-02T00:00:00Z'))
  registry.tag('team/app', 'v1.0', digest)
  const signature = ['application/vnd.dev.cosign.simplesigning.v1+json'] as const
  registry.tag(
    'team/app',
    `${digest.replace(':', '-')}.sig`,
    registry.artifact('application/vnd.oci.image.config.v1+json', [signature]),
  )
  registry.tag('copies/app', 'v1.0', digest)
  registry.pushIndex('multi', 'v1', ['linux/amd64', 'linux/arm64/v8'])
  registry.tag('team/app', 'broken', 'nonsense')
  system.bucket.put(
    `docker/registry/v2/repositories/team/app/_manifests/tags/latest/index/${digest.replace(':', '/')}/link`,
    digest,
  )
  system.bucket.put(
    `docker/registry/v2/repositories/team/app/_manifests/revisions/${digest.replace(':', '/')}/link`,
    digest,
  )
  const untagged = registry.manifest({ salt: 'untagged' }).digest
  linkWriter(system.layout, system.bucket.put).revision('team/app', untagged)
  await run(system)
  const row = system.tables.repositories.get('multi') as RepositoryRow
  const document = row.document && { ...row.document, dangling: 1 }
  system.tables.repositories.set('multi', { ...row, ...defined({ document }) })
  return { system, digest, base, untagged }
}
