// The sheet and the scripts, as they are served.

import { createHash } from 'node:crypto'
import { OPEN_PATHS } from '../../../names/front.ts'
import script from './page.client.js'
import css from './page.css'
import theme from './theme.client.js'

const sha256 = (text: string) => createHash('sha256').update(text)
/** As a policy names a text that may stand in a page. */
const hashed = (text: string) => `'sha256-${sha256(text).digest('base64')}'`

/** Without comments and what only people need to read; no text in the sheet has two spaces, or a comment, in it. */
const packed = (sheet: string): string =>
  sheet
    .replaceAll(/\/\*.*?\*\//gs, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?([{};,]) ?/g, '$1')
    .trim()

/** Without indents, and lines that are comments. */
const withoutIndents = (code: string): string => code.replaceAll(/^\s+/gm, '').replaceAll(/^\/\/.*\n/gm, '')

const sheet = packed(css)
const client = withoutIndents(script)
const themeScript = withoutIndents(theme)

export const ASSETS = {
  /** Stands in every page, allowed by its hash: as a file it would cost every first view a round trip. */
  sheet,
  /** Stands in every page, too: what is chosen must be known before the first paint, and a file would hold that up. */
  themeScript,
  script: client,
  /** Another script has another address, so that it may be kept for ever. */
  scriptPath: `${OPEN_PATHS.pageFiles}${sha256(client).digest('base64url').slice(0, 10)}.js`,
} as const

/** What a browser may do with a page: nothing that is not named here, whatever an image says of itself. */
export const POLICY = [
  ...["default-src 'none'", `script-src 'self' ${hashed(themeScript)}`, `style-src ${hashed(sheet)}`],
  "img-src 'self' data:",
  ...["connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"],
].join('; ')
