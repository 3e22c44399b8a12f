// Every client that people have, as they type it, without sign-in and with it; docs/clients.md is what came out.
//
//   UPDATE_DOCS=1 npx vitest run --project 'end to end' clients      writes it anew

import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientConfig } from '../../local/clients.ts'
import { messageOf } from '../../local/local-error.ts'
import { ROOT } from '../../local/paths.ts'
import { findProgram } from '../../local/programs.ts'
import { dockerClients, otherClients } from './clients/all.ts'
import { STATES } from './clients/client.ts'
import { type Part, parse, partOf, written } from './clients/document.ts'
import { type Engine, startEngine } from './clients/engine.ts'
import type { Where } from './clients/normalise.ts'
import { sampleTags } from './clients/sample.ts'
import { openSession, type Session } from './clients/session.ts'
import { deployStack, openDoor, startWorld, type World } from './deployment.ts'
import { missingPrograms, skipLoudly } from './programs.ts'
import { openPlace, pushBySkopeo } from './things/place.ts'
import { findTool, type Tool } from './tools.ts'

const DOCUMENT = join(ROOT, 'docs', 'clients.md')
const DEBIAN = ['docker-registry', 'skopeo', 'podman', 'curl']
const TOOLS: readonly Tool[] = ['crane', 'regctl']
const missing = [...missingPrograms(DEBIAN), ...TOOLS.filter((tool) => findTool(tool) === undefined)]
const remedy = `Debian: apt-get install ${DEBIAN.join(' ')}; the rest by npm run tools, which needs Go`
const skipped = skipLoudly('the test of clients', missing, remedy)
const engineProgram = findProgram(['dockerd'])
const noDocker = skipLoudly(
  'the part of docker in the test of clients',
  missingPrograms(['docker', 'dockerd']),
  'Debian: apt-get install docker.io',
)
const DOCKERS = skipped || noDocker ? [] : dockerClients()
const OTHERS = skipped ? [] : otherClients()

describe.skipIf(skipped)('the clients that people have', () => {
  let world: World
  let where: Where
  let engine: Engine | undefined
  const sessions = new Map<string, Session>()

  const startDocker = async () => {
    if (engineProgram === undefined) return
    try {
      engine = await startEngine(engineProgram, join(world.dir, 'engine'))
      world.onStop(engine.stop)
    } catch (error) {
      console.warn(`\n!!! NOT RUN: docker, whose daemon does not start here. ${messageOf(error)}\n`)
    }
  }

  beforeAll(async () => {
    world = await startWorld()
    const place = await openPlace(world.dir, world.registry.url, 'sample')
    const tags = sampleTags()
    for (const [reference, what] of tags) await pushBySkopeo(what, { place, reference: `${place.host}/${reference}` })
    const { outputs, totals } = await deployStack(world, { auth: 'none' })
    expect(totals).toMatchObject({ tags: tags.length, missing: 0 })
    const door = await openDoor(world.emulator, outputs, world.registry.url)
    world.onStop(door.close)
    where = { host: `127.0.0.1:${door.port}`, password: '' }
    await startDocker()
    const dir = join(world.dir, 'clients')
    const dockerHost = engine === undefined ? undefined : `export DOCKER_HOST=${engine.address}`
    for (const one of dockerHost === undefined ? [] : DOCKERS)
      sessions.set(one.title, await openSession(dir, one, where.host, dockerHost ?? ''))
    for (const one of OTHERS) sessions.set(one.title, await openSession(dir, one, where.host, ''))
  })
  afterAll(async () => {
    await world?.stop()
  })

  describe.each(STATES)('%s', (state) => {
    beforeAll(async () => {
      // The first deployment has none; who is not signed in at first is so in the end.
      if (state !== 'out') return
      const { outputs } = await deployStack(world, { auth: 'basic' })
      const secrets = new SecretsManagerClient(clientConfig(world.emulator.endpoint))
      const secret = await secrets.send(new GetSecretValueCommand({ SecretId: outputs['SecretArn'] }))
      where = { ...where, password: (JSON.parse(secret.SecretString ?? '{}') as { password: string }).password }
    })

    const titles = [...DOCKERS, ...OTHERS].map(({ title }) => title)
    it.for(titles)('%s does what its user expects', async (title, { skip }) => {
      const session = sessions.get(title)
      if (session === undefined) return skip('its daemon does not start here')
      await session.work(state, where)
    })
  })

  it('docs/clients.md has what came out', async () => {
    const { introduction, parts } = parse(await readFile(DOCUMENT, 'utf8'))
    const now = [...sessions.values()].map(partOf)
    const elsewhere = parts.filter(({ title }) => now.every((part) => part.title !== title))
    if (process.env['UPDATE_DOCS']) return writeFile(DOCUMENT, written(introduction, [...elsewhere, ...now]))
    for (const { title } of elsewhere) console.warn(`\n!!! NOT COMPARED: ${title} of docs/clients.md is not here\n`)
    for (const part of now) compare(part, parts)
  })
})

const UPDATE = `docs/clients.md is not what came out; if it should be: UPDATE_DOCS=1 npx vitest run --project 'end to end' clients`

const compare = (now: Part, parts: readonly Part[]): void => {
  const then = parts.find(({ title }) => title === now.title)
  if (then?.version === now.version || process.env['CI']) {
    expect.soft(now, `${now.title}: ${UPDATE}`).toEqual(then)
  } else if (then?.body !== now.body) {
    console.warn(
      `\n!!! NOT COMPARED: docs/clients.md has ${then?.version ?? 'nothing'} of ${now.title}, here it is ${now.version}\n`,
    )
  }
}
