import { spawnSync } from 'node:child_process'
import type { World } from './deployment.ts'

/** Kills every worker that runs a function of this local AWS that is still there; how many it killed. */
export const killWorkers = ({ dir }: Pick<World, 'dir'>): number => {
  const found = spawnSync('pgrep', ['-f', `^node ${dir}.*ministack-lambda`], { encoding: 'utf8' }).stdout
  const pids = found.split('\n').filter((pid) => pid !== '')
  let killed = 0
  for (const pid of pids) {
    try {
      process.kill(Number(pid), 'SIGKILL')
      killed++
    } catch (error) {
      // It may have ended by itself meanwhile.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
  return killed
}
