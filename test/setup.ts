// Before each file of tests: every property draws the same, run after run. This is the only place that gives fast-check a
// seed; it holds for `assert`, `check` and `sample` alike.
//
// What else is left to chance can't change what a test says: names of temporary directories, free ports, and how long the
// real clock lets a refused request to the local AWS wait before it is tried again (`systemClock`, the retries of
// `lambda/aws/`). Everything in memory has a clock that stands still (`test/fakes/system.ts`) and draws from a seed.

import fc from 'fast-check'
import { runs, SEED } from './effort.ts'

fc.configureGlobal({ seed: SEED, numRuns: runs(100, 5000) })
