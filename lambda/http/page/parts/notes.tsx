// What is wrong, what is empty, and what may be wider than the window.

import type { Child, FC } from 'hono/jsx'
import { Icon } from './icons.tsx'
import { Foreign } from './text.tsx'

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
