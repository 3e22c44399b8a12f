// What an index is an index of, as the version row says it.

import { DISTRIBUTION, DOCKER_V1 } from '../names.ts'
import type { Layouts } from '../registry/layouts/layouts.ts'

export interface Place {
  readonly bucket: string
  /** Roots of the layouts `distribution` and `docker-v1`, without slashes at their ends. */
  readonly root: string
  readonly storagePath?: string | undefined
  readonly layouts: string[]
}

/** Where these layouts of a bucket lie. */
export const placeOf = ({ bucketName, layouts }: { readonly bucketName: string; readonly layouts: Layouts }): Place => {
  const rootOf = (id: string) => layouts.all.find((layout) => layout.id === id)?.root
  const storagePath = rootOf(DOCKER_V1.id)
  return {
    bucket: bucketName,
    root: rootOf(DISTRIBUTION.id) ?? '',
    ...(storagePath === undefined ? {} : { storagePath }),
    layouts: layouts.all.map(({ id }) => id),
  }
}

/** The root of a layout in a place. */
export const rootIn = (place: Place, id: string): string | undefined =>
  id === DOCKER_V1.id ? place.storagePath : place.root

/** A place, for people. */
export const sayPlace = (of: Place): string =>
  `bucket ${of.bucket}, ${of.layouts.map((id) => `layout ${id} in /${rootIn(of, id) ?? ''}`).join(' and ')}`
