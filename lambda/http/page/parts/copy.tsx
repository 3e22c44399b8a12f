import type { FC } from 'hono/jsx'
import { Icon } from './icons.tsx'

/** Copies its text; of no use without a script, so the script shows it. */
export const Copy: FC<{ text: string; what: string }> = ({ text, what }) => (
  <button type="button" class="copy" data-copy={text} data-what={what} aria-label={`Copy ${what}`} hidden>
    <Icon name="copy" />
  </button>
)
