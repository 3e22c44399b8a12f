import { defineConfig } from 'vitest/config'

const integration = ['test/**/*.integration.test.ts']
const endToEnd = ['test/**/*.e2e.test.ts']

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...integration, ...endToEnd, 'test/infra/**'],
        },
      },
      // Synthesises the stack.
      { test: { name: 'template', include: ['test/infra/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 } },
      // Against a local AWS, one process for all files.
      {
        test: {
          name: 'integration',
          include: integration,
          globalSetup: 'test/emulator-setup.ts',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      // The deployed stack, with real registries and clients.
      {
        test: {
          name: 'end to end',
          include: endToEnd,
          testTimeout: 180_000,
          hookTimeout: 300_000,
          // Each file has an AWS of its own and promises to keep in seconds: one after the other, and after all else.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
