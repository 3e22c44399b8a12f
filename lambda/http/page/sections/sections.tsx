// The sections of a view, with links to each at the top.

import type { Child, FC } from 'hono/jsx'

export interface Section {
  readonly id: string
  readonly title: string
  readonly body: Child
}

/** Those that are there. */
export const Sections: FC<{ all: readonly (Section | false)[] }> = ({ all }) => {
  const sections = all.filter((one) => one !== false)
  return (
    <>
      {sections.length > 1 && (
        <nav class="jump" aria-label="On this page">
          {sections.map(({ id, title }) => (
            <a href={`#${id}`}>{title}</a>
          ))}
        </nav>
      )}
      {sections.map(({ id, title, body }) => (
        <div class="part">
          <h2 id={id}>{title}</h2>
          {body}
        </div>
      ))}
    </>
  )
}
