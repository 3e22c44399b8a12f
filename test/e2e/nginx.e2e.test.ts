// The configuration of nginx in docs/front-doors.md, before a registry with a sign-in of its own and an index behind an address
// that does what API Gateway does: one host, one login, and every name that search prints can be pulled.

import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientConfig } from '../../local/clients.ts'
import { apiAddress } from '../../local/front-door.ts'
import { readLogin } from '../../local/plain-password.ts'
import { freePort } from '../../local/port-numbers.ts'
import { findRegistry, startRegistry } from '../../local/registry.ts'
import { image, layer } from '../../local/sample/image.ts'
import { BASIC } from '../fakes/http.ts'
import { startPageServer } from '../fakes/page-server.ts'
import { shownSystem } from '../fakes/shown.ts'
import { dockerDaemon, NO_DAEMON } from './clients/docker-daemon.ts'
import { BUCKET, deployStack, ROOT_DIRECTORY, startWorld, type World } from './deployment.ts'
import { eventually } from './eventually.ts'
import { API_NAME, openApiGateway } from './front/api-gateway.ts'
import { type Certificate, makeCertificate } from './front/certificate.ts'
import { nginxProgram, startNginx } from './front/nginx.ts'
import { missingPrograms, runProgram, skipLoudly, writeOciLayout } from './programs.ts'

const DEBIAN_PROGRAMS = ['docker-registry', 'skopeo', 'podman', 'curl', 'openssl', 'htpasswd']
const skipped = skipLoudly(
  'the test of nginx',
  [...(nginxProgram === undefined ? ['nginx'] : []), ...missingPrograms(DEBIAN_PROGRAMS)],
  'Debian: apt-get install nginx-light docker-registry skopeo podman curl openssl apache2-utils',
)
const daemon = dockerDaemon('the test of nginx')

const REGISTRY_NAME = 'registry.example.com'
const PORTAL = 'https://portal.example.com'
const USER = 'registry'
/** More than nginx takes without being told, and more than its buffers. Bytes, of which gzip leaves the half. */
const LARGE_BYTES = 12_000_000

const labelled = (description: string, size = 10): Parameters<typeof image>[0] => ({
  format: 'oci',
  layers: [layer({ 'etc/motd': description, 'srv/data': randomBytes(size / 2).toString('hex') })],
  created: '2026-11-01T00:00:00Z',
  labels: { 'org.opencontainers.image.description': description },
  annotations: {},
})

