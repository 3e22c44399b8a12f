// What lists and views show of an image: digest, platforms, kind, size.

import type { FC } from 'hono/jsx'
import { kindWords } from '../words/kind-words.ts'
import { referenceUrl, searchUrl } from '../words/reference.ts'
import { bytes, short } from '../words/text.ts'
import { Copy } from './copy.tsx'
import { Warning } from './notes.tsx'

/** A digest in short, with the whole one to copy; a link to the manifest if a repository is given. */
export const Digest: FC<{ digest: string; name?: string; layout?: string; what?: string }> = (one) => {
  const { digest, name, layout, what = 'digest' } = one
  const code = <code title={digest}>{short(digest)}</code>
  return (
    <span class="digest">
      {name === undefined ? code : <a href={referenceUrl({ name, digest }, layout)}>{code}</a>}
      <Copy text={digest} what={what} />
    </span>
  )
}

const PLATFORM_ORDER = [
  ...['linux/amd64', 'linux/arm64', 'linux/arm64/v8', 'linux/arm/v7', 'linux/arm/v6', 'linux/arm/v5', 'linux/386'],
  ...['linux/ppc64le', 'linux/s390x', 'linux/riscv64', 'linux/mips64le'],
]
const rank = (platform: string): number => PLATFORM_ORDER.indexOf(platform) + 1 || 99

/** Platforms in one order everywhere, so that rows can be compared. Of many some are shown, with the number of the rest. */
export const Platforms: FC<{ all: readonly string[] | undefined; most?: number }> = ({ all = [], most = 3 }) => {
  if (all.length === 0) return null
  const sorted = [...all].sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))
  const shown = sorted.slice(0, most)
  const isLinux = shown.every((one) => one.startsWith('linux/'))
  const left = sorted.length - shown.length
  return (
    <span class="platforms" title={sorted.join(', ')}>
      {shown.map((one) => (
        <bdi class="platform">{isLinux ? one.slice('linux/'.length) : one}</bdi>
      ))}
      {left > 0 && <span class="platform">+{left}</span>}
    </span>
  )
}

/** What a tag is. Images are what a registry is full of, so only other kinds are named. */
export const KindBadge: FC<{ kind: string | undefined }> = ({ kind }) => {
  if (kind === undefined || kind === 'image' || kind === 'index') return null
  if (kind === 'unknown') return <Warning>{kindWords(kind)}</Warning>
  return <span class="badge">{kindWords(kind)}</span>
}

/** Tags named beside one. */
const MAX_SAME = 4

/** Other tags of a repository that point to the same image. Nothing if there are none. */
export const SameTags: FC<{ name: string; layout: string; tags: readonly string[] }> = ({ name, layout, tags }) =>
  tags.length === 0 ? null : (
    <span class="same">
      ={' '}
      {tags.slice(0, MAX_SAME).map((tag, at) => (
        <>
          {at > 0 && ', '}
          <a href={referenceUrl({ name, tag }, layout)}>{tag}</a>
        </>
      ))}
      {tags.length > MAX_SAME && ` +${tags.length - MAX_SAME}`}
    </span>
  )

/** A share from 0 to 1 as a bar. In attributes of an SVG, since the policy allows no style attribute. */
export const Bar: FC<{ share: number }> = ({ share }) => (
  <svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
    <rect class="track" width="100" height="4" />
    <rect class="fill" width={Math.max(0.5, Math.min(100, share * 100)).toFixed(1)} height="4" />
  </svg>
)

/** Compressed bytes; of an image index those of all platforms together, which is less than the sum of its rows. */
export const Size: FC<{ bytes: number | undefined; platforms?: readonly string[] | undefined }> = (one) =>
  one.bytes === undefined ? null : (
    <>
      {bytes(one.bytes)}
      {(one.platforms?.length ?? 0) > 1 && <span class="note"> all platforms</span>}
    </>
  )

/** `team / app`: each namespace can be looked into. */
export const Crumbs: FC<{ name: string; layout: string; isLink?: boolean }> = ({ name, layout, isLink = false }) => {
  const parts = name.split('/')
  return (
    <nav class="crumbs" aria-label="Namespaces">
      {parts.map((part, at) => {
        const isLast = at === parts.length - 1
        const to = isLast ? referenceUrl({ name }, layout) : searchUrl(`namespace:${parts.slice(0, at + 1).join('/')}`)
        return (
          <>
            {at > 0 && <span class="slash">/</span>}
            {isLast && !isLink ? (
              <b>
                <bdi>{part}</bdi>
              </b>
            ) : (
              <a href={to}>
                <bdi>{part}</bdi>
              </a>
            )}
          </>
        )
      })}
    </nav>
  )
}
