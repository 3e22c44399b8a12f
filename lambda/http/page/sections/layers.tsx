// Layers of an image by their sizes: which is the fat one.

import type { FC } from 'hono/jsx'
import type { ManifestAnswer } from '../../answers/manifest-answer.ts'
import { Bar, Digest } from '../parts/image.tsx'
import { Scroll, Warning } from '../parts/notes.tsx'
import { Foreign } from '../parts/text.tsx'
import { instruction } from '../words/instruction.ts'
import { bytes, count } from '../words/text.ts'

type Layer = NonNullable<ManifestAnswer['layers']>[number]

/** Colours of the strip, which repeat. */
const COLOURS = 6

interface LayersProps {
  readonly layers: readonly Layer[]
  /** How many more there are. */
  readonly left?: number | undefined
  /** Digests of blobs that the bucket does not have any more. */
  readonly gone?: readonly string[] | undefined
}

export const Layers: FC<LayersProps> = ({ layers, left = 0, gone = [] }) => {
  const greatest = Math.max(1, ...layers.map(({ size = 0 }) => size))
  const hasTypes = new Set(layers.map(({ mediaType }) => mediaType)).size > 1
  const hasCommands = layers.some(({ command }) => command !== undefined)
  return (
    <>
      <Strip layers={layers} />
      <Scroll by="layers">
        <table>
          <thead>
            <tr>
              <th scope="col" class="num">
                #
              </th>
              <th scope="col" class="num">
                Size
              </th>
              <th scope="col">
                <span class="sr">Share</span>
              </th>
              <th scope="col">Digest</th>
              {hasCommands && <th scope="col">Made by</th>}
              {hasTypes && <th scope="col">Type</th>}
            </tr>
          </thead>
          <tbody>
            {layers.map(({ digest, size, mediaType = '', command }, at) => (
              <tr>
                <td class="num">{at + 1}</td>
                <td class="num">{size !== undefined && bytes(size)}</td>
                <td class={hasCommands ? 'share' : 'wide'}>
                  <Bar share={(size ?? 0) / greatest} />
                </td>
                <td>
                  <Digest digest={digest} what="layer digest" />
                  {gone.includes(digest) && <Warning>missing</Warning>}
                </td>
                {hasCommands && (
                  <td class="made">
                    <code>
                      <Foreign text={command === undefined ? undefined : instruction(command)} />
                    </code>
                  </td>
                )}
                {hasTypes && (
                  <td class="note">
                    <bdi>{mediaType.replace(/^application\/vnd\.(oci|docker)\.image\./, '')}</bdi>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {left > 0 && <p class="note">and {count(left, 'more', 'more')}</p>}
    </>
  )
}

// All layers beside each other, from the bottom of the image on.
const Strip: FC<{ layers: readonly Layer[] }> = ({ layers }) => {
  const total = layers.reduce((sum, { size = 0 }) => sum + size, 0)
  if (total === 0 || layers.length < 2) return null
  let before = 0
  return (
    <svg
      class="strip"
      viewBox="0 0 100 8"
      preserveAspectRatio="none"
      role="img"
      aria-label="Layers by size, bottom first"
    >
      {layers.map(({ size = 0 }, at) => {
        const x = (before / total) * 100
        before += size
        const width = Math.max(0, (size / total) * 100 - 0.25)
        return <rect class={`s${at % COLOURS}`} x={x.toFixed(2)} width={width.toFixed(2)} height="8" />
      })}
    </svg>
  )
}
