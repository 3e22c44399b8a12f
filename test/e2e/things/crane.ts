// Makes and pushes images by crane.

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { layer } from '../../../local/sample/image.ts'
import { type PushTarget, type RemoteTag, remoteTag } from './push-target.ts'

const NAME = 'crane/app'

const layerFile = async (target: PushTarget, text: string): Promise<string> => {
  const file = join(await target.folder(), 'layer.tar.gz')
  await writeFile(file, layer({ 'etc/motd': text }).body)
  return file
}

const LABELS = ['--label', 'org.opencontainers.image.description=Made by crane', '--label', 'org.example.team=crane']

const made = async (
  target: PushTarget,
  tag: string,
  platform: string,
  empty: readonly string[],
): Promise<RemoteTag> => {
  const at = remoteTag(target, NAME, tag)
  const { reference } = at
  const [shared, own] = [await layerFile(target, 'the same for all'), await layerFile(target, platform)]
  // The image has one layer twice, whose size counts only once.
  const layers = [shared, own, own].flatMap((file) => ['--new_layer', file])
  await target.use('crane', 'append', ...empty, ...layers, '--new_tag', reference)
  const annotations = ['--annotation', `org.opencontainers.image.title=for ${platform}`]
  await target.use('crane', 'mutate', reference, ...LABELS, ...annotations, '--set-platform', platform, '-t', reference)
  return at
}

/**
 * Pushes an image in Docker's format, with the annotations that crane adds even there, for a platform with a variant.
 */
export const craneDocker = (target: PushTarget): Promise<RemoteTag> => made(target, 'v1.0', 'linux/arm64/v8', [])

/** Pushes an image in OCI's format. */
export const craneOci = (target: PushTarget): Promise<RemoteTag> =>
  made(target, 'v1.1', 'linux/amd64', ['--oci-empty-base'])

/** Pushes an image index of both images. */
export const craneIndex = async (docker: RemoteTag, oci: RemoteTag): Promise<RemoteTag> => {
  const at = remoteTag(docker.target, NAME, 'both')
  const images = [docker, oci].flatMap(({ reference }) => ['--manifest', reference])
  await at.target.use('crane', 'index', 'append', ...images, '--tag', at.reference)
  return at
}

/** Adds another tag to an image. */
export const craneTag = async (from: RemoteTag): Promise<RemoteTag> => {
  const at = remoteTag(from.target, NAME, 'stable')
  await at.target.use('crane', 'tag', from.reference, at.tag)
  return at
}

/** Copies an image to another repository of the registry, which only mounts the blobs there. */
export const craneCopy = async (from: RemoteTag): Promise<RemoteTag> => {
  const at = remoteTag(from.target, 'crane/copied/deep/down', 'v2')
  await at.target.use('crane', 'copy', from.reference, at.reference)
  return at
}
