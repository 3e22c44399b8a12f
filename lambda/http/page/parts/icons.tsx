import type { FC } from 'hono/jsx'

const PATHS = {
  copy: 'M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z',
  search: 'M11.5 7a4.5 4.5 0 1 1-9 0 4.5 4.5 0 0 1 9 0m-1 3.5 4 4',
  theme: 'M13.2 9.6a5.6 5.6 0 0 1-6.8-6.8 5.6 5.6 0 1 0 6.8 6.8z',
  close: 'm4.5 4.5 7 7m0-7-7 7',
  warn: 'M8 2 14.5 13.5h-13zM8 6.5v3.2m0 1.8v.3',
  ok: 'm3 8.5 3.2 3.2L13 5',
} as const

/** A small drawing beside a word, or in a button that has a name: readers don't see it. */
export const Icon: FC<{ name: keyof typeof PATHS }> = ({ name }) => (
  <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
    <path d={PATHS[name]} />
  </svg>
)
