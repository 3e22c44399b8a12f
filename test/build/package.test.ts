// What `npm pack` makes: what is in it, whether its types and entries resolve, and whose code it passes on.

import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { isBuiltin } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FUNCTION_NAMES } from '../../infra/function-code.ts'
import { ROOT } from '../../local/paths.ts'
import { packInto } from './pack.ts'

/** As the profile `esm-only` of attw: who uses CommonJS loads it by Node's require of ES modules. */
const RESOLUTIONS = ['node16-esm', 'bundler']

describe('the package', () => {
  let folder: string
  let files: string[]
  let tarball: Buffer
  const text = (path: string) => readFile(join(ROOT, path), 'utf8')

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'package-'))
    const packed = await packInto(folder)
    files = packed.files
    tarball = await readFile(packed.tarball)
  })
  afterAll(() => rm(folder, { recursive: true }))

  it('has the construct, its types, the command line, the functions, and nothing else', () => {
    const kinds = [
      /^(LICENSE|README\.md|package\.json|dist\/THIRD-PARTY\.md)$/,
      /^dist\/(index|cli|viewer-request)\.js$/,
      // Parts of these that are loaded on demand.
      /^dist\/[a-z]+(-[a-z]+)*-[A-Z0-9]{8}\.js$/,
      /^dist\/types\/(infra|front|lambda(\/names)?)\/[a-z-]+\.d\.ts$/,
    ]
    const functions = FUNCTION_NAMES.flatMap((name) => {
      const code = `dist/functions/${name}/index.js`
      return name === 'api' ? [code] : [code, `${code}.map`]
    })
    expect(files).toEqual(expect.arrayContaining([...functions, 'dist/index.js', 'dist/cli.js', 'LICENSE']))
    expect(files.filter((file) => !functions.includes(file) && !kinds.some((kind) => kind.test(file)))).toEqual([])
  })

  it('satisfies publint', async () => {
    const { buffer, byteOffset, byteLength } = tarball
    const copy = new Uint8Array(buffer, byteOffset, byteLength).slice().buffer as ArrayBuffer
    const { messages } = await publint({ pack: { tarball: copy } })
    expect(messages).toEqual([])
  })

  it('has types that resolve to what is loaded', async () => {
    const result = await checkPackage(createPackageFromTarballData(tarball))
    if (!result.types) throw new Error('the package has no types')
    expect(Object.keys(result.entrypoints)).toContain('.')
    const found = result.problems.filter(
      (problem) => !('resolutionKind' in problem) || RESOLUTIONS.includes(problem.resolutionKind),
    )
    expect(found).toEqual([])
  })

  it('has the types of the sources by the names that they have in it', async () => {
    const types = files.filter((file) => file.endsWith('.d.ts'))
    expect(types.length).toBeGreaterThan(5)
    for (const file of types) {
      const imported = [...(await text(file)).matchAll(/from '(\.[^']+)'/g)].map(([, path = '']) => path)
      for (const path of imported) expect(files).toContain(join(file, '..', path.replace(/\.js$/, '.d.ts')))
    }
  })

  it('depends on exactly what its code imports', async () => {
    const code = files.filter((file) => /^dist\/[^/]+\.js$/.test(file) && !file.includes('viewer-request'))
    const sources = await Promise.all(code.map(text))
    const imports = sources.flatMap((source) =>
      [...source.matchAll(/(?:^import\b[^"]*|\bfrom |\bimport\()"([^".][^"]*)"/gm)].map(([, name = '']) => name),
    )
    const packages = imports.flatMap((name) => (isBuiltin(name) ? [] : (/^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? [])))
    const { dependencies, peerDependencies } = JSON.parse(await text('package.json'))
    expect([...new Set(packages)].sort()).toEqual(Object.keys({ ...dependencies, ...peerDependencies }).sort())
  })

  it('names the licences of all packages in the maps of its functions', async () => {
    const listed = await text('dist/THIRD-PARTY.md')
    const maps = files.filter((file) => file.endsWith('.map'))
    expect(maps).toHaveLength(FUNCTION_NAMES.length - 1)
    const sources: string[] = (await Promise.all(maps.map(text))).flatMap((map) => JSON.parse(map).sources)
    const packages = new Set(
      sources.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules)/.exec(path)?.[1] ?? []),
    )
    expect([...packages]).toContain('@aws-sdk/client-dynamodb')
    for (const name of packages) expect(listed).toContain(`| ${name} | `)
    // The search function has none.
    for (const name of ['hono', 'bcryptjs']) expect(listed).toMatch(new RegExp(`\\| ${name} \\| [^ ]+ \\| (MIT|BSD)`))
    expect(listed).toContain('Copyright (c) 2021 - present, Yusuke Wada and Hono contributors')
  })
})