describe.skipIf(skipped)('nginx before the registry and the index', () => {
  let world: World
  let gateway: Awaited<ReturnType<typeof openApiGateway>>
  let dockerHost: string | undefined
  let home: string
  let host: string
  let port: number
  let password: string
  let certificate: Certificate

  const shell = (line: string) =>
    runProgram(home, 'timeout', ['150', 'bash', '-c', `read -r PASSWORD\ncd '${home}'\n${line}`], `${password}\n`)
  /** Runs a line that has to succeed; returns what it prints. */
  const done = async (line: string): Promise<string> => {
    const { status, stdout, stderr } = await shell(line)
    expect(status, `${line}: ${stdout}${stderr}`).toBe(0)
    return stdout
  }
  /** Asks by the name of the registry, with a certificate that is checked. Header names come in lower case. */
  const curl = async (path: string, options = '') => {
    const address = `--cacert tls.crt --resolve ${REGISTRY_NAME}:${port}:127.0.0.1 'https://${REGISTRY_NAME}:${port}${path}'`
    const [head = '', ...body] = (await done(`curl -si --http1.1 --path-as-is ${options} ${address}`)).split('\r\n\r\n')
    const [first = '', ...lines] = head.split('\r\n')
    const headers = lines.map((line) => [
      line.slice(0, line.indexOf(':')).toLowerCase(),
      line.slice(line.indexOf(':') + 2),
    ])
    const all = (name: string) => headers.filter(([one]) => one === name).map(([, value]) => value)
    return { status: Number(first.split(' ')[1]), all, body: body.join('\r\n\r\n') }
  }
  const SIGNED_IN = `-u "${USER}:$PASSWORD"`
  const docker = (line: string) => `docker --host ${dockerHost} ${line}`
  const push = async (reference: string, what: Parameters<typeof image>[0]) => {
    const dir = join(home, `layout-${randomBytes(4).toString('hex')}`)
    await writeOciLayout(dir, image(what))
    await done(`skopeo --insecure-policy copy --quiet --dest-tls-verify=false oci:${dir} docker://${host}/${reference}`)
  }

  beforeAll(async () => {
    world = await startWorld()
    home = join(world.dir, 'home')
    await mkdir(join(home, '.config', 'containers'), { recursive: true })
    const { outputs } = await deployStack(world, { auth: 'basic', pull_host: REGISTRY_NAME })
    const secrets = new SecretsManagerClient(clientConfig(world.emulator.endpoint))
    ;({ password } = await readLogin(secrets, outputs['SecretArn'] ?? ''))
    // The one credential: what the index's secret says, as the line of the registry's file.
    await done(`htpasswd -Bbc htpasswd ${USER} "$PASSWORD"`)
    const registry = await startRegistry(findRegistry() ?? '', {
      ...{ endpoint: world.emulator.endpoint, bucket: BUCKET, rootDirectory: ROOT_DIRECTORY, port: await freePort() },
      ...{ configFile: join(home, 'registry.json'), log: join(home, 'registry.log'), htpasswd: join(home, 'htpasswd') },
    })
    world.onStop(registry.stop)
    certificate = await makeCertificate(home, 'tls', [REGISTRY_NAME, API_NAME])
    gateway = await openApiGateway(apiAddress(world.emulator.endpoint, outputs['Url'] ?? ''), certificate)
    world.onStop(gateway.close)
    const behind = { indexPort: gateway.port, registry: registry.url, certificate }
    const nginx = await startNginx(join(world.dir, 'nginx'), behind)
    world.onStop(nginx.stop)
    ;({ host, port } = nginx)
    const withoutTls = `[[registry]]\nlocation = "${host}"\ninsecure = true\n`
    await writeFile(join(home, '.config', 'containers', 'registries.conf'), withoutTls)
    dockerHost = await daemon.start(join(world.dir, 'engine'), world.onStop)
  })
  afterAll(async () => {
    await world?.stop()
  })

  describe('signing in', () => {
    it('takes the one password from podman and skopeo, and no other', async () => {
      for (const client of ['podman', 'skopeo']) {
        const login = `${client} login --tls-verify=false --username ${USER} --password-stdin ${host}`
        expect((await shell(`echo wrong | ${login}`)).status, client).not.toBe(0)
        expect(await done(`echo "$PASSWORD" | ${login}`)).toContain('Login Succeeded')
      }
    })

    it('takes it from docker, and no other', async ({ skip }) => {
      if (dockerHost === undefined) return skip(NO_DAEMON)
      const login = docker(`login --username ${USER} --password-stdin ${host}`)
      expect((await shell(`echo wrong | ${login}`)).status).not.toBe(0)
      expect(await done(`echo "$PASSWORD" | ${login}`)).toContain('Login Succeeded')
    })

    it.each(['/', '/v1/search?q=redis', '/api/search', '/v2/_catalog', '/r/team/app'])(
      'is asked for by %s of the index, though API Gateway renames its challenge',
      async (path) => {
        for (const options of ['', `-u ${USER}:wrong`]) {
          const answer = await curl(path, options)
          expect(answer.status).toBe(401)
          expect(answer.all('www-authenticate')).toEqual(['Basic realm="registry"'])
          expect(answer.all('x-amzn-remapped-www-authenticate')).toEqual([])
        }
        const answer = await curl(path, SIGNED_IN)
        expect(answer.status).toBe(path === '/r/team/app' ? 404 : 200)
        expect(answer.all('www-authenticate')).toEqual([])
      },
    )

    it('is asked for once where the challenge of the index arrives', async () => {
      gateway.state.renames = false
      try {
        expect((await curl('/v1/search')).all('www-authenticate')).toEqual(['Basic realm="registry-index"'])
      } finally {
        gateway.state.renames = true
      }
    })

    it('is asked for once by the registry', async () => {
      const answer = await curl('/v2/')
      expect(answer.status).toBe(401)
      expect(answer.all('www-authenticate')).toEqual(['Basic realm="registry"'])
    })
  })

  describe('a pushed image', () => {
    it('may be large, and is found and pulled by the name that docker and podman print', async ({ annotate }) => {
      await push('team/redis-cache:v1.0', labelled('Caches your sessions', LARGE_BYTES))
      // Podman signs in to the catalog alone, so it prints names.
      await eventually(async () => {
        const found = await done(`podman search --tls-verify=false --format '{{.Name}}' ${host}/redis`)
        expect(found).toBe(`${host}/team/redis-cache\n`)
      })
      const [printed = ''] = (await done(`podman search --tls-verify=false --format '{{.Name}}' ${host}/redis`)).split(
        '\n',
      )
      await done(`skopeo --insecure-policy copy --quiet --src-tls-verify=false docker://${printed}:v1.0 dir:copy`)
      if (dockerHost === undefined) return void annotate(`docker was not run: ${NO_DAEMON}`)
      const found = await done(docker(`search --format '{{.Name}}: {{.Description}}' ${host}/sessions`))
      expect(found).toBe('team/redis-cache: Caches your sessions\n')
      const [name] = found.split(':')
      expect(await done(docker(`pull --quiet ${host}/${name}:v1.0`))).toContain(`${host}/team/redis-cache:v1.0`)
    })

    it('is not found by docker without signing in', async ({ skip }) => {
      if (dockerHost === undefined) return skip(NO_DAEMON)
      expect((await shell(docker(`--config nobody search ${host}/redis`))).status).not.toBe(0)
    })

    it('stands in the list of tags at once, because that comes from the registry', async () => {
      for (const tag of ['v1.0', 'v1.1', 'v1.2']) {
        await push(`team/app:${tag}`, labelled(`App ${tag}`))
        expect(JSON.parse((await curl('/v2/team/app/tags/list', SIGNED_IN)).body).tags).toContain(tag)
      }
    })

    it('stands on the page, with the command that pulls it from this host', async () => {
      await eventually(async () => {
        const found = await curl('/?q=app', SIGNED_IN)
        expect(found.status).toBe(200)
        expect(found.body).toContain('/r/team/app')
      })
      expect((await curl('/r/team/app:v1.2', SIGNED_IN)).body).toContain(`docker pull ${REGISTRY_NAME}/team/app`)
    })
  })

  describe('requests', () => {
    it('of names like those of the index go to the registry, and encoded ones arrive as they were', async () => {
      for (const name of ['v1/search', 'api/app', 'r/page', 'catalog']) {
        const answer = await curl(`/v2/${name}/tags/list`, SIGNED_IN)
        expect(answer.status, name).toBe(404)
        expect(JSON.parse(answer.body).errors[0].code).toBe('NAME_UNKNOWN')
      }
      expect((await curl('/api/search?q=%22app%20v1.2%22&limit=1', SIGNED_IN)).status).toBe(200)
      expect((await curl('/api/repositories/team%2Fapp/tags/v1%2E2', SIGNED_IN)).status).toBe(200)
    })

    it('of a browser before it sends a password from another origin need none', async () => {
      // The local AWS answers these by itself, so here the function runs without it.
      const { system } = await shownSystem()
      const index = await startPageServer(system, { access: BASIC, corsOrigins: [PORTAL] })
      const { state } = gateway
      const deployed = state.index
      state.index = index.url
      try {
        const asked = `-X OPTIONS -H 'Origin: ${PORTAL}' -H 'Access-Control-Request-Method: GET' -H 'Access-Control-Request-Headers: authorization'`
        const answer = await curl('/v2/_catalog', asked)
        expect(answer.status).toBe(204)
        expect(answer.all('access-control-allow-origin')).toEqual([PORTAL])
        const read = await curl('/v2/_catalog', `-H 'Origin: ${PORTAL}'`)
        expect(read.status).toBe(401)
        expect(read.all('access-control-allow-origin')).toEqual([PORTAL])
      } finally {
        state.index = deployed
        await index.close()
      }
    })

    it('are not sent on to who only says that it is the index', async () => {
      await gateway.present(await makeCertificate(home, 'other', [API_NAME]))
      try {
        const before = gateway.state.requests
        expect((await curl('/v1/search?q=app', SIGNED_IN)).status).toBe(502)
        expect(gateway.state.requests).toBe(before)
      } finally {
        await gateway.present(certificate)
      }
      expect((await curl('/v1/search?q=app', SIGNED_IN)).status).toBe(200)
    })

    it('of an upload are sent on to the host that was asked, whatever the client says of it', async () => {
      const lies = `-H 'Forwarded: host=evil.example;proto=http' -H 'X-Forwarded-Host: evil.example' -H 'X-Forwarded-Proto: http'`
      const answer = await curl('/v2/team/app/blobs/uploads/', `-X POST -d '' ${SIGNED_IN} ${lies}`)
      expect(answer.status).toBe(202)
      expect(answer.all('location')[0]).toMatch(
        new RegExp(`^https://${REGISTRY_NAME}:${port}/v2/team/app/blobs/uploads/`),
      )
    })
  })
})
