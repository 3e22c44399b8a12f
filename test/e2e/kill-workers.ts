import { spawnSync } from 'node:child_process'
import type { World } from './deployment.ts'

/** Kills every worker that runs a function of this local AWS; how many there were. */
export const killWorkers = ({ dir }: Pick<World, 'dir'>): number => {
  const found = spawnSync('pgrep', ['-f', `^node ${dir}.*ministack-lambda`], { encoding: 'utf8' }).stdout
  const pids = found.split('\n').filter((pid) => pid !== '')
  for (const pid of pids) {
    try {
      process.kill(Number(pid), 'SIGKILL')
    } catch {
      // It ended by itself meanwhile.
    }
  }
  return pids.length
}
