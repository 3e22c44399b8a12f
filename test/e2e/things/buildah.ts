// Builds and pushes images by buildah, from scratch. Its storage uses plain directories in the target's folder, so that
// no mount is needed.

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type PushTarget, type RemoteTag, remoteTag } from './push-target.ts'

const storage = async ({ folder, run }: PushTarget) => {
  const dir = await folder()
  const where = ['--root', join(dir, 'storage'), '--runroot', join(dir, 'run'), '--storage-driver', 'vfs']
  const buildah = async (command: string, ...args: string[]) =>
    (await run('buildah', ...where, command, ...args)).trim()
  return { dir, buildah }
}

const IMAGE_LABELS = [
  '--label',
  'org.opencontainers.image.description=Made by buildah',
  '--label',
  'org.example.empty=',
]

interface Destination {
  readonly image?: string
  readonly list?: string
}

// Builds an image with one file and stores it under a name or in a manifest list.
const build = async (
  { dir, buildah }: Awaited<ReturnType<typeof storage>>,
  arch: string,
  { image, list }: Destination,
) => {
  const container = await buildah('from', 'scratch')
  const title = ['--annotation', `org.opencontainers.image.title=for ${arch}`]
  await buildah('config', '--arch', arch, ...IMAGE_LABELS, ...title, container)
  const file = join(dir, `file-${arch}`)
  await writeFile(file, `a file for ${arch}\n`)
  await buildah('copy', container, file, '/file')
  const options = list === undefined ? [] : ['--manifest', list]
  await buildah('commit', ...options, container, ...(image === undefined ? [] : [image]))
}

/** Builds and pushes an image. */
export const buildahImage = async (target: PushTarget): Promise<RemoteTag> => {
  const at = remoteTag(target, 'buildah/image', 'v1.0')
  const store = await storage(target)
  await build(store, 'amd64', { image: 'localhost/image' })
  await store.buildah('push', '--tls-verify=false', 'localhost/image', `docker://${at.reference}`)
  return at
}

/** Builds images for two platforms and pushes them as a manifest list in Docker's format. */
export const buildahList = async (target: PushTarget): Promise<RemoteTag> => {
  const at = remoteTag(target, 'buildah/list', 'v1.0')
  const store = await storage(target)
  await store.buildah('manifest', 'create', 'list')
  for (const arch of ['amd64', 'arm64']) await build(store, arch, { list: 'list' })
  const options = ['--all', '--format', 'v2s2', '--tls-verify=false']
  await store.buildah('manifest', 'push', ...options, 'list', `docker://${at.reference}`)
  return at
}
