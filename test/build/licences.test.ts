import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { bundledPackages, thirdParty } from '../../build/licences.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'licences-'))
})
afterEach(() => rm(root, { recursive: true }))

const put = async (path: string, text: string) => {
  const file = join(root, 'node_modules', path)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
}
const install = (name: string, license: string, version = '1.0.0') =>
  put(`${name}/package.json`, JSON.stringify({ name: name.replace(/^.*node_modules\//, ''), version, license }))

describe('bundled packages', () => {
  it('are those of which a file was bundled, once each', async () => {
    await install('a', 'MIT')
    await put('a/LICENSE', 'Copyright A\n')
    await install('@scope/b', 'Apache-2.0')
    await put('@scope/b/LICENSE.txt', 'Apache')
    await put('@scope/b/NOTICE', 'Notice of B')
    await install('a/node_modules/c', 'ISC', '2.0.0')
    await put('a/node_modules/c/licence.md', 'Copyright C')
    const inputs = ['lambda/api.ts', 'node_modules/a/x.js', 'node_modules/a/lib/y.js', 'node_modules/@scope/b/z.js']
    expect(bundledPackages([...inputs, 'node_modules/a/node_modules/c/x.js'], root)).toEqual([
      { name: '@scope/b', version: '1.0.0', licence: 'Apache-2.0', texts: ['Apache', 'Notice of B'] },
      { name: 'a', version: '1.0.0', licence: 'MIT', texts: ['Copyright A'] },
      { name: 'c', version: '2.0.0', licence: 'ISC', texts: ['Copyright C'] },
    ])
  })

  it('may have no licence but those that ask for no more than their text', async () => {
    await install('a', 'GPL-3.0-only')
    expect(() => bundledPackages(['node_modules/a/x.js'], root)).toThrow('a has the licence GPL-3.0-only')
  })

  it('have the text that their licence asks for', async () => {
    await install('a', 'MIT')
    await install('b', 'MIT-0')
    expect(() => bundledPackages(['node_modules/a/x.js'], root)).toThrow('a 1.0.0 has no file with its licence')
    expect(bundledPackages(['node_modules/b/x.js'], root)).toMatchObject([{ name: 'b', texts: [] }])
  })

  it('are known', () => {
    expect(() => bundledPackages(['node_modules/a/x.js'], root)).toThrow('has no package.json')
  })
})

it('the document of third parties has each text once, under all that share it', () => {
  const one = { version: '1.0.0', licence: 'MIT', texts: ['The text'] }
  const document = thirdParty([
    { name: 'a', ...one },
    { name: 'b', ...one },
    { name: 'c', ...one, texts: ['Another'] },
  ])
  expect(document).toContain('| b | 1.0.0 | MIT |')
  const headings = document.split('\n').filter((line) => line.startsWith('## '))
  expect(headings).toEqual(['## a 1.0.0, b 1.0.0', '## c 1.0.0'])
})
