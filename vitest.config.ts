import { defineConfig } from 'vitest/config'
import { asText } from './test/as-text.ts'
import { atMost, isLong } from './test/effort.ts'

const integration = ['test/**/*.integration.test.ts']
const endToEnd = ['test/**/*.e2e.test.ts']
const template = ['test/infra/**/*.test.ts']
const simulation = ['test/simulation/**/*.test.ts']

/** So long that only what hangs reaches it, also where other programs take most of the machine. */
const patience = { testTimeout: atMost(300_000), hookTimeout: atMost(300_000) }

export default defineConfig({
  plugins: [asText],
  test: {
    setupFiles: ['test/setup.ts'],
    // All processors: vitest would leave one of them to itself, which is half of a machine with two.
    maxWorkers: '100%',
    // Of all projects together, by `npm test` alone: the adapters in lambda/aws/ meet nothing but the integration tests,
    // infra/ nothing but the template's. The functions that the end-to-end tests deploy run elsewhere, and don't count.
    // The figures are those of today, rounded down. Who raises them raises the bounds.
    coverage: {
      include: ['lambda/**/*.{ts,tsx}', 'cli/**/*.ts', 'infra/**/*.ts'],
      reporter: ['text-summary'],
      reportsDirectory: '.local/coverage',
      thresholds: {
        'lambda/**': { lines: 96, statements: 96, functions: 97, branches: 93 },
        'cli/**': { lines: 95, statements: 95, functions: 94, branches: 88 },
        'infra/**': { lines: 95, statements: 93, functions: 96, branches: 79 },
      },
    },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...integration, ...endToEnd, ...template, ...simulation],
          ...patience,
        },
      },
      // The index under any schedule of the world around it.
      { extends: true, test: { name: 'simulation', include: simulation, ...patience } },
      // Synthesises the stack. The files of a worker share its modules, so that it loads CDK and makes the templates of
      // test/infra/template.ts once: both were more than half of the time of each file.
      {
        extends: true,
        test: {
          name: 'template',
          include: template,
          globalSetup: 'test/infra/build-functions.ts',
          isolate: false,
          ...patience,
        },
      },
      // Against a local AWS, one process for all files.
      {
        extends: true,
        test: {
          name: 'integration',
          include: integration,
          globalSetup: 'test/emulator-setup.ts',
          ...patience,
        },
      },
      // The deployed stack, with real registries and clients.
      {
        extends: true,
        test: {
          name: 'end to end',
          include: endToEnd,
          // It takes minutes: `npm run storm` runs it, and `npm run test:long`.
          exclude: isLong ? [] : ['test/e2e/storm.e2e.test.ts'],
          globalSetup: 'test/e2e/setup.ts',
          testTimeout: atMost(600_000),
          hookTimeout: atMost(600_000),
          // Each file has an AWS of its own, with a client, a registry and functions that all run at once. These wait as often
          // as they work, so that two files take little more time than one: not more than two, and after all else.
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
