// What the documents name as code is there: files, folders, scripts; and so is what their links lead to. What is still to
// be made stands in them as plain text.

import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '..', '..')
const FOLDERS = ['lambda', 'cli', 'infra', 'build', 'bench', 'local', 'test', 'docs', 'lint', '.ci']
const FILES = globSync(['*', ...FOLDERS.map((folder) => `${folder}/**/*`)], { cwd: ROOT })
const DOCUMENTS = FILES.filter((file) => /^(README|CONTRIBUTING|CHANGELOG|docs\/.*)\.md$/.test(file))
const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> }

const CODE = /```.*?```|`[^`\n]+`/gs
/** Names of files, with their folders or without; none that is a part of a longer word, of an address or a pattern. */
const NAMED = /(?<![\w@./<>*…-])(?:[\w@.-]+\/)*[\w@-][\w.-]*\.(?:ts|md|json|grit)(?![\w/-])/g
const FOLDER = new RegExp(
  `(?<=\`)(?:${FOLDERS.map((folder) => folder.replace('.', '\\.')).join('|')})/[\\w./-]*(?=\`)`,
  'g',
)
const SCRIPT = /(?<=npm run )[\w:-]+/g
const LINK = /\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g

const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8')
const all = (text: string, pattern: RegExp): string[] => [...new Set(text.match(pattern))]
/** What a build writes, which is not in the checkout at first. */
const BUILT = ['dist/THIRD-PARTY.md', 'template.out/template.json']
/** A document may leave out the folders that its reader knows: `app.ts` for `lambda/http/app.ts`. */
const isFile = (name: string) => FILES.some((file) => file === name || file.endsWith(`/${name}`))

/** What GitHub makes of headings, for links. */
const anchors = (file: string): string[] =>
  [...textOf(file).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  )

describe.each(DOCUMENTS)('%s', (document) => {
  const text = textOf(document)
  const code = all(text, CODE).join('\n')

  it('names files that are there', () => {
    expect(all(code, NAMED).filter((name) => !isFile(name) && !BUILT.includes(name))).toEqual([])
  })

  it('names folders, or files in them, that are there', () => {
    expect(all(code, FOLDER).filter((name) => !existsSync(join(ROOT, name)))).toEqual([])
  })

  it('names scripts of npm that are there', () => {
    expect(all(code, SCRIPT).filter((name) => scripts[name] === undefined)).toEqual([])
  })

  it('has links that lead somewhere', () => {
    const broken = [...text.matchAll(LINK)].filter(([, path = '', anchor]) => {
      const target = path === '' ? document : relative(ROOT, join(ROOT, dirname(document), path))
      if (!FILES.includes(target)) return true
      return anchor !== undefined && !anchors(target).includes(anchor)
    })
    expect(broken.map(([link]) => link)).toEqual([])
  })
})

it('documents are looked at', () => {
  expect(DOCUMENTS).toContain('README.md')
  expect(DOCUMENTS.length).toBeGreaterThan(5)
})
