// The clients that are installed on this machine.

import { delimiter } from 'node:path'
import { findProgram } from '../../../local/programs.ts'
import { findTool } from '../tools.ts'
import { type Client, client, versionOf } from './client.ts'
import { CURL } from './curl.ts'
import { DOCKER } from './docker.ts'
import { CRANE, REGCTL } from './go-clients.ts'
import { PODMAN, SKOPEO } from './podman.ts'

const program = (name: string): string => findProgram([name]) ?? name

/** Returns Docker's command line in every version on PATH, because versions show the daemon's response differently. */
export const dockerClients = (): Client[] => {
  const daemon = versionOf(program('dockerd'), ['--version']).replace('Docker version', 'with a daemon of')
  const found = (process.env['PATH'] ?? '').split(delimiter).map((dir) => findProgram(['docker'], dir))
  const all = found.filter((each) => each !== undefined).map((each) => client('docker', each, ['--version'], DOCKER))
  return all
    .filter(({ title }, at) => all.findIndex((one) => one.title === title) === at)
    .map((one) => ({ ...one, version: `${one.version} ${daemon}` }))
}

/** Returns all other clients. */
export const otherClients = (): Client[] => [
  client('podman', program('podman'), ['--version'], PODMAN),
  client('skopeo', program('skopeo'), ['--version'], SKOPEO),
  client('crane', findTool('crane') ?? '', ['version'], CRANE),
  client('regctl', findTool('regctl') ?? '', ['version', '--format', '{{.VCSTag}}'], REGCTL, [
    'regctl registry set --tls disabled HOST',
  ]),
  // Its title has no version, because its output depends on the index alone.
  { ...client('curl', program('curl'), ['--version'], CURL), title: 'curl' },
]
