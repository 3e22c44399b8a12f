// What the test of memory runs in a process of its own: many large items that are done, and wait for the first of all.

import { workInWindow } from '../../lambda/reconcile/window.ts'

const ITEMS = 1000
let release = (): void => {}
const held = new Promise<void>((resolve) => {
  release = resolve
})
let [done, taken] = [0, 0]
// 800 KB each, as a repository of some thousand tags.
async function* items() {
  for (let at = 0; at < ITEMS; at++) yield { at, tags: Array.from({ length: 100_000 }, (_, tag) => tag) }
}
await workInWindow(
  items(),
  { items: () => 8, weight: ITEMS, weightOf: () => 1, waiting: ITEMS },
  () => false,
  async ({ at, tags }) => {
    if (at === 0) await held
    if (++done === ITEMS - 1) release()
    return tags.length
  },
  (count) => {
    taken += count
  },
)
process.stdout.write(JSON.stringify(taken))
