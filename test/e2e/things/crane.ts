import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { layer } from '../../../local/sample/image.ts'
import { type Place, type Spot, spot } from './place.ts'

const NAME = 'crane/app'

const layerFile = async (place: Place, text: string): Promise<string> => {
  const file = join(await place.folder(), 'layer.tar.gz')
  await writeFile(file, layer({ 'etc/motd': text }).body)
  return file
}

const LABELS = ['--label', 'org.opencontainers.image.description=Made by crane', '--label', 'org.example.team=crane']

const made = async (place: Place, tag: string, platform: string, empty: readonly string[]): Promise<Spot> => {
  const at = spot(place, NAME, tag)
  const { reference } = at
  const [shared, own] = [await layerFile(place, 'the same for all'), await layerFile(place, platform)]
  // One layer twice: it takes its room once.
  const layers = [shared, own, own].flatMap((file) => ['--new_layer', file])
  await place.use('crane', 'append', ...empty, ...layers, '--new_tag', reference)
  const annotations = ['--annotation', `org.opencontainers.image.title=for ${platform}`]
  await place.use('crane', 'mutate', reference, ...LABELS, ...annotations, '--set-platform', platform, '-t', reference)
  return at
}

/** An image in Docker's format (with annotations: crane puts them there too), for a platform with a variant. */
export const craneDocker = (place: Place): Promise<Spot> => made(place, 'v1.0', 'linux/arm64/v8', [])

/** An image in OCI's format. */
export const craneOci = (place: Place): Promise<Spot> => made(place, 'v1.1', 'linux/amd64', ['--oci-empty-base'])

/** An index of both. */
export const craneIndex = async (docker: Spot, oci: Spot): Promise<Spot> => {
  const at = spot(docker.place, NAME, 'both')
  const images = [docker, oci].flatMap(({ reference }) => ['--manifest', reference])
  await at.place.use('crane', 'index', 'append', ...images, '--tag', at.reference)
  return at
}

/** Another tag for the same. */
export const craneTag = async (from: Spot): Promise<Spot> => {
  const at = spot(from.place, NAME, 'stable')
  await at.place.use('crane', 'tag', from.reference, at.tag)
  return at
}

/** The same in another repository: the registry only mounts the blobs there. */
export const craneCopy = async (from: Spot): Promise<Spot> => {
  const at = spot(from.place, 'crane/copied/deep/down', 'v2')
  await at.place.use('crane', 'copy', from.reference, at.reference)
  return at
}
