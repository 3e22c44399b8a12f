// A reporter for runs of test/run.ts. Vitest calls it a success if the name that it is asked for fits no test, or if every
// test is skipped: with this reporter such a run fails.

import type { Reporter, TestModule } from 'vitest/node'

/** Vitest makes one by its path, so it must be a class, and the default export. */
export default class NoTestRan implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    for (const { children } of modules)
      for (const test of children.allTests()) if (test.result().state !== 'skipped') return
    console.error('no test ran: either no test has such a name or path, or all that have one were skipped')
    process.exitCode = 1
  }
}
