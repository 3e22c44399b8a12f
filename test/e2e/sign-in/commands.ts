// What people type who sign in at one host with the account of the registry.

import type { Command } from '../clients/client.ts'

const NAME = /alice\/app/

export const DOCKER_COMMANDS: readonly Command[] = [
  { line: 'docker search HOST/app', states: ['out'], fails: ['out'] },
  { line: 'echo wrong | docker login --username alice --password-stdin HOST', states: ['out'], fails: ['out'] },
  { line: 'docker search HOST/app', states: ['out'], fails: ['out'] },
  {
    line: 'echo "$PASSWORD" | docker login --username alice --password-stdin HOST',
    states: ['in'],
    prints: /Login Succeeded/,
  },
  { line: 'docker search HOST/app', states: ['in'], prints: NAME },
  { line: 'docker pull --quiet HOST/alice/app:v1', states: ['in'], prints: NAME },
  { line: 'docker logout HOST && docker search HOST/app', states: ['in'], fails: ['in'] },
]

export const PODMAN_COMMANDS: readonly Command[] = [
  { line: 'podman search HOST/app', states: ['out'], fails: ['out'] },
  { line: 'echo wrong | podman login --username alice --password-stdin HOST', states: ['out'], fails: ['out'] },
  {
    line: 'echo "$PASSWORD" | podman login --username alice --password-stdin HOST',
    states: ['in'],
    prints: /Login Succeeded/,
  },
  { line: 'podman search HOST/app', states: ['in'], prints: NAME },
  { line: 'podman logout HOST && podman search HOST/app', states: ['in'], fails: ['in'] },
]

export const CRANE_COMMANDS: readonly Command[] = [
  { line: 'crane catalog HOST', states: ['out'], fails: ['out'] },
  {
    line: 'echo wrong | crane auth login --username alice --password-stdin HOST && crane catalog HOST',
    states: ['out'],
    fails: ['out'],
  },
  { line: 'echo "$PASSWORD" | crane auth login --username alice --password-stdin HOST', states: ['in'] },
  { line: 'crane catalog HOST', states: ['in'], prints: NAME },
  { line: 'crane digest HOST/alice/app:v1', states: ['in'], prints: /^sha256:/ },
]

const get = (path: string, user = '') => `curl --silent --fail-with-body ${user} 'http://HOST${path}'`
const SIGN_IN = '--user "alice:$PASSWORD"'

export const CURL_COMMANDS: readonly Command[] = [
  { line: get('/v1/search?q=app'), states: ['out'], fails: ['out'] },
  { line: get('/v1/search?q=app', '--user alice:wrong'), states: ['out'], fails: ['out'] },
  { line: get('/v1/search?q=app', SIGN_IN), states: ['in'], prints: NAME },
  { line: get('/v2/', SIGN_IN), states: ['in'], prints: /^\{\}$/ },
  { line: get('/v2/_catalog', SIGN_IN), states: ['in'], prints: NAME },
  { line: get('/api/search?q=app', SIGN_IN), states: ['in'], prints: NAME },
]
