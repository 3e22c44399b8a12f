// Runs the unit tests that can notice one fault, with that fault in the source: it is planted while the file is loaded, so
// nothing on disk changes. FAULT is the file and the fault's place in its list, as `lambda/indexing/plan.ts#3`.

import { resolve } from 'node:path'
import { defineConfig, type Plugin } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { asText } from '../as-text.ts'
import { FAULTS } from './faults.ts'
import { TESTS } from './tests.ts'

const root = resolve(import.meta.dirname, '../..')
const [file = '', at = ''] = (process.env['FAULT'] ?? '').split('#')
const [, text = '', replacement = ''] = FAULTS[file]?.[Number(at)] ?? []
const tests = TESTS[file] ?? Object.values(TESTS).flat()

const faulty = resolve(root, file)

const plantFault: Plugin = {
  name: 'plant-fault',
  enforce: 'pre',
  // Modules are kept on disk between runs, but not one that has a fault.
  configureVitest: ({ defineCacheKeyGenerator }) =>
    defineCacheKeyGenerator(({ id }) => (id === faulty ? false : undefined)),
  transform: (code, id) => (text !== '' && id === faulty ? code.replace(text, () => replacement) : undefined),
}

const place = ({ moduleId }: TestSpecification): number => tests.findIndex((path) => moduleId.endsWith(path))

class LikeliestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.sort((a, b) => place(a) - place(b))
  }
}

export default defineConfig({
  root,
  plugins: [asText, plantFault],
  test: {
    setupFiles: ['test/setup.ts'],
    include: [...new Set(tests)],
    exclude: ['**/*.integration.test.ts'],
    bail: 1,
    // One worker that loads each module once: the tests share nothing else.
    isolate: false,
    maxWorkers: 1,
    fileParallelism: false,
    sequence: { sequencer: LikeliestFirst },
    testTimeout: 120_000,
  },
})
