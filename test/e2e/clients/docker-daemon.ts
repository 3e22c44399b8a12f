// The Docker daemon of a test, which does without where the machine has none or does not let it run.

import { messageOf } from '../../../local/local-error.ts'
import { findProgram } from '../../../local/programs.ts'
import { missingPrograms, skipLoudly } from '../programs.ts'
import { startEngine } from './engine.ts'

/** What a test says where it skips something for want of a daemon. */
export const NO_DAEMON = 'its daemon does not start on this machine'

/**
 * Looks for docker and its daemon, and warns if they are missing.
 * @param test what is tested, for the warnings
 * @throws Error in CI if they are missing
 */
export const dockerDaemon = (test: string) => {
  const isMissing = skipLoudly(
    `docker in ${test}`,
    missingPrograms(['docker', 'dockerd']),
    'Debian: apt-get install docker.io',
  )
  return {
    isMissing,
    /**
     * Starts a daemon of its own. Returns the value for DOCKER_HOST; undefined if there is none, of which it has warned.
     * @param dir a folder for all of its files, which need not exist
     * @param onStop is given what ends the daemon
     */
    start: async (dir: string, onStop: (end: () => Promise<void>) => void): Promise<string | undefined> => {
      const program = findProgram(['dockerd'])
      if (isMissing || program === undefined) return undefined
      try {
        const engine = await startEngine(program, dir)
        onStop(engine.stop)
        return engine.address
      } catch (error) {
        console.warn(`\n!!! NOT RUN: docker in ${test}, because ${NO_DAEMON}: ${messageOf(error)}\n`)
        return undefined
      }
    },
  }
}
