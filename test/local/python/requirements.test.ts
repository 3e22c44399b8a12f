import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PYTHON_PROGRAMS, requirementsOf } from '../../../local/venv.ts'

const linesOf = (file: string) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.trimStart().startsWith('#'))

/** `name==version` of each package in a file, by all of its hashes. */
const pinnedIn = (file: string): Map<string, string[]> => {
  const pinned = new Map<string, string[]>()
  let hashes: string[] = []
  for (const line of linesOf(file))
    if (line.startsWith(' ')) hashes.push(line.trim().replace(/ \\$/, ''))
    else {
      hashes = []
      pinned.set(line.replace(/ \\$/, ''), hashes)
    }
  return pinned
}

describe('the Python packages', () => {
  it('are of the programs in local/python/, and of no others', () => {
    const there = readdirSync(join(requirementsOf('emulator'), '..')).filter((name) => /\.(in|txt)$/.test(name))
    expect(there.sort()).toEqual(PYTHON_PROGRAMS.flatMap((name) => [`${name}.in`, `${name}.txt`]).sort())
  })

  describe.each(PYTHON_PROGRAMS)('of %s', (program) => {
    const file = requirementsOf(program)
    const pinned = pinnedIn(file)

    it('have each an exact version and the hashes of its files, and come from nowhere else', () => {
      expect(pinned.size).toBeGreaterThan(0)
      for (const [requirement, hashes] of pinned) {
        expect(requirement).toMatch(/^[a-z0-9-]+==[\w.]+( ; python_full_version [\w.'=<>* ]+)?$/)
        expect(hashes, requirement).not.toEqual([])
        for (const hash of hashes) expect(hash).toMatch(/^--hash=sha256:[0-9a-f]{64}$/)
      }
      expect(readFileSync(file, 'utf8')).not.toMatch(/https?:|--(extra-)?index-url|--find-links/)
    })

    it('are those that its .in file names, with all that these need', () => {
      const named = linesOf(file.replace(/txt$/, 'in'))
      expect([...pinned.keys()]).toEqual(expect.arrayContaining(named))
      for (const requirement of named) expect(requirement).toMatch(/^[a-z0-9-]+==[\w.]+$/)
    })
  })
})
