// The pictures in docs/. They are written by:
//
//   UPDATE_DOCS=1 npx vitest run --project 'end to end' test/e2e/page

import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ROOT } from '../../../local/paths.ts'
import { BASIC } from '../../fakes/http.ts'
import { type OpenBrowser, PHONE } from './browser.ts'
import { smallPng } from './small-png.ts'

const LIGHT = { colorScheme: 'light' } as const
const DARK = { colorScheme: 'dark' } as const
const COMPARISON = '/compare?a=payments/api:4.11.2&b=payments/api:latest'

/** Names of the pictures, and what they are of. */
export const SCREENSHOTS = [
  ['page-start', '/', LIGHT],
  ['page-results', '/?q=reids', LIGHT],
  ['page-repository', '/r/library/postgres', LIGHT],
  ['page-tag', '/r/payments/api:latest', DARK],
  ['page-compare', COMPARISON, LIGHT],
  ['page-phone', '/r/library/postgres', PHONE],
] as const

const SIZE = { width: 1200, height: 780 }

/** Takes a picture, small enough for a repository. */
export const takeScreenshot = async (
  { open, server }: OpenBrowser,
  [, path, options]: (typeof SCREENSHOTS)[number],
): Promise<Buffer> => {
  const site = { title: 'registry.example.com', pullHost: 'registry.example.com' }
  server.state.options = { access: BASIC, site }
  const httpCredentials = { username: 'registry', password: 'pa:ss wörd' }
  const view = await open(path, { viewport: SIZE, ...options, httpCredentials })
  server.state.options = {}
  const picture = await view.screenshot()
  await view.context().close()
  return smallPng(picture)
}

/** Puts a picture in its place in docs/. */
export const writeScreenshot = (name: string, picture: Buffer): Promise<void> =>
  writeFile(join(ROOT, 'docs', 'images', `${name}.png`), picture)
