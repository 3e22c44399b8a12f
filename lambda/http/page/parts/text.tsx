// Texts and times. What an image says of itself is text: it is never HTML, and keeps its direction to itself.

import type { FC } from 'hono/jsx'
import { absolute, outside, shortened } from '../words/text.ts'

/** A time, which the script makes relative to now. */
export const Time: FC<{ at: string | undefined }> = ({ at }) =>
  at === undefined ? null : <time dateTime={at}>{absolute(at)}</time>

/** Anybody's text, cut where it is very long. */
export const Foreign: FC<{ text: string | undefined }> = ({ text }) =>
  text === undefined ? null : <bdi>{shortened(text)}</bdi>

/** Anybody's text, as a link if a browser may follow it. */
export const Outside: FC<{ text: string | undefined }> = ({ text }) => {
  if (text === undefined) return null
  const href = outside(text)
  if (href === undefined) return <Foreign text={text} />
  return (
    <a href={href} rel="noopener noreferrer nofollow">
      <bdi>{shortened(text.replace(/^https?:\/\//i, ''))}</bdi>
    </a>
  )
}

/** How an image describes itself. Nothing if it does not. */
export const Lead: FC<{ text: string | undefined }> = ({ text }) =>
  text === undefined ? null : (
    <p class="lead">
      <Foreign text={text} />
    </p>
  )
