// What is installed, and that it is always the same: what a robot that raises versions would otherwise find out first.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '..')
const read = (...path: string[]) => readFileSync(join(ROOT, ...path), 'utf8')
const { dependencies, devDependencies } = JSON.parse(read('package.json'))

describe('the dependencies', () => {
  it('have exact versions', () => {
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
      expect(version, name).toMatch(/^\d+\.\d+\.\d+$/)
  })

  it('have each the hash of its archive in the lock file, and no address', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as {
      packages: Record<string, { integrity?: string; link?: boolean; inBundle?: boolean }>
    }
    for (const [path, { integrity, inBundle }] of Object.entries(packages))
      if (path !== '' && inBundle !== true) expect(integrity, path).toMatch(/^sha512-/)
    expect(read('package-lock.json')).not.toContain('"resolved"')
  })

  it('have one Node: that of the scripts, and that with which one may begin', () => {
    expect(read('.node-version')).toBe(`${devDependencies.node}\n`)
  })
})

describe('the workflows', () => {
  const folder = '.github/workflows'
  const workflows = readdirSync(join(ROOT, folder)).map((name) => [name, read(folder, name)] as const)

  it.each(workflows)(
    'of %s use actions of one commit each, and may only read unless a job says otherwise',
    (_, text) => {
      const used = [...text.matchAll(/uses: (.+)/g)].map(([, action]) => action)
      expect(used).not.toEqual([])
      for (const action of used) expect(action).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
      expect(text).toContain('\npermissions:\n  contents: read\n')
    },
  )

  it('run what developers run', () => {
    const all = workflows.map(([, text]) => text).join()
    expect(all).toContain('- run: bash .ci/run\n')
    expect(all).toContain('- run: npm run advisories\n')
  })
})

describe('renovate.json', () => {
  const { customManagers } = JSON.parse(read('renovate.json'))

  it('finds each program in test/e2e/tools.ts, but the one whose modules Go chooses', () => {
    const [{ matchStrings }] = customManagers
    const found = [...read('test/e2e/tools.ts').matchAll(new RegExp(matchStrings[0], 'g'))].map(
      ({ groups }) => `${groups?.['depName']} ${groups?.['currentValue']}`,
    )
    expect(found).toEqual([
      expect.stringMatching(/^github\.com\/distribution\/distribution\/v3 v3\./),
      expect.stringMatching(/^github\.com\/google\/go-containerregistry v/),
      expect.stringMatching(/^oras\.land\/oras v/),
      expect.stringMatching(/^helm\.sh\/helm\/v3 v3\./),
      expect.stringMatching(/^github\.com\/regclient\/regclient v/),
    ])
    // Renovate's expressions are those of RE2, which knows no look-around.
    expect(matchStrings[0]).not.toMatch(/\(\?<?[!=]/)
  })
})
