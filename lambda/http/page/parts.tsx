// Parts that several views have. What an image says of itself is text: it is never HTML, and keeps its direction to itself.

import type { Child, FC } from 'hono/jsx'
import { Icon } from './icons.tsx'
import { pullCommands, pullKindOf } from './pull-commands.ts'
import { type Reference, referenceText, referenceUrl, searchUrl } from './reference.ts'
import type { Site } from './site.ts'
import { absolute, bytes, outside, short, shortened } from './text.ts'

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

/** Copies its text; of no use without a script, so the script shows it. */
export const Copy: FC<{ text: string; what: string }> = ({ text, what }) => (
  <button type="button" class="copy" data-copy={text} data-what={what} aria-label={`Copy ${what}`} hidden>
    <Icon name="copy" />
  </button>
)

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

const KINDS: ReadonlyMap<string, string> = new Map([
  ['chart', 'Helm chart'],
  ['wasm', 'Wasm'],
  ['plugin', 'plugin'],
  ['artifact', 'artifact'],
  ['cache', 'build cache'],
])

/** What a tag is. Images are what a registry is full of, so only other kinds are named. */
export const KindBadge: FC<{ kind: string | undefined }> = ({ kind }) => {
  if (kind === 'unknown') return <Warning>unreadable</Warning>
  const text = kind === undefined ? undefined : KINDS.get(kind)
  return text === undefined ? null : <span class="badge">{text}</span>
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

/** Something that is wrong: never by colour alone. */
export const Warning: FC<{ children?: Child; title?: string }> = ({ children, title }) => (
  <span class="badge bad" title={title}>
    <Icon name="warn" />
    {children}
  </span>
)

/** What is wrong with what a view shows, in words that hold anybody's text. Nothing if nothing is. */
export const ProblemBanner: FC<{ text: string | undefined }> = ({ text }) =>
  text === undefined ? null : (
    <p class="banner bad">
      <Icon name="warn" />
      <Foreign text={text} />
    </p>
  )

/** How an image describes itself. Nothing if it does not. */
export const Lead: FC<{ text: string | undefined }> = ({ text }) =>
  text === undefined ? null : (
    <p class="lead">
      <Foreign text={text} />
    </p>
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

/** What may be wider than the window: it is moved sideways by itself, by keys too. `by` is the id of its heading. */
export const Scroll: FC<{ by?: string; label?: string; children?: Child }> = ({ by, label, children }) => (
  <section class="scroll" aria-labelledby={by} aria-label={label} tabindex={0}>
    {children}
  </section>
)

/** What an empty list, or a failure, says in place of it. */
export const Empty: FC<{ title: Child; children?: Child; isView?: boolean }> = ({ title, children, isView }) => (
  <section class="empty">
    {isView ? <h1>{title}</h1> : <h2>{title}</h2>}
    {children}
  </section>
)

/** What can be pulled. */
export interface Pulled extends Reference {
  readonly layout: string
  readonly kind?: Parameters<typeof pullKindOf>[0]['kind']
}

/** Commands that pull something, one for each tool. Nothing where none can work. */
export const Pull: FC<{ site: Site; of: Pulled }> = ({ site, of }) => {
  const kind = pullKindOf(of)
  if (kind === undefined) return null
  const commands = pullCommands(kind, `${site.host}/${referenceText(of)}`)
  return (
    <div class="pull" data-pull>
      <fieldset class="tools" aria-label="Tool">
        {commands.map(([tool], at) => (
          <button type="button" data-tool={tool} aria-pressed={at === 0 ? 'true' : 'false'} hidden>
            {tool}
          </button>
        ))}
      </fieldset>
      {commands.map(([tool, command], at) => (
        <div class="command" data-for={tool} hidden={at > 0}>
          <code>{command}</code>
          <Copy text={command} what={`${tool} command`} />
        </div>
      ))}
      {kind === 'v1' && <p class="note">Of a registry v1: Docker could pull from one until 17.12.</p>}
    </div>
  )
}

/** In a row of a list: copies the command of the tool that was chosen last. */
export const RowPull: FC<{ site: Site; of: Pulled; label?: string }> = ({ site, of, label }) => {
  const kind = pullKindOf(of)
  if (kind === undefined) return null
  const reference = `${site.host}/${referenceText(of)}`
  const [[tool, command] = ['', reference]] = pullCommands(kind, reference)
  const what = `command to pull ${referenceText({ ...of, name: of.name.split('/').at(-1) ?? of.name })}`
  return (
    <button
      type="button"
      class="copy"
      data-copy={command}
      data-ref={reference}
      data-kind={kind}
      data-what={`${tool} command`}
      aria-label={`Copy ${what}`}
      hidden
    >
      <Icon name="copy" />
      {label}
    </button>
  )
}
